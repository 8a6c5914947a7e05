"""The sandbox as an ASGI application."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from .api_errors import Refusal
from .app_state import AppState
from .clock import Clock
from .control.routes import control_routes
from .endpoints import Api
from .pages.routes import Pages
from .responses import failed, gone, not_routed, refused
from .settings import Settings

#: Where the contract's paths begin on this server.
BASE_PATH = "/api/v3"


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> ASGIApp:
    """A sandbox of its own, without a server; the contract's paths lie below `/api/v3`."""
    settings = settings or Settings()
    return app_of(AppState.of(settings, clock or Clock(settings.speed)))


def app_of(state: AppState) -> ASGIApp:
    """The application that serves this state of affairs.

    The contract's paths go past the framework's layers, which would take a third of the time that an answer needs.
    """
    api = Api(state, BASE_PATH)
    others = Starlette(
        routes=[*control_routes(state), *Pages(state).routes()],
        exception_handlers={Refusal: refused, HTTPException: not_routed, ClientDisconnect: gone, Exception: failed},
    )
    others.router.redirect_slashes = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_of_contract = scope["type"] == "http" and scope["path"].startswith(f"{BASE_PATH}/")
        await (api if is_of_contract else others)(scope, receive, send)

    return app

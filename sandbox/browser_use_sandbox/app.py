"""The sandbox as an ASGI application."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Mount

from .answers import failed, gone, not_routed, refused
from .clock import Clock
from .control.routes import control_routes
from .endpoints import Api
from .exact import exact
from .pages.routes import Pages
from .refusals import Refusal
from .settings import Settings
from .world import World

#: Where the contract's paths begin on this server.
BASE_PATH = "/api/v3"


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Starlette:
    """A sandbox of its own, without a server; the contract's paths lie below `/api/v3`."""
    settings = settings or Settings()
    return app_of(World.of(settings, clock or Clock(settings.speed)))


def app_of(world: World) -> Starlette:
    """The application that serves this world."""
    app = Starlette(
        routes=[
            exact(Mount(BASE_PATH, app=Api(world))),
            *control_routes(world),
            *Pages(world).routes(),
        ],
        exception_handlers={Refusal: refused, HTTPException: not_routed, ClientDisconnect: gone, Exception: failed},
    )
    app.router.redirect_slashes = False
    return app

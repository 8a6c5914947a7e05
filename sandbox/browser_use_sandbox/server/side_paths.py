"""What the sandbox serves beside the contract's paths: the control API, and pages for people."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from ..app_state import AppState
from ..common.api_errors import Refusal
from ..control.routes import control_routes
from ..http.responses import failed, gone, not_routed, refused
from ..pages.routes import Pages


def side_paths(state: AppState) -> ASGIApp:
    """An application for all of these paths; what it does not know is answered 404."""
    app = Starlette(
        routes=[*control_routes(state), *Pages(state).routes()],
        exception_handlers={Refusal: refused, HTTPException: not_routed, ClientDisconnect: gone, Exception: failed},
    )
    app.router.redirect_slashes = False
    return app

"""The control API and the web pages."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from ..app_state import AppState
from ..common.api_errors import ApiError
from ..control.routes import control_routes
from ..http.responses import api_error_response, client_disconnected, internal_error_response, routing_error_response
from ..pages.routes import Pages


def side_paths(state: AppState) -> ASGIApp:
    """An application for these paths; unknown paths give 404."""
    app = Starlette(
        routes=[*control_routes(state), *Pages(state).routes()],
        exception_handlers={
            ApiError: api_error_response,
            HTTPException: routing_error_response,
            ClientDisconnect: client_disconnected,
            Exception: internal_error_response,
        },
    )
    app.router.redirect_slashes = False
    return app

"""The sandbox as an ASGI application."""

import asyncio
import contextlib
import functools

from starlette.types import ASGIApp, Receive, Scope, Send

from ..api.endpoints import Api
from ..api.resources.registry import not_simulated
from ..app_state import AppState
from ..common.clock import Clock
from ..common.signing import Signer
from ..contract.document import DocumentError
from ..contract.loading import load
from ..files import PATH as STORAGE_PATH
from ..files.contents import Contents
from ..generation.outputs import Outputs
from ..settings import Settings
from ..simulation.engine import Simulation
from ..tasks.agent import SimulatedAgent

#: The base path of the API on this server.
BASE_PATH = "/api/v3"


def create_app(settings: Settings | None = None, clock: Clock | None = None, storage_port: int | None = None) -> ASGIApp:
    """A new sandbox without a server; the paths of the API begin with `/api/v3`.

    If the server also listens on a second port for the storage host, `storage_port` says which. Without it, files are uploaded to
    and downloaded from the port of the API. DocumentError if the document in the settings cannot be served.
    """
    settings = settings or Settings()
    state = new_state(settings, clock or Clock(settings.speed))
    state.storage_port = storage_port
    return app_of(state)


def new_state(settings: Settings, clock: Clock) -> AppState:
    """The state of a new sandbox. DocumentError if it cannot serve the document that the settings name."""
    contract = load(settings.spec, settings.any_model, settings.revision)
    if settings.spec is not None and len(not_simulated(contract)) == len(contract.operations):
        raise DocumentError(f"{settings.spec}: has none of the operations that the sandbox simulates")
    contents = Contents(settings.max_storage_bytes)
    simulation = Simulation(settings, SimulatedAgent(settings, contract.rules), contents, contract.rules)
    state = AppState(settings, contract, clock, simulation, Signer(), Outputs(settings.seed or 0), contents)
    if settings.webhook_url is not None:
        from ..simulation.webhook_sender import WebhookSender

        state.webhook = WebhookSender(settings, state.catch_up, simulation, clock)
    return state


def app_of(state: AppState) -> ASGIApp:
    """The application that serves a sandbox.

    The paths of the API do not go through the layers of Starlette, which would take a third of the time of a response. The other
    parts are imported when they are first used, so that the sandbox starts quickly.
    """
    api = Api(state, BASE_PATH)

    @functools.cache
    def storage() -> ASGIApp:
        from ..api.storage_host import StorageHost

        return StorageHost(state)

    @functools.cache
    def others() -> ASGIApp:
        from starlette.applications import Starlette

        from ..control.http_api import control_routes
        from ..http.responses import ERROR_RESPONSES
        from ..pages.routes import Pages

        app = Starlette(routes=[*control_routes(state), *Pages(state).routes()], exception_handlers=ERROR_RESPONSES)
        app.router.redirect_slashes = False
        return app

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if state.webhook is not None:
            state.webhook.start()
        if scope["type"] != "http":
            target = others()
        elif state.storage_port is not None and (scope.get("server") or (None, None))[1] == state.storage_port:
            target = storage()
        elif scope["path"].startswith(f"{BASE_PATH}/"):
            target = api
        elif state.storage_port is None and scope["path"].startswith(STORAGE_PATH):
            target = storage()
        else:
            target = others()
        with contextlib.suppress(asyncio.CancelledError):  # The server stops; uvicorn would log that as an error.
            await target(scope, receive, send)

    return app

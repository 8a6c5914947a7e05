"""The sandbox as an ASGI application."""

import functools

from starlette.types import ASGIApp, Receive, Scope, Send

from .app_state import AppState
from .clock import Clock
from .endpoints import Api
from .files import PATH as STORAGE_PATH
from .settings import Settings

#: Where the contract's paths begin on this server.
BASE_PATH = "/api/v3"


def create_app(settings: Settings | None = None, clock: Clock | None = None, storage_port: int | None = None) -> ASGIApp:
    """A sandbox of its own, without a server; the contract's paths lie below `/api/v3`.

    Whoever lets it listen on a second port names that as `storage_port`: it is the storage host then. Without one, files go to
    the same port. DocumentError where the document that it is to serve is none.
    """
    settings = settings or Settings()
    state = AppState.of(settings, clock or Clock(settings.speed))
    state.storage_port = storage_port
    return app_of(state)


def app_of(state: AppState) -> ASGIApp:
    """The application that serves a sandbox.

    The contract's paths go past the framework's layers, which would take a third of the time that an answer needs. What is not
    asked for by every program is loaded when it is asked for, so that the sandbox starts quickly.
    """
    api = Api(state, BASE_PATH)

    @functools.cache
    def storage() -> ASGIApp:
        from .files.storage_host import StorageHost

        return StorageHost(state)

    @functools.cache
    def others() -> ASGIApp:
        from .side_paths import side_paths

        return side_paths(state)

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
        await target(scope, receive, send)

    return app

"""The HTTP server, which is uvicorn with a faster stop.

uvicorn checks every 0.1 s whether to stop, and every 0.1 s whether connections have closed: 0.2 s for each sandbox of a test.
It has no public interface to change that, so this overrides `main_loop`, `shutdown` and `capture_signals` of its Server.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from .app import BASE_PATH

#: How long a request may take to arrive, and its response to be read, in real seconds.
REQUEST_SECONDS = 30.0


class Config(uvicorn.Config):
    """The settings of uvicorn, and the port for uploads."""

    upload_port: int | None = None


class Connection(H11Protocol):
    """Closes if a request does not arrive in time; on the upload port, only if nothing arrives in that time.

    The application finds the connection in `scope["state"]["connection"]`, and can break it.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)
        self._deadline: asyncio.TimerHandle | None = None
        self._is_upload = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._is_upload = self.server is not None and self.server[1] == getattr(self.config, "patient_port", None)
        self._update_deadline()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_upload:
            self._cancel_deadline()
        self._update_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Close, but do not wait without limit for a caller who does not read the last response."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _update_deadline(self) -> None:
        """Start the deadline when a request begins to arrive, and cancel it when the request is complete."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._cancel_deadline()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


#: How long a stopping server waits for running requests, in seconds.
_GRACE_SECONDS = 0.5
#: The maximum number of connections that wait to be accepted.
_BACKLOG = 2048


class _AppAdapter:
    """Adapts an application to uvicorn.

    Requests may be cancelled when the server stops; uvicorn would log that as an error. A request target may be a whole URL
    (RFC 9112, 3.2.2), whose host then replaces the `Host` header; uvicorn takes it for a path.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith("/"):
            scope = _of_absolute_form(scope)
        with contextlib.suppress(asyncio.CancelledError):
            await self._app(scope, receive, send)


def _of_absolute_form(scope: Scope) -> Scope:
    """The scope as if the target were only a path; unchanged if the target is not a URL."""
    scheme, _, rest = scope["path"].partition("://")
    if scheme.lower() not in ("http", "https"):
        return scope
    host, _, path = rest.partition("/")
    raw_path = b"/" + scope["raw_path"].partition(b"://")[2].partition(b"/")[2]
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {
        **scope,
        "path": f"/{path}",
        "raw_path": raw_path,
        "headers": [*headers, (b"host", host.encode("latin-1", "replace"))],
    }


class Server(uvicorn.Server):
    """uvicorn on a listening socket, without its signal handling; `stop` takes effect at once.

    `storage_listener` is the socket of the storage host, where requests have no time limit while data arrives.
    """

    def __init__(self, app: ASGIApp, listener: socket.socket, storage_listener: socket.socket | None = None) -> None:
        config = Config(
            _AppAdapter(app),
            http=Connection,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_level="warning",
            access_log=False,
            server_header=False,
            log_config=None,
        )
        super().__init__(config)
        self._listeners = [listener]
        if storage_listener is not None:
            config.upload_port = port_of(storage_listener)
            self._listeners.append(storage_listener)
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve_until_stopped(self, ready: Callable[[], None]) -> None:
        """Serve; `ready` is called when the server accepts requests and can be stopped."""
        self._loop = asyncio.get_running_loop()
        ready()
        await self.serve(self._listeners)

    def stop(self) -> None:
        """Stop the server, from any thread. RuntimeError if it does not serve yet."""
        self.should_exit = True
        self.call(self._stopped.set)

    def call(self, action: Callable[[], None]) -> None:
        """Call `action` in the thread of the server, soon. RuntimeError if it does not serve."""
        if self._loop is None:
            raise RuntimeError("the server does not serve yet")
        self._loop.call_soon_threadsafe(action)

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything; running requests get `_GRACE_SECONDS`, then they are cut off."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        deadline = time.monotonic() + _GRACE_SECONDS
        while self.server_state.connections and time.monotonic() < deadline:  # noqa: ASYNC110 -- uvicorn has no event for it
            await asyncio.sleep(0.002)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free port. OSError if that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without the protocol (as in socket.create_server), asyncio leaves Nagle's algorithm on, which delays responses by 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def port_of(listener: socket.socket) -> int:
    """The port of the socket."""
    return int(listener.getsockname()[1])


def base_url(listener: socket.socket) -> str:
    """The base URL of the API on that socket, for callers on this machine."""
    address, port = listener.getsockname()[:2]
    host = str({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address))  # noqa: S104 -- it is replaced by a real address
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{BASE_PATH}"

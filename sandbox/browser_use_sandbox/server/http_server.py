"""The HTTP server, which is uvicorn with a faster stop.

uvicorn checks every 0.1 s whether to stop, and every 0.1 s whether connections have closed: 0.2 s for each sandbox of a test.
It has no public interface to change that, so this overrides `startup`, `main_loop`, `shutdown` and `capture_signals`.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import BASE_PATH

#: How long a stopping server waits for running requests, in seconds.
_GRACE_SECONDS = 0.5
#: The maximum number of connections that wait to be accepted.
_BACKLOG = 2048


class Connection(H11Protocol):
    """A connection whose transport the application finds in `scope["state"]`, so that a fault can break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Server(uvicorn.Server):
    """uvicorn on listening sockets, without its signal handling; `stop` takes effect at once."""

    def __init__(self, app: ASGIApp, *listeners: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_level="warning",
                access_log=False,
                server_header=False,
                log_config=None,
            )
        )
        self._listeners = list(listeners)
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve_until_stopped(self, ready: Callable[[], None]) -> None:
        """Serve; `ready` is called when the server accepts requests and can be stopped."""
        self._loop, self._ready = asyncio.get_running_loop(), ready
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

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

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

"""Running a sandbox on a port: in a thread, for a program's own use, or in the foreground."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import attrs
import uvicorn
from starlette.types import ASGIApp

from .app import BASE_PATH, create_app
from .clock import Clock
from .settings import Settings

#: How long a stopping server waits for requests under way, in seconds.
_GRACE_SECONDS = 2
#: How many connections may wait to be accepted.
_BACKLOG = 2048


class Server(uvicorn.Server):
    """uvicorn on a listening socket, without its signal handling, and stopped at once by `stop` instead of polling for it."""

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_level="warning",
            access_log=False,
            server_header=False,
        )
        super().__init__(config)
        self._listener = listener
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve_until_stopped(self, ready: Callable[[], None]) -> None:
        """Serve; `ready` is called as soon as requests are taken and `stop` may be called."""
        self._loop = asyncio.get_running_loop()
        ready()
        await self.serve([self._listener])

    def stop(self) -> None:
        """End the server, from whatever thread. RuntimeError where it does not serve yet."""
        if self._loop is None:
            raise RuntimeError("the server does not serve yet")
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._stopped.set)

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything; requests under way get `_GRACE_SECONDS`. uvicorn's own shutdown always sleeps 0.1 s."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        deadline = time.monotonic() + _GRACE_SECONDS
        while self.server_state.connections and time.monotonic() < deadline:  # noqa: ASYNC110 -- uvicorn tells no event of it
            await asyncio.sleep(0.002)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 picks a free one. OSError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol left open (as socket.create_server does), asyncio would not switch Nagle's algorithm off: 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """The API's base URL on that socket."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{BASE_PATH}"


class Sandbox:
    """A running sandbox: `with Sandbox() as sandbox:` serves until the block is left.

    It listens on 127.0.0.1, on a free port where `port` is 0, in a thread of its own. Settings are given as an object, by name
    (`Sandbox(task_seconds=0)`), or both, the names then winning. OSError where the port is taken. Started again after a stop, it
    is empty again.
    """

    def __init__(
        self, settings: Settings | None = None, *, clock: Clock | None = None, port: int = 0, **named_settings: Any
    ) -> None:
        self.settings = attrs.evolve(settings or Settings(), **named_settings)
        self.clock = clock or Clock()
        self._port = port
        self._base_url = ""
        self._running: tuple[Server, threading.Thread] | None = None

    @property
    def api_key(self) -> str:
        """The first of the accepted keys."""
        return self.settings.api_keys[0]

    @property
    def base_url(self) -> str:
        """The URL for clients, `/api/v3` included; RuntimeError while the sandbox does not run."""
        if self._running is None:
            raise RuntimeError("the sandbox does not run")
        return self._base_url

    def start(self) -> None:
        """Serve from now on; requests are answered when this returns."""
        if self._running is not None:
            raise RuntimeError("the sandbox runs already")
        app = create_app(self.settings, self.clock)
        listener = listen("127.0.0.1", self._port)
        self._base_url = base_url(listener)
        server = Server(app, listener)
        ready = threading.Event()

        def serve() -> None:
            asyncio.run(server.serve_until_stopped(ready.set))

        thread = threading.Thread(target=serve, name="browser-use-sandbox", daemon=True)
        thread.start()
        ready.wait()
        self._running = server, thread

    def stop(self) -> None:
        """Serve no longer; the port is free when this returns."""
        if self._running is not None:
            server, thread = self._running
            self._running = None
            server.stop()
            thread.join()

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

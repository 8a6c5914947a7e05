"""A sandbox in a thread of a program."""

import asyncio
import contextlib
import difflib
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import timedelta
from types import TracebackType
from typing import Any, TypeVar

import attrs

from ..app_state import AppState
from ..common.clock import Clock
from ..control.handle import Handle
from ..settings import Settings
from ..simulation.project import Project
from .app import app_of, new_state
from .http_server import Server, base_url, listen, port_of

#: In a traceback, pytest shows the lines of the test, not those of this module.
__tracebackhide__ = True

T = TypeVar("T")


class Sandbox(Handle):
    """A sandbox that runs in a thread: `with Sandbox() as sandbox:` serves until the end of the block.

    It listens on 127.0.0.1, on a free port if `port` is 0. Settings are an object, keyword arguments (`Sandbox(task_seconds=0)`),
    or both; keyword arguments override the object. OSError if the port is in use. After a stop, its sessions and requests can
    still be read until it is started again, empty.

    The end of the block raises ScriptError if the script has failed and no method call has reported it.

    The methods (`script`, `fail`, `sessions`, …) apply to the project of the first key; `project` gives the other projects.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        port: int = 0,
        **named_settings: Any,
    ) -> None:
        _check_names(named_settings)
        if not 0 <= port <= 65535:
            raise ValueError(f"port must be from 0 to 65535, not {port}")
        self.settings = attrs.evolve(settings or Settings(), **named_settings)
        self.clock = clock or Clock(self.settings.speed)
        self._port = port
        self._base_url = ""
        self._started: AppState | None = None
        self._running: tuple[Server, threading.Thread] | None = None

    def __repr__(self) -> str:
        return f"<Sandbox at {self._base_url}>" if self._running else "<Sandbox, not running>"

    @property
    def is_running(self) -> bool:
        return self._running is not None

    @property
    def api_key(self) -> str:
        """The first of the accepted keys."""
        return self.settings.api_keys[0]

    @property
    def base_url(self) -> str:
        if self._running is None:
            raise RuntimeError("the sandbox does not run")
        return self._base_url

    def project(self, api_key: str) -> Handle:
        """The project of another key. ValueError if the sandbox has no such key."""
        if api_key not in self.settings.api_keys:
            raise ValueError("the sandbox has no such API key")
        return _OtherProject(self, api_key)

    def advance(self, by: str | float | timedelta) -> None:
        """Advance the time of the sandbox by seconds, a timedelta, or a text such as "15 min". ValueError for anything else."""
        self._move_clock(by)

    def run_at(self, speed: float) -> None:
        """Run the time of the sandbox `speed` times as fast as real time; with 0 it stands still."""
        self._move_clock(speed=speed)

    def start(self) -> None:
        """Start to serve. When this returns, requests are answered."""
        if self._running is not None:
            raise RuntimeError("the sandbox runs already")
        state = new_state(self.settings, self.clock)
        with contextlib.ExitStack() as on_failure:
            listener = on_failure.enter_context(listen("127.0.0.1", self._port))
            storage_listener = on_failure.enter_context(listen("127.0.0.1", 0))
            state.storage_port = port_of(storage_listener)
            server = Server(app_of(state), listener, storage_listener)
            thread = _serve_in_thread(server)
            on_failure.pop_all()
        self._base_url = base_url(listener)
        self._started = state
        self._running = server, thread

    def stop(self) -> None:
        """Stop to serve. When this returns, the port is free."""
        if self._running is not None:
            server, thread = self._running
            self._running = None
            with contextlib.suppress(RuntimeError):  # The thread has ended already.
                server.stop()
            thread.join()
            self._state.close()

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()
        if kind is None:
            for key in self.settings.api_keys:
                self.project(key).check_script()

    @property
    def _state(self) -> AppState:
        if self._started is None:
            raise RuntimeError("the sandbox has not been started")
        return self._started

    def _run(self, action: Callable[[], T]) -> T:
        return self._run_for(self._project, action)

    def _run_for(self, project: Project, action: Callable[[], T]) -> T:
        """Run an action in the thread of the server if it runs. ScriptError if the script of the project has failed before."""
        done: Future[T] = Future()

        def act() -> None:
            try:
                failed = project.task_rules.take_error()
                if failed:
                    raise failed
                done.set_result(action())
            except BaseException as error:
                done.set_exception(error)

        if self._running is None or threading.current_thread() is self._running[1]:
            act()
        else:
            self._running[0].call(act)
        error = done.exception()
        if isinstance(error, ValueError):  # The traceback inside of the sandbox does not help the test.
            raise error.with_traceback(None)
        return done.result()


def _serve_in_thread(server: Server) -> threading.Thread:
    """Start the server in a thread. If it cannot serve, the error is raised here."""
    ready: Future[None] = Future()

    def serve() -> None:
        try:
            asyncio.run(server.serve_until_stopped(lambda: ready.set_result(None)))
            if not ready.done():
                raise RuntimeError("the server has ended before it was ready")
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    thread = threading.Thread(target=serve, name="browser-use-sandbox", daemon=True)
    thread.start()
    ready.result()
    return thread


def _check_names(settings: Iterable[str]) -> None:
    """TypeError with a suggestion for unknown settings."""
    known = [field.name for field in attrs.fields(Settings)]
    for name in settings:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise TypeError(f"there is no setting {name!r}{f'; did you mean {near[0]!r}?' if near else ''}")


class _OtherProject(Handle):
    """The project of another key than the first."""

    def __init__(self, sandbox: Sandbox, api_key: str) -> None:
        self._sandbox = sandbox
        self._api_key = api_key

    @property
    def api_key(self) -> str:
        return self._api_key

    @property
    def base_url(self) -> str:
        return self._sandbox.base_url

    @property
    def _state(self) -> AppState:
        return self._sandbox._state

    def _run(self, action: Callable[[], T]) -> T:
        return self._sandbox._run_for(self._project, action)

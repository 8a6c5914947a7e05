"""Serves a sandbox in the foreground, until a signal ends it."""

import asyncio
import gc
import signal
import socket
import sys
from urllib.parse import urljoin, urlsplit

from ..app_state import AppState
from ..common.clock import Clock
from ..http.requests import is_loopback
from ..settings import Settings
from .app import app_of, new_state
from .http_server import Server, base_url, port_of

_GC_THRESHOLD = 50_000


def state_of(settings: Settings, script: str | None = None) -> AppState:
    """The state of a new sandbox, with the script of that file in each project. ScriptError, DocumentError."""
    state = new_state(settings, Clock(settings.speed))
    if script is not None:
        from ..control.handle import ServerHandle
        from ..script.script_file import read_script

        file = read_script(script)
        for project in state.simulation.projects.values():
            with file.locating_errors():
                ServerHandle(state, project)._follow(file.value)
    return state


def serve(state: AppState, listener: socket.socket, storage_listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, with the storage host on the second socket.

    The base URL is the only line on stdout; OSError if it cannot be written.
    """
    # Sessions and the log stay in memory. With the default threshold, garbage collection takes a tenth of the server's time.
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)
    state.storage_port = port_of(storage_listener)
    try:
        with asyncio.Runner() as runner:
            runner.run(_serve(state, listener, storage_listener))
    finally:
        state.close()


async def _serve(state: AppState, listener: socket.socket, storage_listener: socket.socket) -> None:
    server = Server(app_of(state), listener, storage_listener)
    url = base_url(listener)

    def ready() -> None:
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, server.stop)
        print(url, flush=True)
        print(_welcome(url, state), file=sys.stderr, flush=True)

    await server.serve_until_stopped(ready)


def _welcome(url: str, state: AppState) -> str:
    key = state.settings.api_keys[0]
    return "\n".join(
        (
            "The sandbox is ready; Ctrl-C ends it. To use it from another terminal:",
            f"  export BROWSER_USE_BASE_URL={url} BROWSER_USE_API_KEY={key}",
            '  bu-sessions run "Find the cheapest wireless mouse on example.com"',
            "To watch the sessions:",
            *(f"  {page}" for page in _pages(url, state)),
            *_not_simulated(state),
        )
    )


def _not_simulated(state: AppState) -> list[str]:
    if state.settings.spec is None:  # All operations of the sandbox's own document are simulated.
        return []
    from ..api.resources.registry import not_simulated

    names = not_simulated(state.contract)
    return [f"Not simulated, answered from the examples and schemas of the document: {', '.join(names)}"] if names else []


def _pages(url: str, state: AppState) -> list[str]:
    """The URL of the page that lists the sessions, for each key. With one key, the page has a short URL on this machine."""
    from ..http.links import Links

    links, projects = Links(state.signer), state.simulation.projects.values()
    if len(projects) == 1 and is_loopback(urlsplit(url).hostname or ""):
        return [urljoin(url, "/")]
    return [urljoin(url, links.project(project)) for project in projects]

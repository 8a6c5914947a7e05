"""A sandbox in the foreground, until a signal ends it."""

import asyncio
import gc
import signal
import socket
import sys
from urllib.parse import urljoin, urlsplit

from .access import is_loopback
from .app import app_of
from .clock import Clock
from .control.backstage import Backstage
from .links import Links
from .script.file import ScriptFile
from .server import Server, base_url
from .settings import Settings
from .world import World

_OBJECTS_BETWEEN_SEARCHES = 50_000


def world_of(settings: Settings, script: ScriptFile | None = None) -> World:
    """A new world, every project of which follows the script. ScriptError where that cannot be."""
    world = World.of(settings, Clock(settings.speed))
    if script is not None:
        for project in world.simulation.projects.values():
            with script.blamed():
                Backstage(world, project).follow(script.value)
    return world


def serve(world: World, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM. The base URL is the one line on stdout; OSError where that cannot be written."""
    # Sessions and the log of calls stay. To search them for garbage as often as Python does takes a tenth of the server's time.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    with listener, asyncio.Runner() as runner:
        runner.run(_serve(world, listener))


async def _serve(world: World, listener: socket.socket) -> None:
    server = Server(app_of(world), listener)
    url = base_url(listener)

    def ready() -> None:
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, server.stop)
        print(url, flush=True)
        print(_welcome(url, world), file=sys.stderr, flush=True)

    await server.serve_until_stopped(ready)


def _welcome(url: str, world: World) -> str:
    key = world.settings.api_keys[0]
    return "\n".join(
        (
            "The sandbox is ready; Ctrl-C ends it. To use it from another terminal:",
            f"  export BROWSER_USE_BASE_URL={url} BROWSER_USE_API_KEY={key}",
            '  bu-sessions run "Find the cheapest wireless mouse on example.com"',
            "To watch the sessions:",
            *(f"  {page}" for page in _pages(url, world)),
        )
    )


def _pages(url: str, world: World) -> list[str]:
    """Where the sessions are listed, for each key in their order. On the own machine, a single key's page has a short name."""
    links, projects = Links(world.signer), world.simulation.projects.values()
    if len(projects) == 1 and is_loopback(urlsplit(url).hostname or ""):
        return [urljoin(url, "/")]
    return [urljoin(url, links.project(project)) for project in projects]

"""A sandbox in the foreground, until a signal ends it."""

import asyncio
import signal
import socket
import sys
from urllib.parse import urljoin

from .app import app_of
from .clock import Clock
from .control.backstage import Backstage
from .links import Links
from .script.file import ScriptFile
from .server import Server, base_url, listen
from .settings import Settings
from .world import World


def serve(settings: Settings, host: str, port: int, script: ScriptFile | None = None) -> None:
    """Serve until SIGINT or SIGTERM, every project with the script. The base URL is the one line on stdout.

    ScriptError where the script cannot be followed, OSError where nothing can listen there.
    """
    world = World.of(settings, Clock(settings.speed))
    if script is not None:
        for project in world.simulation.projects.values():
            with script.blamed():
                Backstage(world, project).follow(script.value)
    listener = listen(host, port)
    with asyncio.Runner() as runner:
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
    links = Links(world.signer)
    pages = [urljoin(url, links.project(project)) for project in world.simulation.projects.values()]
    return "\n".join(
        (
            "The sandbox is ready; Ctrl-C ends it. To use it from another terminal:",
            f"  export BROWSER_USE_BASE_URL={url} BROWSER_USE_API_KEY={key}",
            '  bu-sessions run "Find the cheapest wireless mouse on example.com"',
            "To watch the sessions:" if len(pages) == 1 else "To watch the sessions, a page for each key, in their order:",
            *(f"  {page}" for page in (pages if len(pages) > 1 else [urljoin(url, "/")])),
        )
    )

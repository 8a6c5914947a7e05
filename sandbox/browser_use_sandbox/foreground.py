"""A sandbox in the foreground, until a signal ends it."""

import asyncio
import signal
import socket
import sys

from .app import create_app
from .server import Server, base_url, listen
from .settings import Settings


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. The base URL is the one line on stdout. OSError where nothing can listen there."""
    listener = listen(host, port)
    with asyncio.Runner() as runner:
        runner.run(_serve(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    server = Server(create_app(settings), listener)
    url = base_url(listener)

    def ready() -> None:
        for ending in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(ending, server.stop)
        print(url, flush=True)
        print(_welcome(url, settings), file=sys.stderr, flush=True)

    await server.serve_until_stopped(ready)


def _welcome(url: str, settings: Settings) -> str:
    key = settings.api_keys[0]
    return "\n".join(
        (
            "The sandbox is ready; Ctrl-C ends it. To use it from another terminal:",
            f"  export BROWSER_USE_BASE_URL={url} BROWSER_USE_API_KEY={key}",
            '  bu-sessions run "Find the cheapest wireless mouse on example.com"',
        )
    )

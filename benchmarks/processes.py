"""Servers in separate processes, with their CPU time and memory from the kernel (Linux)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
BARE = """
import socket
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
BODY = {body!r}
async def constant(request): return Response(BODY, media_type="application/json")
app = Starlette(routes=[Route("/api/v3/{{rest:path}}", constant, methods=["GET", "POST"])])
# With an explicit protocol, asyncio disables Nagle's algorithm. Otherwise a response takes 40 ms.
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen()
print(f"http://127.0.0.1:{{listener.getsockname()[1]}}/api/v3", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listener])
"""


class Server(NamedTuple):
    url: str
    pid: int

    def cpu(self) -> float:
        """Returns the CPU time so far in seconds, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Returns the resident memory in KiB."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1024


@contextmanager
def serving(*arguments: str) -> Iterator[Server]:
    """Runs a Python process that prints its base URL in the first line, and yields it."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        yield Server(process.stdout.readline().strip(), process.pid)
    finally:
        process.terminate()
        process.wait()


def sandbox(*options: str) -> list[str]:
    return ["-m", "browser_use_sandbox", "--port", "0", "--api-key", "key", *options]


def bare_framework(body: bytes) -> list[str]:
    """Returns the arguments of a server with the sandbox's framework and a constant response."""
    return ["-c", BARE.format(body=body)]

"""The cost of many resources and of large files in the sandbox.

For reads, the server's CPU time per request is compared between many and few resources. For large files, the time is compared
with a bare Starlette server in the same round, which writes uploads to a file and serves them with FileResponse.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from benchmarks.measure import Row, take_turns
from benchmarks.processes import Server, sandbox, serving
from benchmarks.raw_http import Connection

KEY = "key"
FEW, MANY, MANY_FILES = 10, 10_000, 100_000
REQUESTS, CONNECTIONS = 3_000, 8
CHUNK = b"x" * (1 << 20)
STATIC = """
import os, socket, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Route
path = os.path.join(sys.argv[1], "file")
async def put(request):
    with open(path, "wb") as file:
        async for chunk in request.stream():
            file.write(chunk)
    return Response()
async def get(request):
    return FileResponse(path)
app = Starlette(routes=[Route("/file", put, methods=["PUT"]), Route("/file", get)])
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen()
print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, http="h11", log_level="error", access_log=False)).run(sockets=[listener])
"""


class Calls:
    """Sends many GET requests to one path."""

    def __init__(self, server: Server, path: str) -> None:
        self._server, self._path = server, path

    def __call__(self) -> float:
        """Returns the server's CPU time per request in microseconds."""
        cpu = self._server.cpu()
        asyncio.run(self._all())
        return 1e6 * (self._server.cpu() - cpu) / REQUESTS

    async def _all(self) -> None:
        await asyncio.gather(*(self._some() for _ in range(CONNECTIONS)))

    async def _some(self) -> None:
        async with Connection(self._server.url, KEY) as connection:
            for _ in range(REQUESTS // CONNECTIONS):
                status, _ = await connection.send("GET", self._path)
                assert status == 200, status


async def create(server: Server, path: str, number: int) -> str:
    """Creates `number` resources and returns the id of the last."""
    made: dict[str, Any] = {}
    async with Connection(server.url, KEY) as connection:
        for _ in range(number):
            status, made = await connection.send("POST", path, {"name": "n"})
            assert status == 201, made
    return str(made["id"])


def fill(server: Server, resources: int, files: int) -> dict[str, str]:
    """Creates profiles and workspaces, and files in the last workspace. Returns the paths to read."""
    profile = asyncio.run(create(server, "/profiles", resources))
    workspace = asyncio.run(create(server, "/workspaces", resources))
    control = server.url.replace("/api/v3", "/_sandbox/files")
    for start in range(0, files, 5_000):
        names = {f"folder{n % 100:02}/file{n:06}": "x" for n in range(start, min(start + 5_000, files))}
        body = {"workspace_id": workspace, "files": names}
        httpx.post(control, json=body, headers={"X-Browser-Use-API-Key": KEY}, timeout=60).raise_for_status()
    return {
        "get a profile": f"/profiles/{profile}",
        "page of profiles": f"/profiles?pageSize={FEW}",
        "get a workspace": f"/workspaces/{workspace}",
        "page of workspaces": f"/workspaces?pageSize={FEW}",
        "page of files": f"/workspaces/{workspace}/files?limit={FEW}",
        "shallow page of files": f"/workspaces/{workspace}/files?limit={FEW}&shallow=true",
        "size of a workspace": f"/workspaces/{workspace}/size",
    }


class Transfers:
    """Uploads and downloads a file of `size` bytes."""

    def __init__(self, size: int, put: Callable[[], str], get: Callable[[], str]) -> None:
        self._size, self._put, self._get = size, put, get

    def up(self) -> float:
        """Uploads the file and returns the seconds."""
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(self._size)}
        url, start = self._put(), time.perf_counter()
        httpx.put(url, content=(CHUNK for _ in range(self._size // len(CHUNK))), headers=headers, timeout=600).raise_for_status()
        return time.perf_counter() - start

    def down(self) -> float:
        """Downloads the file and returns the seconds."""
        url, start, received = self._get(), time.perf_counter(), 0
        with httpx.stream("GET", url, timeout=600) as response:
            for chunk in response.raise_for_status().iter_raw():
                received += len(chunk)
        assert received == self._size
        return time.perf_counter() - start


def of_sandbox(server: Server, size: int) -> Transfers:
    with httpx.Client(base_url=server.url, headers={"X-Browser-Use-API-Key": KEY}) as client:
        workspace = client.post("/workspaces").raise_for_status().json()["id"]
        asked = (
            client.post(f"/workspaces/{workspace}/files/upload", json={"files": [{"name": "large"}]}).raise_for_status().json()
        )

    def get() -> str:
        headers = {"X-Browser-Use-API-Key": KEY}
        page = httpx.get(f"{server.url}/workspaces/{workspace}/files?includeUrls=true", headers=headers).raise_for_status()
        return str(json.loads(page.text)["files"][0]["url"])

    return Transfers(size, lambda: str(asked["files"][0]["uploadUrl"]), get)


def rows(rounds: int) -> list[Row]:
    found = []
    with serving(*sandbox()) as few, serving(*sandbox()) as many:
        paths_of_few, paths_of_many = fill(few, FEW, FEW), fill(many, MANY, MANY_FILES)
        for what, path in paths_of_few.items():
            cpu = take_turns({"many": Calls(many, paths_of_many[what]), "few": Calls(few, path)}, rounds)
            held = f"{MANY_FILES:,} files" if "of files" in what or "size" in what else f"{MANY:,}"
            found.append(Row(f"{what} with {held} ÷ with {FEW}", cpu["many"], cpu["few"], "µs", 1.2))
    size = int(os.environ.get("BENCH_FILE_MB", "1024")) << 20
    with tempfile.TemporaryDirectory() as folder, serving(*sandbox()) as ours, serving("-c", STATIC, folder) as static:
        before = ours.memory()
        transfers, bare = of_sandbox(ours, size), Transfers(size, lambda: f"{static.url}/file", lambda: f"{static.url}/file")
        seconds = take_turns({"up": transfers.up, "bare up": bare.up, "down": transfers.down, "bare down": bare.down}, rounds)
        print(f"  memory grew by {(ours.memory() - before) / 1024:.1f} MiB; the file has {size >> 20} MiB")
        assert Path(folder, "file").stat().st_size == size
    for way in ("up", "down"):
        found.append(Row(f"{size >> 20} MiB {way} ÷ a bare Starlette server", seconds[way], seconds[f"bare {way}"], "s", 1 / 0.7))
    return found

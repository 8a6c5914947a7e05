"""Uploads and downloads of workspace files, compared with plain httpx, which streams or uses its best number of connections.

For one large file: seconds and growth of memory. For many small files: seconds; plain httpx requests URLs in the same way, but
checks nothing. Each measurement is a separate process, and so is the server, which is API and storage host. The best round
counts, since other load on the machine only increases a time.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.file_server import BLOCK, COUNT, LARGE, SMALL, WORKSPACE
from benchmarks.measure import Row, quiet_environment

SHARED_MEMORY = Path("/dev/shm")  # in memory, so that no disk is measured
PLAIN_CONCURRENCY = (4, 8, 16)


def ours(url: str) -> Any:
    from browser_use_api._core.transport import HttpxTransport
    from browser_use_sessions.files import Workspaces

    return Workspaces(HttpxTransport(f"{url}/api/v3", {"X-Browser-Use-API-Key": "key"}, None, 30.0), allow_http=True)


def ours_async(url: str) -> Any:
    from browser_use_api._core.transport import AsyncHttpxTransport
    from browser_use_sessions.files import AsyncWorkspaces

    return AsyncWorkspaces(AsyncHttpxTransport(f"{url}/api/v3", {"X-Browser-Use-API-Key": "key"}, None, 30.0), allow_http=True)


def official(url: str) -> Any:
    from browser_use_sdk.v3 import BrowserUse

    return BrowserUse(api_key="key", base_url=f"{url}/api/v3").workspaces


def send_ours(url: str, paths: list[Path]) -> None:
    ours(url).upload(WORKSPACE, *paths)


def fetch_ours(url: str, prefix: str, folder: Path) -> None:
    ours(url).download_all(WORKSPACE, folder, prefix)


def send_ours_async(url: str, paths: list[Path]) -> None:
    asyncio.run(ours_async(url).upload(WORKSPACE, *paths))


def fetch_ours_async(url: str, prefix: str, folder: Path) -> None:
    asyncio.run(ours_async(url).download_all(WORKSPACE, folder, prefix))


def send_official(url: str, paths: list[Path]) -> None:
    for start in range(0, len(paths), 10):  # It requests all URLs at once, but the API gives ten.
        official(url).upload(WORKSPACE, *paths[start : start + 10])


def fetch_official(url: str, prefix: str, folder: Path) -> None:
    official(url).download_all(WORKSPACE, to=folder, prefix=prefix)


def asked(files: list[Path]) -> dict[str, Any]:
    return {
        "files": [{"name": path.name, "contentType": "application/octet-stream", "size": path.stat().st_size} for path in files]
    }


def listed(prefix: str, cursor: str | None) -> dict[str, Any]:
    return {"prefix": prefix, "includeUrls": "true", "limit": "100"} | ({"cursor": cursor} if cursor else {})


def send_plain(url: str, paths: list[Path], concurrency: int = 1) -> None:
    files = f"{url}/api/v3/workspaces/{WORKSPACE}/files/upload"
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(concurrency) as pool:

        def send(path: Path, place: str) -> None:
            with path.open("rb") as file:
                client.put(place, content=file, headers={"Content-Type": "application/octet-stream"}).raise_for_status()

        sent = []
        for start in range(0, len(paths), 10):
            places = client.post(files, json=asked(paths[start : start + 10])).json()["files"]
            sent += [pool.submit(send, path, place["uploadUrl"]) for path, place in zip(paths[start:], places, strict=False)]
        for one in sent:
            one.result()


def fetch_plain(url: str, prefix: str, folder: Path, concurrency: int = 1) -> None:
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(concurrency) as pool:

        def fetch(file: dict[str, Any]) -> None:
            with client.stream("GET", file["url"]) as response, (folder / Path(file["path"]).name).open("wb") as target:
                for piece in response.raise_for_status().iter_raw():
                    target.write(piece)

        fetched, cursor, more = [], None, True
        while more:
            page = client.get(f"{url}/api/v3/workspaces/{WORKSPACE}/files", params=listed(prefix, cursor)).json()
            fetched += [pool.submit(fetch, file) for file in page["files"]]
            cursor, more = page.get("nextCursor"), page["hasMore"]
        for one in fetched:
            one.result()


async def send_plain_async(url: str, paths: list[Path], concurrency: int = 1) -> None:
    room = asyncio.Semaphore(concurrency)
    async with httpx.AsyncClient(timeout=60) as client, asyncio.TaskGroup() as group:

        async def send(path: Path, place: str) -> None:
            async def content() -> Any:
                while piece := file.read(1 << 16):
                    yield piece

            async with room:
                with path.open("rb") as file:
                    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(os.fstat(file.fileno()).st_size)}
                    (await client.put(place, content=content(), headers=headers)).raise_for_status()

        for start in range(0, len(paths), 10):
            answer = await client.post(f"{url}/api/v3/workspaces/{WORKSPACE}/files/upload", json=asked(paths[start : start + 10]))
            for path, place in zip(paths[start:], answer.json()["files"], strict=False):
                group.create_task(send(path, place["uploadUrl"]))


async def fetch_plain_async(url: str, prefix: str, folder: Path, concurrency: int = 1) -> None:
    room = asyncio.Semaphore(concurrency)
    async with httpx.AsyncClient(timeout=60) as client, asyncio.TaskGroup() as group:

        async def fetch(file: dict[str, Any]) -> None:
            async with room, client.stream("GET", file["url"]) as response:
                with (folder / Path(file["path"]).name).open("wb") as target:
                    async for piece in response.raise_for_status().aiter_raw():
                        target.write(piece)

        cursor, more = None, True
        while more:
            answer = await client.get(f"{url}/api/v3/workspaces/{WORKSPACE}/files", params=listed(prefix, cursor))
            page = answer.json()
            for file in page["files"]:
                group.create_task(fetch(file))
            cursor, more = page.get("nextCursor"), page["hasMore"]


def run_async(move: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    return lambda *arguments: asyncio.run(move(*arguments))  # type: ignore[arg-type]


SEND: dict[str, Callable[..., None]] = {
    "ours": send_ours,
    "ours, async": send_ours_async,
    "official": send_official,
    "httpx": send_plain,
    "httpx, async": run_async(send_plain_async),
}
FETCH: dict[str, Callable[..., None]] = {
    "ours": fetch_ours,
    "ours, async": fetch_ours_async,
    "official": fetch_official,
    "httpx": fetch_plain,
    "httpx, async": run_async(fetch_plain_async),
}


def measure(direction: str, name: str, what: str, url: str, folder: Path) -> tuple[float, float]:
    """Returns seconds and the growth of the peak memory in MiB. Lazy imports are done before the measurement."""
    name, _, concurrency = name.partition(" × ")
    given = [int(concurrency)] if concurrency else []
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        warm = Path(scratch, "warm.bin")
        warm.write_bytes(BLOCK[:SMALL])
        SEND[name](url, [warm], *given)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        if direction == "up":
            SEND[name](url, sorted((folder / what).iterdir()), *given)
        else:
            FETCH[name](url, what, Path(scratch), *given)
        seconds = time.perf_counter() - started
        return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


@contextmanager
def arrangement() -> Iterator[tuple[str, Path]]:
    """Yields the server's URL and a folder with the files to upload."""
    parent = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=parent) as name:
        folder = Path(name)
        for sub in ("large", "small"):
            (folder / sub).mkdir()
        with (folder / "large/large.bin").open("wb") as file:
            for _ in range(LARGE // len(BLOCK)):
                file.write(BLOCK)
        for number in range(COUNT):
            (folder / f"small/{number}.bin").write_bytes(BLOCK[:SMALL])
        command = [sys.executable, "-m", "benchmarks.file_server"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=quiet_environment()) as server:
            try:
                assert server.stdout is not None
                yield server.stdout.readline().strip(), folder
            finally:
                server.terminate()


def in_a_process(direction: str, name: str, what: str, url: str, folder: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.files", direction, name, what, url, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=quiet_environment())
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def rows(rounds: int) -> Iterator[Row]:
    plain_many = [f"{name} × {count}" for name in ("httpx", "httpx, async") for count in PLAIN_CONCURRENCY]
    variants = {"large": list(SEND), "small": ["ours", "ours, async", "official", *plain_many]}
    with arrangement() as (url, folder):
        for what, title in (("large", "1 GB"), ("small", "1,000 files of 10 kB")):
            for direction in ("up", "down"):
                taken: dict[str, list[tuple[float, float]]] = {name: [] for name in variants[what]}
                for number in range(rounds if what == "large" else 3 * rounds):
                    for name in taken:
                        if name == "official" and number and what == "large":
                            continue  # It takes two minutes.
                        taken[name].append(in_a_process(direction, name, what, url, folder))
                seconds = {name: min(one[0] for one in values) for name, values in taken.items()}
                memory = {name: max(one[1] for one in values) for name, values in taken.items()}
                yield from table(f"{title} {direction}", seconds, memory, is_large=what == "large")


def table(title: str, seconds: dict[str, float], memory: dict[str, float], is_large: bool) -> Iterator[Row]:
    """Yields the rows. The peer of an asyncio client is httpx with asyncio, which costs about twice as much as with threads."""
    best = min((name for name in seconds if name.startswith("httpx")), key=seconds.__getitem__)
    best_async = min((name for name in seconds if name.startswith("httpx, async")), key=seconds.__getitem__)
    for name, peer in (("ours", "httpx" if is_large else best), ("ours, async", best_async), ("official", best)):
        target = None if name == "official" else 1 / 0.9 if is_large else 1.3
        yield Row(f"{title}: {name} ÷ {peer}", seconds[name], seconds[peer], "s", target)
        if is_large:
            yield Row("  growth of memory ÷ 32 MiB", memory[name], 32, "MiB", None if name == "official" else 1)
    if not is_large:
        yield Row(f"{title}: ours, async ÷ {best}", seconds["ours, async"], seconds[best], "s")


if __name__ == "__main__":
    _, direction, name, what, url, folder = sys.argv
    print(json.dumps(measure(direction, name, what, url, Path(folder))))

"""Many concurrent runs in one async client with default settings, compared with plain httpx and the official client.

`python -m benchmarks.many_runs` prints the table for 10, 100, 1,000 and 5,000 runs. Each client runs in a separate process, so
that its memory and CPU time are measured alone. So does the server. Latency is the time from the end of a task on the server to
the return of its run.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, NamedTuple

import httpx

from benchmarks.measure import Row
from benchmarks.timed_server import stats, timed_server

TASK_SECONDS = 5.0
KEY = "benchmark-key"
Run = Callable[[], Awaitable[datetime]]
SIZES = (10, 100, 1000, 5000)
FAILED = float("nan")


class Outcome(NamedTuple):
    arrangement: str
    runs: int
    failed: int
    left_running: int
    wall: float
    cpu: float
    requests: int
    memory_mb: float
    late_median: float
    late_worst: float
    first_failure: str

    def __str__(self) -> str:
        per_request = 1000 * self.cpu / max(self.requests, 1)
        cells = (
            self.runs,
            self.runs - self.failed,
            self.left_running,
            self.wall,
            self.cpu,
            self.requests,
            per_request,
            self.memory_mb,
        )
        return LINE.format(self.arrangement, *cells, self.late_median, self.late_worst, self.first_failure)


LINE = "  {:<20} {:>5} {:>6} {:>5} {:>7.2f} {:>7.2f} {:>8} {:>7.2f} {:>6.0f} {:>6.2f} {:>6.2f}  {}"
HEADER = (
    LINE.replace(".2f", "")
    .replace(".0f", "")
    .format("arrangement", "runs", "ended", "left", "wall s", "CPU s", "requests", "ms/req", "MB", "late", "worst", "")
)


async def plain_run(client: httpx.AsyncClient, gate: asyncio.Semaphore) -> datetime:
    """Creates a session and polls it every 1.5 s, about as often as this client does over 5 s."""

    async def send(method: str, url: str, body: Any = None) -> dict[str, Any]:
        async with gate:
            answer: dict[str, Any] = (await client.request(method, url, json=body)).json()
            return answer

    session = await send("POST", "/sessions", {"task": "t"})
    while session["isTaskSuccessful"] is None:
        await asyncio.sleep(1.5)
        session = await send("GET", f"/sessions/{session['id']}")
    return datetime.fromisoformat(session["updatedAt"])


def plain(url: str, stack: AsyncExitStack, shards: int, gate: int) -> list[tuple[httpx.AsyncClient, asyncio.Semaphore]]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return [
        (
            httpx.AsyncClient(base_url=url, headers={"X-Browser-Use-API-Key": KEY}, limits=limits, timeout=60),
            asyncio.Semaphore(gate),
        )
        for _ in range(shards)
    ]


async def arrange(name: str, url: str, stack: AsyncExitStack) -> Callable[[int], Awaitable[datetime]]:
    """Returns a function that starts run number i of a client. Lazy imports of the first request are already done."""
    if name == "ours":
        from browser_use_sessions import AsyncBrowserUse

        ours = await stack.enter_async_context(AsyncBrowserUse(api_key=KEY, base_url=url))
        await ours.sessions.list()

        async def run_ours(_: int) -> datetime:
            return (await ours.run("t")).updated_at

        return run_ours
    if name == "official":
        from browser_use_sdk.v3 import AsyncBrowserUse as Official

        official = Official(api_key=KEY, base_url=url)
        await official.sessions.list()

        async def run_official(_: int) -> datetime:
            ended: datetime = (await official.run("t")).updated_at
            return ended

        return run_official
    shards, gate = {
        "httpx, one pool": (1, 10**6),
        "httpx, 20 pools": (20, 10**6),
        "httpx, 50 at a time": (1, 50),
        "httpx, 10 × 10": (10, 10),
    }[name]
    clients = plain(url, stack, shards, gate)
    for client, _ in clients:
        await stack.enter_async_context(client)
        await client.get("/sessions")

    async def run_plain(number: int) -> datetime:
        client, semaphore = clients[number % shards]
        return await plain_run(client, semaphore)

    return run_plain


async def measure(name: str, runs: int, url: str) -> Outcome:
    lateness: list[float] = []
    failures: list[str] = []

    async def one(start: Callable[[int], Awaitable[datetime]], number: int) -> None:
        try:
            ended = await start(number)
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}"[:80])
        else:
            lateness.append(time.time() - ended.timestamp())

    async with AsyncExitStack() as stack:
        start = await arrange(name, url, stack)
        before = stats(url)["requests"]
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(one(start, number) for number in range(runs)))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    counted = stats(url)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    late = sorted(lateness) or [FAILED]
    return Outcome(
        name,
        runs,
        len(failures),
        counted["left"],
        wall,
        cpu,
        counted["requests"] - before,
        memory,
        statistics.median(late),
        late[-1],
        *failures[:1] or [""],
    )


def in_a_process(name: str, runs: int) -> Outcome:
    with timed_server(TASK_SECONDS) as url:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.many_runs", name, str(runs), url], check=True, capture_output=True, text=True
        )
    return Outcome(*json.loads(done.stdout))


PLAIN = ("httpx, one pool", "httpx, 20 pools", "httpx, 50 at a time", "httpx, 10 × 10")


def table(sizes: Iterable[int], names: Iterable[str]) -> dict[tuple[str, int], Outcome]:
    outcomes = {}
    print(HEADER)
    for runs in sizes:
        for name in names:
            if name == "httpx, one pool" and runs > 1000:
                continue  # It would scan one pool for minutes. 1,000 runs already show the problem.
            outcomes[name, runs] = in_a_process(name, runs)
            print(outcomes[name, runs], flush=True)
    return outcomes


def rows(rounds: int) -> list[Row]:
    del rounds  # One round, since each takes at least 5 s.
    outcomes = table((1, 1000), ("ours", *PLAIN, "official"))
    ours, alone = outcomes["ours", 1000], outcomes["ours", 1]
    best = min((outcomes[name, 1000] for name in PLAIN if not outcomes[name, 1000].failed), key=lambda outcome: outcome.wall)
    return [
        Row("1,000 runs: runs that failed + 1 ÷ 1", ours.failed + 1, 1, "", 1),
        Row(f"1,000 runs, wall: ours ÷ {best.arrangement}", ours.wall, best.wall, "s", 1.2),
        Row(
            "1,000 runs, CPU per request: ours ÷ one run alone",
            1000 * ours.cpu / ours.requests,
            1000 * alone.cpu / alone.requests,
            "ms",
            1.5,
        ),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2]), sys.argv[3]))))
    else:
        table(SIZES, ("ours", *PLAIN, "official"))

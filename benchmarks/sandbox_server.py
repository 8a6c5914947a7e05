"""The cost of the sandbox: its start, its requests, and many sessions.

The server is one process that handles one request at a time on one core, so the CPU time of a request limits the requests per
second. The CPU time is compared, since it depends least on other load. The measured requests per second, which include the client
and waiting, are printed too.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from benchmarks.constant_server import BODY, SESSION_ID
from benchmarks.measure import Row, take_turns
from benchmarks.processes import Server, bare_framework, sandbox, serving
from benchmarks.raw_http import Connection

KEY = "key"
FEW, MANY = 10, 10_000
REQUESTS, CONNECTIONS = 2_000, 8
ENDLESS = ("--max-active-sessions", "1000000")
TASK = {"task": "Find the cheapest wireless mouse on example.com", "maxCostUsd": "0.50"}


def start_to_first_answer(arguments: list[str]) -> float:
    async def first(url: str) -> None:
        async with Connection(url, KEY) as connection:
            status, _ = await connection.send("GET", "/sessions")
            assert status == 200

    start = time.perf_counter()
    with serving(*arguments) as server:
        asyncio.run(first(server.url))
        return time.perf_counter() - start


async def in_parallel(url: str, work: Callable[[Connection, int], Awaitable[None]], times: int) -> None:
    """Calls `work(connection, number)` `times` times, over a few connections."""
    numbers = iter(range(times))

    async def worker() -> None:
        async with Connection(url, KEY) as connection:
            for number in numbers:
                await work(connection, number)

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))


class Calls:
    """Sends many equal requests: GET, or POST if there is a body."""

    def __init__(self, server: Server, path: str, body: Any = None) -> None:
        self._server, self._path, self._body = server, path, body
        self._rates: list[float] = []

    def __call__(self) -> float:
        """Returns the server's CPU time per request in microseconds."""
        cpu, start = self._server.cpu(), time.perf_counter()
        asyncio.run(in_parallel(self._server.url, self._send, REQUESTS))
        self._rates.append(REQUESTS / (time.perf_counter() - start))
        return 1e6 * (self._server.cpu() - cpu) / REQUESTS

    @property
    def per_second(self) -> float:
        """The median of the requests per second."""
        return statistics.median(self._rates)

    async def _send(self, connection: Connection, _: int) -> None:
        status, _ = await connection.send("GET" if self._body is None else "POST", self._path, self._body)
        assert status == 200, status


def fill(server: Server, sessions: int) -> str:
    """Creates idle sessions and returns the id of the last."""
    made: list[str] = []

    async def create(connection: Connection, _: int) -> None:
        status, session = await connection.send("POST", "/sessions", {"keepAlive": True})
        assert status == 200, session
        made.append(session["id"])

    asyncio.run(in_parallel(server.url, create, sessions))
    return made[-1]


def rows(rounds: int) -> list[Row]:
    start = take_turns(
        {"ours": lambda: start_to_first_answer(sandbox()), "bare": lambda: start_to_first_answer(bare_framework(BODY))}, rounds
    )
    print(f"  start to first answer: {start['ours'] - start['bare']:.2f} s more than the bare framework (target: at most 0.5 s)")
    with serving(*sandbox()) as few, serving(*sandbox()) as many, serving(*bare_framework(BODY)) as bare:
        of_few = fill(few, FEW)
        empty = many.memory()
        of_many = fill(many, MANY)
        print(f"  memory per idle session: {(many.memory() - empty) / MANY:.1f} KiB")
        gets = {
            "constant": Calls(bare, f"/sessions/{SESSION_ID}"),
            "get of few": Calls(few, f"/sessions/{of_few}"),
            "get of many": Calls(many, f"/sessions/{of_many}"),
            "list of few": Calls(few, f"/sessions?page_size={FEW}"),
            "list of many": Calls(many, f"/sessions?page_size={FEW}"),
            "last page of many": Calls(many, f"/sessions?page_size={FEW}&page={MANY // FEW}"),
            "list": Calls(many, "/sessions"),
        }
        cpu = take_turns(gets, rounds)
    # Separate servers, since each create adds a session.
    with serving(*sandbox("--task-seconds", "0", *ENDLESS)) as ours, serving(*bare_framework(BODY)) as bare:
        posts = {
            "constant post": Calls(bare, "/sessions", TASK),
            "create": Calls(ours, "/sessions", {"keepAlive": True}),
            "create with task": Calls(ours, "/sessions", TASK),
        }
        cpu |= take_turns(posts, rounds)
    for name, calls, constant in (
        ("get", gets["get of few"], gets["constant"]),
        ("list (20)", gets["list"], gets["constant"]),
        ("create", posts["create"], posts["constant post"]),
    ):
        print(f"  requests per second: {name} {calls.per_second:,.0f}, a constant {constant.per_second:,.0f}")
    return [
        Row("start to first answer: ours ÷ bare framework", start["ours"], start["bare"], "s"),
        Row("server CPU of a get ÷ a constant, same framework", cpu["get of few"], cpu["constant"], "µs", 2.0),
        Row("server CPU of a list (20) ÷ a constant", cpu["list"], cpu["constant"], "µs", 2.0),
        Row("server CPU of a create ÷ a constant", cpu["create"], cpu["constant post"], "µs", 2.0),
        Row("server CPU of a create and its whole task ÷ a constant", cpu["create with task"], cpu["constant post"], "µs"),
        Row(f"get with {MANY:,} sessions held ÷ with {FEW}", cpu["get of many"], cpu["get of few"], "µs", 1.2),
        Row(f"list, first page, with {MANY:,} ÷ with {FEW}", cpu["list of many"], cpu["list of few"], "µs", 1.2),
        Row(f"list, last page, with {MANY:,} ÷ with {FEW}", cpu["last page of many"], cpu["list of few"], "µs", 1.2),
    ]

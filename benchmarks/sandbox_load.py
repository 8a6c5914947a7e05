"""The consistency of the sandbox under load: 200 concurrent clients, for one second per round.

`python -m benchmarks load --rounds 30` runs longer. Half of the clients use their own sessions; the others compete for a few
shared sessions. Each task has the same cost, so that every sum is known exactly.
"""

import asyncio
import random
import time
from collections import Counter
from decimal import Decimal
from typing import Any

import attrs

from benchmarks.measure import Row
from benchmarks.processes import sandbox, serving
from benchmarks.raw_http import Connection

KEY = "key"
CLIENTS, SHARED = 200, 10
COST = Decimal("0.000007")
QUICK, SLOW = "quick", "slow"
SLOW_SECONDS = 0.05


@attrs.define
class Records:
    """The clients' records: the number of responses by status, and of accepted tasks by session."""

    statuses: Counter[int] = attrs.Factory(Counter)
    tasks: Counter[str] = attrs.Factory(Counter)
    deleted: set[str] = attrs.Factory(set)
    wrong: list[str] = attrs.Factory(list)


class Client:
    def __init__(self, connection: Connection, records: Records) -> None:
        self._connection = connection
        self._records = records

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """Sends a request and returns the response body. None if it was refused."""
        status, answer = await self._connection.send(method, path, body)
        self._records.statuses[status] += 1
        return answer if status == 200 else None

    async def dispatch(self, task: str, session: str | None = None) -> Any:
        answer = await self.send("POST", "/sessions", {"task": task, "keepAlive": True, "sessionId": session})
        if answer is not None:
            self._records.tasks[answer["id"]] += 1
        return answer

    async def run_session(self, rng: random.Random) -> None:
        """Creates a session, reads it, sends follow-ups and ends it."""
        session = (await self.dispatch(QUICK))["id"]
        for _ in range(rng.randrange(4)):
            await self.send("GET", f"/sessions/{session}")
            await self.dispatch(QUICK, session)
        await self.send("GET", "/sessions")
        messages = (await self.send("GET", f"/sessions/{session}/messages?limit=100"))["messages"]
        if sum(message["role"] == "human" for message in messages) != self._records.tasks[session]:
            self._records.wrong.append(f"{session} has lost a message")
        if rng.random() < 0.5:
            await self.send("POST", f"/sessions/{session}/stop", {})
        if rng.random() < 0.3:
            await self.send("DELETE", f"/sessions/{session}")
            self._records.deleted.add(session)

    async def compete(self, shared: list[str], rng: random.Random) -> None:
        """Sends a task to a shared session. It is refused while another task runs."""
        session = rng.choice(shared)
        await self.dispatch(SLOW, session)
        await self.send("GET", f"/sessions/{session}")


async def load(url: str, seconds: float) -> Records:
    records = Records()
    async with Connection(url, KEY) as connection:
        first = Client(connection, records)
        shared = [(await first.dispatch(QUICK))["id"] for _ in range(SHARED)]
    end = time.monotonic() + seconds

    async def work(number: int) -> None:
        rng = random.Random(number)
        async with Connection(url, KEY) as connection:
            client = Client(connection, records)
            while time.monotonic() < end:
                await (client.run_session(rng) if number % 2 else client.compete(shared, rng))

    await asyncio.gather(*(work(number) for number in range(CLIENTS)))
    return records


async def complaints(origin: str, records: Records) -> list[str]:
    """Compares the clients' records with the sandbox and returns the differences."""
    async with Connection(origin, KEY) as connection:
        _, seen = await connection.send("GET", "/_sandbox/sessions")
        _, state = await connection.send("GET", "/_sandbox")
    sessions = {session["id"]: session for session in seen["sessions"]}
    found = [*records.wrong, *(f"{count} answers {status}" for status, count in records.statuses.items() if status >= 500)]
    if sessions.keys() != records.tasks.keys():
        found.append(f"{len(sessions)} sessions instead of {len(records.tasks)}")
    for name, session in sessions.items():
        if len(session["tasks"]) != records.tasks[name]:
            found.append(f"{name} has {len(session['tasks'])} tasks instead of {records.tasks[name]}")
        if Decimal(session["totalCostUsd"]) != COST * records.tasks[name]:
            found.append(f"{name} cost {session['totalCostUsd']} instead of {COST * records.tasks[name]}")
        if session["isDeleted"] != (name in records.deleted):
            found.append(f"{name} is deleted without a request, or not deleted after one")
    total = COST * records.tasks.total()
    if Decimal(state["spent_usd"]) != total:
        found.append(f"{state['spent_usd']} USD were spent instead of {total}")
    return found


def rows(rounds: int) -> list[Row]:
    with serving(*sandbox("--start-seconds", "0")) as server:
        origin = server.url.removesuffix("/api/v3")
        steps = {"steps": ["a", "b", "c"], "cost_usd": str(COST)}
        script = {"tasks": [{"task": QUICK, "seconds": 0, **steps}, {"task": SLOW, "seconds": SLOW_SECONDS, **steps}]}

        async def run() -> tuple[Records, list[str]]:
            async with Connection(origin, KEY) as connection:
                status, _ = await connection.send("POST", "/_sandbox/script", script)
                assert status == 204, status
            records = await load(server.url, rounds)
            await asyncio.sleep(2 * SLOW_SECONDS)
            return records, await complaints(origin, records)

        start = time.monotonic()
        records, found = asyncio.run(run())
        took = time.monotonic() - start
    answers = ", ".join(f"{count:,} × {status}" for status, count in sorted(records.statuses.items()))
    print(f"  {CLIENTS} clients for {rounds} s: {records.statuses.total() / took:,.0f} requests a second; {answers}")
    print(f"  {len(records.tasks):,} sessions, {records.tasks.total():,} tasks, {COST * records.tasks.total()} USD in all")
    print(f"  no 5xx, no lost update, exact sums: {'reached' if not found else 'MISSED: ' + '; '.join(found[:5])}")
    return []

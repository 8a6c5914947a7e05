"""Whether the sandbox keeps its books straight under load: 200 clients at once, for as many seconds as there are rounds.

`python -m benchmarks load --rounds 30` is the long one. Half of the clients live through sessions of their own, the others
compete for a few shared ones. Each task costs the same, so that afterwards every sum is known exactly.
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
class Books:
    """What the clients know: answers by status, and the tasks that were accepted, by session."""

    statuses: Counter[int] = attrs.Factory(Counter)
    tasks: Counter[str] = attrs.Factory(Counter)
    deleted: set[str] = attrs.Factory(set)
    wrong: list[str] = attrs.Factory(list)


class Client:
    def __init__(self, connection: Connection, books: Books) -> None:
        self._connection = connection
        self._books = books

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's body; None where the call was refused."""
        status, answer = await self._connection.send(method, path, body)
        self._books.statuses[status] += 1
        return answer if status == 200 else None

    async def dispatch(self, task: str, session: str | None = None) -> Any:
        answer = await self.send("POST", "/sessions", {"task": task, "keepAlive": True, "sessionId": session})
        if answer is not None:
            self._books.tasks[answer["id"]] += 1
        return answer

    async def live(self, dice: random.Random) -> None:
        """A session from its creation to its end, with follow-ups and looks at it."""
        session = (await self.dispatch(QUICK))["id"]
        for _ in range(dice.randrange(4)):
            await self.send("GET", f"/sessions/{session}")
            await self.dispatch(QUICK, session)
        await self.send("GET", "/sessions")
        messages = (await self.send("GET", f"/sessions/{session}/messages?limit=100"))["messages"]
        if sum(message["role"] == "human" for message in messages) != self._books.tasks[session]:
            self._books.wrong.append(f"{session} has lost a message")
        if dice.random() < 0.5:
            await self.send("POST", f"/sessions/{session}/stop", {})
        if dice.random() < 0.3:
            await self.send("DELETE", f"/sessions/{session}")
            self._books.deleted.add(session)

    async def compete(self, shared: list[str], dice: random.Random) -> None:
        """A task for a session that others use too; it is refused while one of theirs runs."""
        session = dice.choice(shared)
        await self.dispatch(SLOW, session)
        await self.send("GET", f"/sessions/{session}")


async def load(url: str, seconds: float) -> Books:
    books = Books()
    async with Connection(url, KEY) as connection:
        first = Client(connection, books)
        shared = [(await first.dispatch(QUICK))["id"] for _ in range(SHARED)]
    end = time.monotonic() + seconds

    async def work(number: int) -> None:
        dice = random.Random(number)
        async with Connection(url, KEY) as connection:
            client = Client(connection, books)
            while time.monotonic() < end:
                await (client.live(dice) if number % 2 else client.compete(shared, dice))

    await asyncio.gather(*(work(number) for number in range(CLIENTS)))
    return books


async def complaints(origin: str, books: Books) -> list[str]:
    """What is not as it has to be, by the clients' books and the sandbox's."""
    async with Connection(origin, KEY) as connection:
        _, seen = await connection.send("GET", "/_sandbox/sessions")
        _, state = await connection.send("GET", "/_sandbox")
    sessions = {session["id"]: session for session in seen["sessions"]}
    found = [*books.wrong, *(f"{count} answers {status}" for status, count in books.statuses.items() if status >= 500)]
    if sessions.keys() != books.tasks.keys():
        found.append(f"{len(sessions)} sessions instead of {len(books.tasks)}")
    for name, session in sessions.items():
        if len(session["tasks"]) != books.tasks[name]:
            found.append(f"{name} has {len(session['tasks'])} tasks instead of {books.tasks[name]}")
        if Decimal(session["totalCostUsd"]) != COST * books.tasks[name]:
            found.append(f"{name} cost {session['totalCostUsd']} instead of {COST * books.tasks[name]}")
        if session["isDeleted"] != (name in books.deleted):
            found.append(f"{name} is deleted or not, against what was asked")
    total = COST * books.tasks.total()
    if Decimal(state["spent_usd"]) != total:
        found.append(f"{state['spent_usd']} USD were spent instead of {total}")
    return found


def rows(rounds: int) -> list[Row]:
    with serving(*sandbox("--start-seconds", "0")) as server:
        origin = server.url.removesuffix("/api/v3")
        steps = {"steps": ["a", "b", "c"], "cost_usd": str(COST)}
        script = {"tasks": [{"task": QUICK, "seconds": 0, **steps}, {"task": SLOW, "seconds": SLOW_SECONDS, **steps}]}

        async def run() -> tuple[Books, list[str]]:
            async with Connection(origin, KEY) as connection:
                status, _ = await connection.send("POST", "/_sandbox/script", script)
                assert status == 204, status
            books = await load(server.url, rounds)
            await asyncio.sleep(2 * SLOW_SECONDS)
            return books, await complaints(origin, books)

        start = time.monotonic()
        books, found = asyncio.run(run())
        took = time.monotonic() - start
    answers = ", ".join(f"{count:,} × {status}" for status, count in sorted(books.statuses.items()))
    print(f"  {CLIENTS} clients for {rounds} s: {books.statuses.total() / took:,.0f} requests a second; {answers}")
    print(f"  {len(books.tasks):,} sessions, {books.tasks.total():,} tasks, {COST * books.tasks.total()} USD in all")
    print(f"  no 5xx, no lost update, exact sums: {'reached' if not found else 'MISSED: ' + '; '.join(found[:5])}")
    return []

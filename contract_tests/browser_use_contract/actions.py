"""What scenarios are made of: creating, waiting, following up, within bounds of time and money."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf
from typing import Any

from .client import Client, now
from .exchange import Exchange
from .observation import FINAL
from .requirements.lifecycle import STUCK_AFTER, STUCK_TIMES, idle_too_long
from .spec import enum
from .supplies import Supplies
from .values import objects

#: Time between two looks at a session that is watched closely, in seconds.
_CLOSELY = 0.045
#: Until a first task has ended, this is how long one is taken to last, in seconds.
_GUESS = 0.35
_RARELY = 1.0
#: A task is looked at after this part of the time that most of them took, since they were seen to be over later than they were.
_FIRST_LOOK = 0.8
#: After so many answers in a row that show no session, none is waited for.
_STRIKES = 3
#: How long a session may take to become idle or running, in seconds.
_START = 12.0


class Abandoned(Exception):
    """A scenario cannot go on, since the server did not do what the next step needs. What it did is checked from the trace."""


class Missed(Abandoned):
    """What a scenario waited for had gone by before it looked. It is worth another try where less is going on."""


@dataclass
class Budget:
    """Money that sessions may cost in all, in USD. None means that sessions are free."""

    left: Decimal | None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, share: Decimal) -> None:
        """Sets a share aside for one session. Raises Abandoned where there is not enough left."""
        if self.left is None:
            return
        with self._lock:
            if share <= 0 or self.left < share:
                raise Abandoned("the budget is used up")
            self.left -= share


class Pace:
    """How long tasks take here, learnt as they end, so that few looks are enough."""

    def __init__(self) -> None:
        self._durations: list[float] = []

    def ended(self, duration: float) -> None:
        self._durations.append(duration)

    @property
    def longest(self) -> float:
        return max(self._durations, default=0.0)

    @property
    def patience(self) -> float:
        """How long to wait for a task, in seconds, before it counts as stuck."""
        return max(STUCK_AFTER, STUCK_TIMES * self.longest) + 1.0

    @property
    def idle_patience(self) -> float:
        """How long a session with a task may stay idle, in seconds, before the task counts as lost."""
        return idle_too_long(self.longest) + 0.5

    def next_look(self, elapsed: float, *, closely: bool) -> float:
        """How long to wait before the next look at a task that has run for `elapsed` seconds."""
        if closely:
            return min(max(_CLOSELY, elapsed * 0.05), _RARELY)
        first = _FIRST_LOOK * sorted(self._durations)[len(self._durations) // 2] if self._durations else _GUESS
        if elapsed < first:
            return max(first - elapsed, 0.03)
        return min(max(0.04, elapsed * 0.08), _RARELY)


@dataclass
class Actions:
    """One scenario's hands. Each method sends requests and returns what came back; none checks it."""

    client: Client
    pace: Pace
    budget: Budget
    #: Added to every creation: the limit and the model where sessions cost money.
    frugal: dict[str, Any]
    seed: int
    quick: bool

    def __post_init__(self) -> None:
        known = {"profile_id": self.frugal.get("profileId"), "workspace_id": self.frugal.get("workspaceId")}
        costless = ("profile_id", "workspace_id") if self.budget.left else ()
        real = {name: one for name, one in known.items() if one}
        self.supplies = Supplies(self.client, may_create=self.is_free, costless=costless, known=real)

    def workspace(self) -> str:
        """A workspace of one's own."""
        return self.supplies.own("workspace_id")

    def profile(self) -> str:
        """A profile of one's own."""
        return self.supplies.own("profile_id")

    @property
    def is_free(self) -> bool:
        """Whether sessions cost nothing here, so that made-up ids do no harm either."""
        return not self.frugal

    def dice(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}:{name}")  # noqa: S311 -- variety, no secrets

    def sleep(self, seconds: float) -> None:
        self.client.cancelled.wait(seconds)

    def create(self, **fields: Any) -> str:
        """Creates a session and returns its id. Raises Abandoned where none was made."""
        return self._id(self.try_create(**fields))

    def try_create(self, **fields: Any) -> Exchange:
        body = {**fields, **self.frugal}
        if self.frugal:
            self.budget.take(Decimal(self.frugal["maxCostUsd"]))
        return self.client.send("POST", "/sessions", body)

    def follow_up(self, session: str, task: str, *, at_once: bool = False, **fields: Any) -> Exchange:
        return self.client.send("POST", "/sessions", {"sessionId": session, "task": task, **fields}, at_once=at_once)

    def at_once(self, *bodies: dict[str, Any]) -> Sequence[Exchange]:
        """Sends several bodies to the create operation at the same time."""
        start = threading.Barrier(len(bodies))
        answers: list[Exchange] = []

        def send(body: dict[str, Any]) -> None:
            start.wait(5)
            answers.append(self.client.send("POST", "/sessions", body, persist=False, at_once=True))

        threads = [threading.Thread(target=send, args=(body,), daemon=True) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def go_on(self, session: str, task: str, **fields: Any) -> Exchange:
        """Gives a session another task. Raises Abandoned where that session did not take it."""
        one = self.follow_up(session, task, **fields)
        if not took(one, session):
            raise Abandoned(f"the follow-up was answered {one.status}")
        return one

    def _id(self, one: Exchange) -> str:
        found = one.object.get("id")
        if one.status != 200 or not isinstance(found, str) or not found:
            raise Abandoned(f"the creation was answered {one.status}")
        return found

    def get(self, session: str, *, at_once: bool = False) -> Exchange:
        return self.client.send("GET", f"/sessions/{session}", at_once=at_once)

    def stop(self, session: str, body: Any = None, raw: bytes | None = None, *, at_once: bool = False) -> Exchange:
        return self.client.send("POST", f"/sessions/{session}/stop", body, raw=raw, at_once=at_once)

    def delete(self, session: str, *, at_once: bool = False) -> Exchange:
        return self.client.send("DELETE", f"/sessions/{session}", at_once=at_once)

    def messages(self, session: str, **query: Any) -> Exchange:
        asked = [(name, str(value)) for name, value in query.items()]
        return self.client.send("GET", f"/sessions/{session}/messages", query=asked)

    def messages_at_once(self, session: str) -> Exchange:
        """As many messages as one page has, without waiting for a turn."""
        return self.client.send("GET", f"/sessions/{session}/messages", query=[("limit", "100")], at_once=True)

    def list_page(self, **query: Any) -> Exchange:
        return self.client.send("GET", "/sessions", query=[(name, str(value)) for name, value in query.items()])

    def watch(
        self,
        session: str,
        is_reached: Callable[[Exchange], bool],
        *,
        closely: bool = False,
        patience: float | None = None,
        since: float | None = None,
    ) -> Exchange:
        """Looks at a session until something is reached, which has been under way since a time of ours, or since now.

        Raises Abandoned when patience ends first, or where it is hopeless.
        """
        begun, strikes, idle_since = now() if since is None else since, 0, inf
        if since is None:
            self.sleep(self.pace.next_look(0.0, closely=closely))
        while True:
            one = self.get(session, at_once=closely)
            if is_reached(one):
                return one
            elapsed = now() - begun
            idle_since = min(idle_since, elapsed) if one.object.get("status") == "idle" else inf
            strikes = 0 if one.object.get("status") in enum("SessionStatus") else strikes + 1
            is_late = elapsed > (self.pace.patience if patience is None else patience)
            if is_late or strikes == _STRIKES or one.status in (401, 403, 404) or elapsed - idle_since > self.pace.idle_patience:
                raise Abandoned(f"waited {elapsed:.1f} s in vain")
            self.sleep(self.pace.next_look(elapsed, closely=closely))

    def until_over(self, session: str, *, closely: bool = False, since: float | None = None, reading: bool = False) -> Exchange:
        """Waits until a task that was just dispatched is over: final, or its success is known, or idle after running.

        `reading` asks for the newest message with each look.
        """
        begun, ran = now(), False

        def is_over(one: Exchange) -> bool:
            nonlocal ran
            status = one.object.get("status")
            known = one.object.get("isTaskSuccessful") is not None
            over = status in FINAL or (known and status != "created") or (ran and status == "idle")
            ran = ran or status == "running"
            if reading:
                self.messages(session, limit=1)
            return over

        last = self.watch(session, is_over, closely=closely, since=since)
        if since is None:
            self.pace.ended(now() - begun)
        return last

    def until_all_over(self, sessions: Sequence[str]) -> None:
        """Waits for tasks that were dispatched together."""
        begun = now()
        self.until_over(sessions[0])
        for session in sessions[1:]:
            self.until_over(session, since=begun)

    def until(self, session: str, *statuses: str, closely: bool = True, patience: float | None = None) -> Exchange:
        """Waits for one of these statuses. Raises Abandoned once the session has ended or its task is over without it."""

        def is_reached(one: Exchange) -> bool:
            if one.object.get("status") in statuses:
                return True
            is_beyond = one.object.get("status") == "running" or one.object.get("isTaskSuccessful") is not None
            if one.object.get("status") in FINAL or is_beyond:
                raise Missed(f"it is {one.object.get('status')} already")
            return False

        return self.watch(session, is_reached, closely=closely, patience=_START if patience is None else patience)

    def until_stopped(self, session: str) -> None:
        """Gives a session whose task is over the time to stop by itself."""
        try:
            self.watch(session, lambda one: one.object.get("status") in FINAL, closely=True, patience=1.3)
        except Abandoned:
            return

    def walk(self, session: str, limit: int, *, most: int = 60) -> list[str]:
        """Reads all messages from the oldest on with `after`, back again with `before`, and pages that end exactly there."""
        ids = self._message_ids(self.messages(session, limit=100))
        if not ids:
            return []
        self._step(session, "after", ids[0], limit, most)
        self._step(session, "before", ids[-1], limit, most)
        if 1 < len(ids) < 100:
            for size in {len(ids), len(ids) - 1}:
                self.messages(session, limit=size)
                self.messages(session, after=ids[0], limit=size)
                self.messages(session, before=ids[-1], limit=size)
            self.messages(session, limit=100)
        return ids

    def _message_ids(self, page: Exchange) -> list[str]:
        return [item["id"] for item in objects(page.object.get("messages")) if isinstance(item.get("id"), str)]

    def _step(self, session: str, direction: str, cursor: str, limit: int, most: int) -> None:
        for _ in range(most):
            page = self.messages(session, **{direction: cursor, "limit": limit})
            found = self._message_ids(page)
            edge = found[-1 if direction == "after" else 0] if found else cursor
            if edge == cursor or not page.object.get("hasMore"):
                return
            cursor = edge


def took(one: Exchange, session: str) -> bool:
    """Whether the session took the task that was sent to it."""
    return one.status == 200 and str(one.object.get("id")).lower() == session.lower()


def made_up_id() -> str:
    """An id that no server knows."""
    return str(uuid.uuid4())

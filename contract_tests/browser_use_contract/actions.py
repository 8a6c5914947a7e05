"""The requests that scenarios send: create sessions, poll them, send follow-ups. Time and money are limited."""

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
from .prerequisites import Prerequisites
from .requirements.lifecycle import STUCK_AFTER, STUCK_TIMES, idle_too_long
from .schemas import enum
from .values import objects

#: The interval between two polls of a session that is polled frequently, in seconds.
_FREQUENT_INTERVAL = 0.045
#: The assumed duration of a task, in seconds, until the first task has ended.
_FIRST_ESTIMATE = 0.35
_MAX_INTERVAL = 1.0
#: The first poll comes after this fraction of the median task duration. Measured durations are a little too long.
_FIRST_POLL = 0.8
#: Polling ends after this many responses in a row that show no session.
_MAX_FAILURES = 3
#: The time limit for a new session to become idle or running, in seconds.
_START_TIMEOUT = 12.0


class Abandoned(Exception):
    """A scenario cannot continue because the server did not do what the next step needs.

    The requests sent so far are in the trace and are checked.
    """


class StatusMissed(Abandoned):
    """The status that a scenario waited for had already passed at the first poll. The scenario is retried under less load."""


@dataclass
class Budget:
    """The money that all sessions together may cost, in USD. None means that sessions are free."""

    left: Decimal | None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, share: Decimal) -> None:
        """Reserves a share for one session. Raises Abandoned if not enough is left."""
        if self.left is None:
            return
        with self._lock:
            if share <= 0 or self.left < share:
                raise Abandoned("the budget is used up")
            self.left -= share


class PollTiming:
    """When to poll. It learns how long tasks take on this server, so that few polls are needed."""

    def __init__(self) -> None:
        self._durations: list[float] = []

    def ended(self, duration: float) -> None:
        self._durations.append(duration)

    @property
    def longest(self) -> float:
        return max(self._durations, default=0.0)

    @property
    def task_timeout(self) -> float:
        """The time after which a task counts as stuck, in seconds."""
        return max(STUCK_AFTER, STUCK_TIMES * self.longest) + 1.0

    @property
    def idle_timeout(self) -> float:
        """The time after which a task counts as lost if its session stays idle, in seconds."""
        return idle_too_long(self.longest) + 0.5

    def poll_interval(self, elapsed: float, *, frequently: bool) -> float:
        """Returns the seconds until the next poll of a task that has run for `elapsed` seconds."""
        if frequently:
            return min(max(_FREQUENT_INTERVAL, elapsed * 0.05), _MAX_INTERVAL)
        first = _FIRST_POLL * sorted(self._durations)[len(self._durations) // 2] if self._durations else _FIRST_ESTIMATE
        if elapsed < first:
            return max(first - elapsed, 0.03)
        return min(max(0.04, elapsed * 0.08), _MAX_INTERVAL)


@dataclass
class Actions:
    """The requests that a scenario can send. Each method returns the exchange or an id from it; none checks the response."""

    client: Client
    poll_timing: PollTiming
    budget: Budget
    #: Properties that are added to every create request when sessions cost money: the cost limit and the model.
    cost_limits: dict[str, Any]
    seed: int
    quick: bool

    def __post_init__(self) -> None:
        known = {"/profiles": self.cost_limits.get("profileId"), "/workspaces": self.cost_limits.get("workspaceId")}
        real = {path: one for path, one in known.items() if one}
        free = known.keys() if self.budget.left else ()
        self.prerequisites = Prerequisites(self.client, may_create=self.is_free, free=free, known=real)

    def workspace(self) -> str:
        """Returns the id of a new workspace that no other request uses."""
        return self.prerequisites.unshared("/workspaces")

    def profile(self) -> str:
        """Returns the id of a new profile that no other request uses."""
        return self.prerequisites.unshared("/profiles")

    @property
    def is_free(self) -> bool:
        """Whether sessions are free on this server. If they are, made-up ids do no harm either."""
        return not self.cost_limits

    def rng(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}:{name}")  # noqa: S311 -- variety, no secrets

    def sleep(self, seconds: float) -> None:
        self.client.cancelled.wait(seconds)

    def create(self, **fields: Any) -> str:
        """Creates a session and returns its id. Raises Abandoned if the server created none."""
        return self._id(self.try_create(**fields))

    def try_create(self, **fields: Any) -> Exchange:
        body = {**fields, **self.cost_limits}
        if self.cost_limits:
            self.budget.take(Decimal(self.cost_limits["maxCostUsd"]))
        return self.client.send("POST", "/sessions", body)

    def follow_up(self, session: str, task: str, *, immediate: bool = False, **fields: Any) -> Exchange:
        return self.client.send("POST", "/sessions", {"sessionId": session, "task": task, **fields}, immediate=immediate)

    def create_concurrently(self, *bodies: dict[str, Any]) -> Sequence[Exchange]:
        """Sends several create requests at the same time and returns their exchanges."""
        start = threading.Barrier(len(bodies))
        answers: list[Exchange] = []

        def send(body: dict[str, Any]) -> None:
            start.wait(5)
            answers.append(self.client.send("POST", "/sessions", body, persist=False, immediate=True))

        threads = [threading.Thread(target=send, args=(body,), daemon=True) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def require_follow_up(self, session: str, task: str, **fields: Any) -> Exchange:
        """Sends a follow-up task to a session. Raises Abandoned if the session did not accept it."""
        one = self.follow_up(session, task, **fields)
        if not was_accepted(one, session):
            raise Abandoned(f"the follow-up was answered {one.status}")
        return one

    def _id(self, one: Exchange) -> str:
        found = one.object.get("id")
        if one.status != 200 or not isinstance(found, str) or not found:
            raise Abandoned(f"the creation was answered {one.status}")
        return found

    def get(self, session: str, *, immediate: bool = False) -> Exchange:
        return self.client.send("GET", f"/sessions/{session}", immediate=immediate)

    def stop(self, session: str, body: Any = None, raw: bytes | None = None, *, immediate: bool = False) -> Exchange:
        return self.client.send("POST", f"/sessions/{session}/stop", body, raw=raw, immediate=immediate)

    def delete(self, session: str, *, immediate: bool = False) -> Exchange:
        return self.client.send("DELETE", f"/sessions/{session}", immediate=immediate)

    def messages(self, session: str, **query: Any) -> Exchange:
        asked = [(name, str(value)) for name, value in query.items()]
        return self.client.send("GET", f"/sessions/{session}/messages", query=asked)

    def messages_immediately(self, session: str) -> Exchange:
        """Reads the largest page of messages, without waiting for the limit on concurrent requests."""
        return self.client.send("GET", f"/sessions/{session}/messages", query=[("limit", "100")], immediate=True)

    def list_page(self, **query: Any) -> Exchange:
        return self.client.send("GET", "/sessions", query=[(name, str(value)) for name, value in query.items()])

    def poll(
        self,
        session: str,
        is_reached: Callable[[Exchange], bool],
        *,
        frequently: bool = False,
        timeout: float | None = None,
        since: float | None = None,
    ) -> Exchange:
        """Polls a session until `is_reached` returns true, and returns the last exchange.

        `since` is when the wait began, in seconds since the epoch; None means now. Raises Abandoned after `timeout` seconds, or
        earlier if the session is gone or idle for too long.
        """
        begun, failures, idle_since = now() if since is None else since, 0, inf
        if since is None:
            self.sleep(self.poll_timing.poll_interval(0.0, frequently=frequently))
        while True:
            one = self.get(session, immediate=frequently)
            if is_reached(one):
                return one
            elapsed = now() - begun
            idle_since = min(idle_since, elapsed) if one.object.get("status") == "idle" else inf
            failures = 0 if one.object.get("status") in enum("SessionStatus") else failures + 1
            is_late = elapsed > (self.poll_timing.task_timeout if timeout is None else timeout)
            if (
                is_late
                or failures == _MAX_FAILURES
                or one.status in (401, 403, 404)
                or elapsed - idle_since > self.poll_timing.idle_timeout
            ):
                raise Abandoned(f"timed out after {elapsed:.1f} s")
            self.sleep(self.poll_timing.poll_interval(elapsed, frequently=frequently))

    def wait_until_done(
        self, session: str, *, frequently: bool = False, since: float | None = None, reading: bool = False
    ) -> Exchange:
        """Waits until a task that was just dispatched is over, and returns the last exchange.

        It is over when the status is final, when its success is known, or when the session is idle after it was running.

        With `reading`, each poll also reads the newest message.
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

        last = self.poll(session, is_over, frequently=frequently, since=since)
        if since is None:
            self.poll_timing.ended(now() - begun)
        return last

    def wait_until_all_done(self, sessions: Sequence[str]) -> None:
        """Waits until all sessions have finished tasks that were dispatched at the same time."""
        begun = now()
        self.wait_until_done(sessions[0])
        for session in sessions[1:]:
            self.wait_until_done(session, since=begun)

    def wait_for_status(self, session: str, *statuses: str, frequently: bool = True, timeout: float | None = None) -> Exchange:
        """Waits for one of these statuses. Raises StatusMissed if the session has already passed them."""

        def is_reached(one: Exchange) -> bool:
            if one.object.get("status") in statuses:
                return True
            is_beyond = one.object.get("status") == "running" or one.object.get("isTaskSuccessful") is not None
            if one.object.get("status") in FINAL or is_beyond:
                raise StatusMissed(f"the session is already {one.object.get('status')}")
            return False

        return self.poll(session, is_reached, frequently=frequently, timeout=_START_TIMEOUT if timeout is None else timeout)

    def wait_until_stopped(self, session: str) -> None:
        """Waits a short time for a session to stop by itself after its task. It is no error if the session does not stop."""
        try:
            self.poll(session, lambda one: one.object.get("status") in FINAL, frequently=True, timeout=1.3)
        except Abandoned:
            return

    def read_all_messages(self, session: str, limit: int, *, most: int = 60) -> list[str]:
        """Reads all messages forwards with `after`, backwards with `before`, and with limits near their number."""
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


def was_accepted(one: Exchange, session: str) -> bool:
    """Whether the session accepted the task that was sent to it."""
    return one.status == 200 and str(one.object.get("id")).lower() == session.lower()


def unknown_id() -> str:
    """Returns a random UUID that does not exist on the server."""
    return str(uuid.uuid4())

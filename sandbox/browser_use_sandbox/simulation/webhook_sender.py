"""Signs webhook events and sends them in order; an event that is not accepted is sent again, a few times."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..common.clock import Clock
from ..common.json_text import timestamp
from ..settings import Settings
from ..tasks.commands import Status
from .engine import Simulation
from .project import Project
from .received import Delivery
from .session import Session

if TYPE_CHECKING:
    import httpx

_MAX_ATTEMPTS = 5
_TIMEOUT_SECONDS = 10.0
#: How often the sender runs events that are due, in real seconds.
_POLL_SECONDS = 0.1


class WebhookSender:
    """Sends the events of tasks. It runs in the thread of the server, from the first request on.

    Without requests, nobody runs the events of the simulation. The sender therefore does that regularly, so that webhook events
    are sent on time.
    """

    def __init__(self, settings: Settings, catch_up: Callable[[], datetime], simulation: Simulation, clock: Clock) -> None:
        self._url = settings.webhook_url or ""
        self._secret = settings.webhook_secret
        self._retry_seconds = settings.webhook_retry_seconds
        self._catch_up, self._timers, self._clock = catch_up, simulation.timers, clock
        self._waiting: list[Delivery] = []
        self._has_news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        simulation.sessions.on_task_status = self._on_task_status

    def start(self) -> None:
        """Start to send, in the running event loop."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._catch_up_regularly()), asyncio.create_task(self._send_all())]

    def send_test(self, project: Project) -> None:
        """Send a test event."""
        self._add(project, "test", {"test": "ok"}, self._clock.now())

    def _on_task_status(self, session: Session, status: Status, now: datetime) -> None:
        payload = {"task_id": str(session.task_id()), "session_id": session.text_id, "status": str(status), "metadata": {}}
        self._add(session.project, "agent.task.status_update", payload, now)

    def _add(self, project: Project, kind: str, payload: dict[str, Any], now: datetime) -> None:
        delivery = Delivery(event={"type": kind, "timestamp": timestamp(now), "payload": payload})
        project.deliveries.append(delivery)
        self._waiting.append(delivery)
        self._has_news.set()

    async def _catch_up_regularly(self) -> None:
        """Run the events that are due, again and again."""
        while True:
            now, due, speed = self._catch_up(), self._timers.next_due, self._clock.speed
            wait = _POLL_SECONDS if due is None or not speed else (due - now).total_seconds() / speed
            await asyncio.sleep(min(max(wait, 0.001), _POLL_SECONDS))

    async def _send_all(self) -> None:
        import httpx  # Slow to import, and only needed here.

        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT_SECONDS, verify=self._url.startswith("https:")) as client:
            while True:
                await self._has_news.wait()
                while self._waiting:
                    await self._deliver(client, self._waiting.pop(0))
                self._has_news.clear()

    async def _deliver(self, client: "httpx.AsyncClient", delivery: Delivery) -> None:
        import httpx

        body = written(delivery.event)
        for attempt in range(_MAX_ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._retry_seconds * 2 ** (attempt - 1))
            # Real time, since receivers compare it with their own clock.
            now = int(time.time())
            headers = {
                "Content-Type": "application/json",
                "X-Browser-Use-Timestamp": str(now),
                "X-Browser-Use-Signature": signature(self._secret, now, body),
            }
            try:
                async with client.stream("POST", self._url, content=body, headers=headers) as response:
                    pass  # The body is not needed.
            except httpx.HTTPError as error:
                delivery.attempts.append(f"{type(error).__name__}: {error}")
                continue
            delivery.attempts.append(response.status_code)
            if response.is_success:
                delivery.is_delivered = True
                return
        delivery.is_given_up = True


def written(event: dict[str, Any]) -> bytes:
    """The event as bytes: JSON with sorted keys and without white space between tokens."""
    return json.dumps(event, sort_keys=True, separators=(",", ":")).encode("ascii")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of an event that is sent at that time, in Unix seconds."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()

"""The contract's operations: from a request that passed the contract to the answer's JSON."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from .app_state import AppState
from .commands import StopStrategy, create_session
from .links import Links
from .paging import page
from .project import Project
from .rendering import Renderer
from .session import Session


class Call(NamedTuple):
    """A request that passed the contract: whose it is, its parameters by name, its body, how the caller reaches this server."""

    project: Project
    parameters: dict[str, Any]
    body: Any
    origin: str


class Reply(NamedTuple):
    """A successful answer: JSON, or no body where there is none. `session` is the one that it shows."""

    status: int
    json: str | None = None
    session: UUID | None = None


Handler = Callable[[Call], Awaitable[Reply]]


class Operations:
    """Carries the operations out; the method names are the contract's operation ids in snake case."""

    def __init__(self, state: AppState) -> None:
        self._settings = state.settings
        self._url_life = timedelta(seconds=state.settings.screenshot_url_seconds)
        self._clock = state.clock
        self._simulation = state.simulation
        self._links = Links(state.signer)
        self._outputs = state.outputs

    def handler(self, operation_id: str) -> Handler:
        """What carries out the operation of that id."""
        handler: Handler = getattr(self, re.sub(r"[A-Z]", lambda capital: "_" + capital[0].lower(), operation_id))
        return handler

    async def create_session(self, call: Call) -> Reply:
        schema = call.body.get("outputSchema")
        answer = None
        if schema is not None:
            is_scripted = call.project.book.has_output(create_session(call.body))
            answer = await (self._outputs.judge(schema) if is_scripted else self._outputs.find(schema))
        # Nothing is awaited from here on, so that no other request comes between.
        now = self._catch_up()
        session = self._simulation.create(call.project, create_session(call.body, answer), now)
        return self._session(call, session, now)

    async def list_sessions(self, call: Call) -> Reply:
        now = self._catch_up()
        number, size = call.parameters["page"], call.parameters["page_size"]
        sessions = call.project.page(number, size)
        return Reply(200, self._renderer(call, now).sessions(sessions, len(call.project), number, size))

    async def get_session(self, call: Call) -> Reply:
        now = self._catch_up()
        return self._session(call, self._find(call), now)

    async def stop_session(self, call: Call) -> Reply:
        now = self._catch_up()
        session = self._find(call)
        strategy = StopStrategy((call.body or {}).get("strategy", StopStrategy.SESSION))
        self._simulation.stop(session, strategy, now)
        return self._session(call, session, now)

    async def delete_session(self, call: Call) -> Reply:
        now = self._catch_up()
        self._simulation.delete(self._find(call), now)
        return Reply(204)

    async def list_session_messages(self, call: Call) -> Reply:
        now = self._catch_up()
        session = self._find(call)
        cursors = (call.parameters[name] for name in ("after", "before"))
        after, before = (None if cursor is None else UUID(cursor) for cursor in cursors)
        chosen, has_more = page(
            session.messages, after, before, call.parameters["limit"], from_oldest=self._settings.messages_from_oldest
        )
        return Reply(200, self._renderer(call, now).messages(session, chosen, has_more))

    def _catch_up(self) -> datetime:
        now = self._clock.now()
        self._simulation.run_until(now)
        return now

    def _find(self, call: Call) -> Session:
        return call.project.find(UUID(call.parameters["session_id"]))

    def _session(self, call: Call, session: Session, now: datetime) -> Reply:
        return Reply(200, self._renderer(call, now).session(session), session.id)

    def _renderer(self, call: Call, now: datetime) -> Renderer:
        return Renderer(call.origin, self._links, now + self._url_life)

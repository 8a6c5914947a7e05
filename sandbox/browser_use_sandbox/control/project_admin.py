"""What a test may do to a project of a sandbox, and learn of it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from ..app_state import AppState
from ..durations import duration
from ..faults.fault import read_fault
from ..files.storage_host import OPERATIONS as STORAGE_OPERATIONS
from ..links import Links
from ..project import Limits, Project
from ..received import Received
from ..script.behaviour import Match, read_behaviour
from ..script.problems import ScriptError
from ..script.vocabulary import check_operation, check_words
from ..session import Session
from .snapshots import SeenSession


@attrs.frozen
class State:
    """The sandbox's time and its speed, what the project may use and has spent, and the path of the page with its sessions."""

    time: datetime
    speed: float
    limits: Limits
    spent_usd: Decimal
    page: str


class ProjectAdmin:
    """One project's side of a sandbox. Like the state, it belongs to the server's thread."""

    def __init__(self, state: AppState, project: Project) -> None:
        self._state = state
        self._project = project
        self._operations = [*state.contract.operations, *dict.fromkeys(STORAGE_OPERATIONS.values())]

    def follow(self, script: Any) -> None:
        """Do what a whole script says; ScriptError, and nothing done, where that cannot be."""
        check_words("script", script)
        seconds = self._state.settings.task_seconds
        behaviours = [read_behaviour(entry, seconds, ("tasks", n)) for n, entry in enumerate(script.get("tasks", ()))]
        faults = [read_fault(entry, self._operations, ("faults", n)) for n, entry in enumerate(script.get("faults", ()))]
        self._project.book.add(behaviours)
        self._project.faults.add(faults)

    def script_task(self, entry: dict[str, Any], when: Match | None = None) -> None:
        """Add an entry of a script's `tasks`, whose `output` may be a function; `when` chooses tasks in place of their text."""
        self._project.book.add([read_behaviour(entry, self._state.settings.task_seconds, when=when)])

    def fail(self, entry: dict[str, Any]) -> None:
        """Add an entry of a script's `faults`."""
        self._project.faults.add([read_fault(entry, self._operations)])

    def clear_tasks(self) -> None:
        self._project.book.clear()

    def clear_faults(self) -> None:
        self._project.faults.clear()

    def limit(self, chosen: dict[str, Any]) -> None:
        """Set the limits that are given. ValueError where one is senseless."""
        check_words("limits", chosen)
        now = attrs.asdict(self._project.limits, recurse=False)
        self._project.limits = Limits.of(attrs.evolve(self._state.settings, **{**now, **chosen}))

    def reset(self) -> None:
        """Forget all sessions, requests and scripts of the project. The time stays as it is."""
        self._state.simulation.forget(self._project)

    def move_clock(self, advance: str | float | timedelta = 0, speed: float | None = None) -> None:
        """Change the speed of time where one is given, then move it forward. ValueError where one of them is senseless."""
        step = duration(advance)
        if speed is not None:
            self._state.clock.run_at(speed)
        self._state.clock.advance(step)

    def state(self) -> State:
        clock, project = self._state.clock, self._project
        self._state.simulation.run_until(clock.now())
        page = Links(self._state.signer).project(project)
        return State(clock.now(), clock.speed, project.limits, project.spent_usd, page)

    def take_error(self) -> ScriptError | None:
        """What has gone wrong because of the script itself since this was last asked."""
        return self._project.book.take_error()

    def unused(self) -> list[str]:
        """The words of the scripted tasks and faults that have not been used up."""
        return [*self._project.book.unused(), *self._project.faults.unused()]

    def requests(self, operation: str | None = None) -> list[Received]:
        """What was received, the oldest first; ScriptError for an operation that there is not."""
        check_words("requests", {} if operation is None else {"operation": operation})
        check_operation(operation, self._operations)
        return [call for call in self._project.log if operation in (None, call.operation)]

    def sessions(self) -> list[SeenSession]:
        """All sessions that there ever were, the oldest first, as they are now."""
        self._state.catch_up()
        calls: dict[UUID | None, list[Received]] = defaultdict(list)
        for call in self._project.log:
            calls[call.session_id].append(call)
        return [self._seen(session, calls[session.id]) for session in self._project.sessions.ever()]

    def _seen(self, session: Session, calls: Sequence[Received]) -> SeenSession:
        return SeenSession(
            id=session.id,
            status=session.status,
            model=session.model,
            keep_alive=session.keep_alive,
            max_cost_usd=session.max_cost_usd,
            title=session.title,
            output=session.output,
            messages=tuple(session.messages),
            tasks=tuple(message.data for message in session.messages if message.role == "human"),
            is_task_successful=session.is_task_successful,
            total_cost_usd=session.total_cost_usd,
            is_deleted=session.id not in self._project.sessions,
            requests=tuple(calls),
        )

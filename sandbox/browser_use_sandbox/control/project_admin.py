"""Changes and reads a project of a sandbox, for tests."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from ..api.resources.registry import not_simulated
from ..app_state import AppState
from ..common.durations import duration
from ..files import STORAGE_OPERATIONS
from ..files.contents import StorageFull
from ..files.transfers import Transfer
from ..files.tree import StoredFile
from ..files.types import guessed_type
from ..http.links import Links
from ..script.fault import Fault, read_fault
from ..script.problems import Path, Problem, ScriptError
from ..script.schema import check_operation, check_schema
from ..script.task_rule import Match, read_task_rule
from ..simulation.delivery import Delivery
from ..simulation.project import Limits, Project
from ..simulation.received import Received
from ..simulation.session import Session
from .snapshots import SeenBrowser, SeenProfile, SeenSession, SeenWorkspace, seen_browser, seen_profile, seen_workspace


@attrs.frozen
class State:
    """The time of the sandbox, the limits and spending of the project, and the path of the page with its sessions.

    `not_simulated` lists the operations that only the document answers; `leaked_keys` counts the requests that sent an API key to
    the storage host.
    """

    time: datetime
    speed: float
    limits: Limits
    spent_usd: Decimal
    page: str
    not_simulated: list[str]
    leaked_keys: int


class ProjectAdmin:
    """The administration of one project. Only the thread of the server may use it."""

    def __init__(self, state: AppState, project: Project) -> None:
        self._state = state
        self._project = project
        self._operations = [*state.contract.operations, *STORAGE_OPERATIONS]

    def follow(self, script: Any) -> None:
        """Use a whole script. ScriptError, without any change, if it is invalid."""
        check_schema("script", script)
        seconds = self._state.settings.task_seconds
        rules = [read_task_rule(entry, seconds, ("tasks", n)) for n, entry in enumerate(script.get("tasks", ()))]
        faults = [self._read_fault(entry, ("faults", n)) for n, entry in enumerate(script.get("faults", ()))]
        self._project.task_rules.add(rules)
        self._project.faults.add(faults)

    def script_task(self, entry: dict[str, Any], when: Match | None = None) -> None:
        """Add an entry of `tasks`, whose `output` may be a function; `when` selects tasks instead of their text."""
        self._project.task_rules.add([read_task_rule(entry, self._state.settings.task_seconds, when=when)])

    def fail(self, entry: dict[str, Any]) -> None:
        """Add an entry of `faults`."""
        self._project.faults.add([self._read_fault(entry)])

    def _read_fault(self, entry: dict[str, Any], path: Path = ()) -> Fault:
        fault = read_fault(entry, self._operations, self._state.contract.error_detail, path)
        operation = self._state.contract.operations.get(fault.operation or "")
        if isinstance(fault.detail, dict) and not (operation and operation.may_answer(fault.status, {"detail": fault.detail})):
            where = f"{fault.operation} with {fault.status}" if operation else "any operation: name one"
            raise ScriptError([Problem((*path, "detail"), f"the document has no such response of {where}")])
        return fault

    def clear_tasks(self) -> None:
        self._project.task_rules.clear()

    def clear_faults(self) -> None:
        self._project.faults.clear()

    def limit(self, chosen: dict[str, Any]) -> None:
        """Change these limits. ValueError if one is invalid."""
        check_schema("limits", chosen)
        now = attrs.asdict(self._project.limits, recurse=False)
        self._project.limits = Limits.of(attrs.evolve(self._state.settings, **{**now, **chosen}))

    def reset(self) -> None:
        """Remove all sessions, requests and scripts of the project. The time stays as it is."""
        self._state.simulation.forget(self._project)

    def move_clock(self, advance: str | float | timedelta = 0, speed: float | None = None) -> None:
        """Change the speed of the time, then advance it. ValueError if one of them is invalid."""
        step = duration(advance)
        if speed is not None:
            self._state.clock.run_at(speed)
        self._state.clock.advance(step)
        if self._state.webhook is not None:
            self._state.catch_up()

    def state(self) -> State:
        clock, project = self._state.clock, self._project
        self._state.simulation.run_until(clock.now())
        page = Links(self._state.signer).project(project)
        others, leaks = not_simulated(self._state.contract), len(self.leaked_keys())
        return State(clock.now(), clock.speed, project.limits, project.spent_usd, page, others, leaks)

    def take_error(self) -> ScriptError | None:
        """The failures of the script itself since the last call of this method."""
        return self._project.task_rules.take_error()

    def unused(self) -> list[str]:
        """The scripted tasks and faults that have not been used up, as text."""
        return [*self._project.task_rules.unused(), *self._project.faults.unused()]

    def requests(self, operation: str | None = None) -> list[Received]:
        """The received calls, the oldest first. ScriptError if the operation does not exist."""
        check_schema("requests", {} if operation is None else {"operation": operation})
        check_operation(operation, self._operations)
        return [call for call in self._project.log if operation in (None, call.operation)]

    def sessions(self) -> list[SeenSession]:
        """All sessions, also deleted ones, the oldest first, as they are now."""
        self._state.catch_up()
        calls: dict[UUID | None, list[Received]] = defaultdict(list)
        for call in self._project.log:
            calls[call.session_id].append(call)
        return [self._seen(session, calls[session.id]) for session in self._project.sessions.including_removed()]

    def profiles(self) -> list[SeenProfile]:
        """All profiles, also deleted ones, the oldest first, as they are now."""
        self._state.catch_up()
        return [seen_profile(self._project, profile) for profile in self._project.profiles.including_removed()]

    def workspaces(self) -> list[SeenWorkspace]:
        """All workspaces, also deleted ones, the oldest first, as they are now."""
        self._state.catch_up()
        return [seen_workspace(self._project, workspace) for workspace in self._project.workspaces.including_removed()]

    def browsers(self) -> list[SeenBrowser]:
        """All browsers, the oldest first, as they are now."""
        self._state.catch_up()
        return [seen_browser(browser) for browser in self._project.browsers.including_removed()]

    def transfers(self) -> list[Transfer]:
        """The requests to the storage host, the oldest first."""
        return list(self._project.transfers)

    def leaked_keys(self) -> list[Transfer]:
        """The requests that sent an API key to the storage host."""
        return [transfer for transfer in self._project.transfers if transfer.has_key]

    def webhooks(self) -> list[Delivery]:
        """The webhook events, the oldest first."""
        self._state.catch_up()
        return list(self._project.deliveries)

    def send_test_event(self) -> None:
        """Send an event of type `test` to the webhook. ValueError if there is no webhook."""
        if self._state.webhook is None:
            raise ValueError("there is no webhook: start the sandbox with a webhook_url")
        self._state.webhook.send_test(self._project)

    def create_profile(self, name: str | None, user_id: str | None) -> UUID:
        """Create a profile, and return its ID."""
        body = {"name": name, "userId": user_id}
        return self._state.simulation.new_profile(self._project, body, self._state.catch_up()).id

    def create_workspace(self, name: str | None, files: Mapping[str, bytes]) -> UUID:
        """Create a workspace with these files, and return its ID."""
        workspace = self._state.simulation.new_workspace(self._project, {"name": name}, self._state.catch_up())
        for path, data in files.items():
            self.put_file(workspace.id, path, data)
        return workspace.id

    def put_file(self, workspace_id: UUID, path: str, data: bytes) -> None:
        """Write a file to a workspace, as an agent would. Its path may be one that cannot be uploaded to.

        With the ID of a browser, the file is a download. ValueError if there is no such workspace or browser.
        """
        owner = self._project.workspaces.get(workspace_id) or self._project.browsers.get(workspace_id)
        if owner is None:
            raise ValueError(f"there is no workspace or browser {workspace_id}")
        if not path:
            raise ValueError("a file needs a name")
        try:
            content = self._state.contents.store(data)
        except StorageFull:
            raise ValueError("there is no space left for the file") from None
        owner.files.put(StoredFile(path, content, guessed_type(path), self._state.catch_up()))

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

"""The control API in Python: what a test can do with a running sandbox."""

import functools
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from os import PathLike
from typing import Any, Concatenate, ParamSpec, TypeVar, Unpack
from urllib.parse import urljoin
from uuid import UUID

import attrs

from ..app_state import AppState
from ..common.clock import duration
from ..common.json_text import plain, usd
from ..files import STORAGE_OPERATIONS
from ..files.contents import StorageFull
from ..files.transfers import Transfer
from ..files.tree import StoredFile, guessed_type
from ..http.links import Links
from ..script.fault import Fault, read_fault
from ..script.problems import ScriptError, check_operation, check_schema, within
from ..script.request import FilesView
from ..script.script_file import read_script
from ..script.task_rule import Match, read_files, read_task_rule
from ..script.types import FaultOptions, LimitOptions, OperationId, TaskEntry
from ..simulation.browser import BrowserStatus
from ..simulation.project import Limits, Project
from ..simulation.received import Delivery, Received
from .snapshots import SeenBrowser, SeenProfile, SeenSession, SeenWorkspace, snapshot

#: In a traceback, pytest shows the lines of the test, not those of this module.
__tracebackhide__ = True

P = ParamSpec("P")
T = TypeVar("T")


def _in_server(method: "Callable[Concatenate[Handle, P], T]") -> "Callable[Concatenate[Handle, P], T]":
    """Make a method run in the thread of the server."""

    @functools.wraps(method)
    def call(self: "Handle", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run(lambda: method(self, *args, **kwargs))

    return call


class Handle(ABC):
    """A project of a sandbox, for use in any thread. RuntimeError before the sandbox has been started.

    If the script itself fails (a function of the test raises, or an output does not fit the request), the program under test gets
    a 500 response, and the next method call raises ScriptError. So the test notices the failure even if the program hides it.
    """

    @property
    @abstractmethod
    def api_key(self) -> str:
        """The API key of the project."""

    @property
    @abstractmethod
    def base_url(self) -> str:
        """The base URL for clients, `/api/v3` included. RuntimeError while the sandbox does not run."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that clients read to find this project."""
        return {"BROWSER_USE_BASE_URL": self.base_url, "BROWSER_USE_API_KEY": self.api_key}

    @abstractmethod
    def _run(self, action: Callable[[], T]) -> T:
        """Run the action in the thread of the server. ScriptError if the script has failed before."""

    @property
    @abstractmethod
    def _state(self) -> AppState:
        """The state of the sandbox, which only the thread of the server may use."""

    @property
    def _project(self) -> Project:
        return self._state.simulation.projects[self.api_key]

    # What is going to happen

    @_in_server
    def script(self, *, when: Match | None = None, **task: Unpack[TaskEntry]) -> None:
        """Define what tasks do: those that `task`, `contains`, `matches` or `when` select, or all.

        `when` is a function of a TaskRequest that returns true or false; `output` may be a function of a TaskRequest that returns
        the output. Both are called in the thread of the sandbox, `when` more than once for a task.

        Entries with `times` are used first, in the order in which they were added; of the others, the newest that matches is
        used. ScriptError if the entry is invalid, or breaks the contract without `against_contract`. An output that does not
        fit the schema of a request is reported when the task is created: see Handle.
        """
        self._add_task(dict(task), when)

    def load_script(self, file: str | PathLike[str]) -> None:
        """Use the script in a YAML file. ScriptError with lines and reasons if it is invalid, OSError if it cannot be read."""
        self.check_script()  # An earlier failure does not belong to this file.
        script = read_script(file)
        with script.locating_errors():
            self._follow(script.value)

    @_in_server
    def fail(self, operation: OperationId | None = None, /, **fault: Unpack[FaultOptions]) -> None:
        """Make the next call of an operation, or of any operation, fail: with a 500 by default. ScriptError.

        Several faults are used in the same order as scripted tasks.
        """
        self._add_fault({**({} if operation is None else {"operation": operation}), **fault})

    @_in_server
    def clear_script(self) -> None:
        """Remove all scripted tasks; the simulated agent decides again."""
        self._project.task_rules.clear()

    @_in_server
    def clear_faults(self) -> None:
        """Remove all faults."""
        self._project.faults.clear()

    @_in_server
    def limit(self, **limits: Unpack[LimitOptions]) -> None:
        """Change the limits of the project; with `credits_usd=0` it has no credits left. ValueError for an invalid limit."""
        self._limit(dict(limits))

    @_in_server
    def create_profile(self, name: str | None = None, user_id: str | None = None) -> UUID:
        """Create a profile for the program under test, and return its ID."""
        body = {"name": name, "userId": user_id}
        return self._state.simulation.new_profile(self._project, body, self._state.catch_up()).id

    @_in_server
    def create_workspace(self, name: str | None = None, files: Mapping[str, bytes | str] | None = None) -> UUID:
        """Create a workspace with files, by path, for the program under test, and return its ID."""
        given = read_files(files or {})
        workspace = self._state.simulation.new_workspace(self._project, {"name": name}, self._state.catch_up())
        for path, data in given.items():
            self.put_file(workspace.id, path, data)
        return workspace.id

    @_in_server
    def put_file(self, workspace_id: UUID | str, path: str, data: bytes | str) -> None:
        """Write a file to a workspace, as an agent would; a text as UTF-8. With the ID of a browser, the file is a download.

        The path may be a hostile one, such as `../x`, that cannot be uploaded to: a program must handle what agents write.
        ValueError if there is no such workspace or browser.
        """
        owner_id = UUID(str(workspace_id))
        owner = self._project.workspaces.get(owner_id) or self._project.browsers.get(owner_id)
        if owner is None:
            raise ValueError(f"there is no workspace or browser {owner_id}")
        if not path:
            raise ValueError("a file needs a name")
        try:
            content = self._state.contents.store(data.encode() if isinstance(data, str) else data)
        except StorageFull:
            raise ValueError("there is no space left for the file") from None
        owner.files.put(StoredFile(path, content, guessed_type(path), self._state.catch_up()))

    @_in_server
    def send_test_webhook(self) -> None:
        """Send an event of type `test` to the webhook. ValueError if the sandbox has no webhook."""
        if self._state.webhook is None:
            raise ValueError("there is no webhook: start the sandbox with a webhook_url")
        self._state.webhook.send_test(self._project)

    @_in_server
    def reset(self) -> None:
        """Remove all resources, requests, scripts, faults and limits. The time stays as it is."""
        self._state.simulation.forget(self._project)

    # What has happened

    @property
    def now(self) -> datetime:
        """The time of the sandbox, in UTC."""
        return self._run(lambda: self._state.catch_up())

    @property
    def page_url(self) -> str:
        """The URL of the web page that lists the sessions of the project."""
        return urljoin(self.base_url, self._run(self._page))

    @_in_server
    def requests(self, operation: OperationId | None = None) -> list[Received]:
        """The received calls, the oldest first, at most 20,000. ScriptError if the operation does not exist."""
        check_schema("requests", {} if operation is None else {"operation": operation})
        check_operation(operation, self._operations())
        return [call for call in self._project.log if operation in (None, call.operation)]

    @_in_server
    def sessions(self) -> list[SeenSession]:
        """All sessions, also deleted ones, the oldest first, each with the calls for it."""
        self._state.catch_up()
        calls: dict[UUID | None, list[Received]] = defaultdict(list)
        for call in self._project.log:
            calls[call.session_id].append(call)
        return [
            snapshot(
                SeenSession,
                session,
                messages=tuple(session.messages),
                tasks=tuple(message.data for message in session.messages if message.role == "human"),
                is_deleted=session.id not in self._project.sessions,
                requests=tuple(calls[session.id]),
            )
            for session in self._project.sessions.including_removed()
        ]

    @_in_server
    def profiles(self) -> list[SeenProfile]:
        """All profiles, also deleted ones, the oldest first."""
        self._state.catch_up()
        kept, found = self._project.profiles, self._project.profiles.including_removed()
        return [
            snapshot(SeenProfile, one, cookie_domains=tuple(one.cookie_domains or ()), is_deleted=one.id not in kept)
            for one in found
        ]

    @_in_server
    def workspaces(self) -> list[SeenWorkspace]:
        """All workspaces, also deleted ones, the oldest first, with their files."""
        self._state.catch_up()
        found = self._project.workspaces.including_removed()
        return [snapshot(SeenWorkspace, workspace, files=FilesView(workspace.files)) for workspace in found]

    @_in_server
    def browsers(self) -> list[SeenBrowser]:
        """All browsers, the oldest first, those of agent sessions too."""
        self._state.catch_up()
        return [snapshot(SeenBrowser, browser) for browser in self._project.browsers.including_removed()]

    @_in_server
    def transfers(self) -> list[Transfer]:
        """The requests to the storage host, the oldest first, at most 20,000."""
        return list(self._project.transfers)

    @_in_server
    def webhooks(self) -> list[Delivery]:
        """The webhook events, the oldest first."""
        self._state.catch_up()
        return list(self._project.deliveries)

    def check_script(self) -> None:
        """ScriptError if the script itself has failed since the last method call. The end of `with` does this too."""
        self._run(lambda: None)

    def assert_nothing_running(self) -> None:
        """AssertionError with the sessions that are not final and the browsers that are active: they still cause costs."""
        _assert_none(self._complaints(nothing_running=True))

    def assert_no_leaked_key(self) -> None:
        """AssertionError with the requests that sent an API key to the storage host."""
        _assert_none(self._complaints(no_leaked_key=True))

    def assert_nothing_cost_more_than(self, limit_usd: Decimal | float | str) -> None:
        """AssertionError with the sessions that cost more than this. ValueError if this is not an amount."""
        _assert_none(self._complaints(cost_at_most=usd(limit_usd)))

    def assert_created(self, number: int) -> None:
        """AssertionError with all sessions if their number is another one."""
        _assert_none(self._complaints(created=number))

    def assert_everything_used(self) -> None:
        """AssertionError with the scripted tasks and faults that were never used, or less often than they say."""
        _assert_none(self._complaints(everything_used=True))

    # Shared with the control API over HTTP

    @_in_server
    def _follow(self, script: Any) -> None:
        """Use a whole script. ScriptError, without any change, if it is invalid."""
        check_schema("script", script)
        rules, faults = [], []
        for number, entry in enumerate(script.get("tasks", ())):
            with within("tasks", number):
                rules.append(read_task_rule(entry, self._state.settings.task_seconds))
        for number, entry in enumerate(script.get("faults", ())):
            with within("faults", number):
                faults.append(self._read_fault(entry))
        self._project.task_rules.add(rules)
        self._project.faults.add(faults)

    def _add_task(self, entry: dict[str, Any], when: Match | None = None) -> None:
        """Add an entry of `tasks`, whose `output` may be a function; `when` selects tasks instead of their text."""
        self._project.task_rules.add([read_task_rule(entry, self._state.settings.task_seconds, when)])

    def _add_fault(self, entry: dict[str, Any]) -> None:
        """Add an entry of `faults`."""
        self._project.faults.add([self._read_fault(entry)])

    def _read_fault(self, entry: dict[str, Any]) -> Fault:
        contract = self._state.contract
        fault = read_fault(entry, self._operations(), contract.error_detail)
        operation = contract.operations.get(fault.operation or "")
        if isinstance(fault.detail, dict) and not (operation and operation.may_answer(fault.status, {"detail": fault.detail})):
            where = f"{fault.operation} with {fault.status}" if operation else "any operation: name one"
            raise ScriptError.at(("detail",), f"the document has no such response of {where}")
        return fault

    def _operations(self) -> list[str]:
        """The operations that a script or a test may name."""
        return [*self._state.contract.operations, *STORAGE_OPERATIONS]

    def _limit(self, chosen: dict[str, Any]) -> None:
        check_schema("limits", chosen)
        now = attrs.asdict(self._project.limits, recurse=False)
        self._project.limits = Limits.of(attrs.evolve(self._state.settings, **{**now, **chosen}))

    @_in_server
    def _move_clock(self, advance: str | float | timedelta = 0, speed: float | None = None) -> None:
        """Change the speed of the time, then advance it. ValueError if one of them is invalid."""
        step = duration(advance)
        if speed is not None:
            self._state.clock.run_at(speed)
        self._state.clock.advance(step)
        if self._state.webhook is not None:
            self._state.catch_up()

    def _page(self) -> str:
        """The path of the web page that lists the sessions of the project."""
        return Links(self._state.signer).project(self._project)

    @_in_server
    def _complaints(
        self,
        *,
        nothing_running: bool = False,
        cost_at_most: Decimal | None = None,
        created: int | None = None,
        no_leaked_key: bool = False,
        everything_used: bool = False,
    ) -> list[str]:
        """What the chosen checks find."""
        found, sessions = [], self.sessions()
        if nothing_running:
            active = [session for session in sessions if not session.status.is_final]
            found.append(_complaint(active, "session was", "sessions were", "left running"))
            browsers = [one for one in self.browsers() if one.agent_session_id is None and one.status is BrowserStatus.ACTIVE]
            found.append(_complaint(browsers, "browser was", "browsers were", "left running"))
        if cost_at_most is not None:
            costly = [session for session in sessions if session.total_cost_usd > cost_at_most]
            found.append(_complaint(costly, "session", "sessions", f"cost more than {plain(cost_at_most)} USD"))
        if created is not None and len(sessions) != created:
            told = _complaint(sessions, "session was", "sessions were", f"created, not {created}")
            found.append(told or f"0 sessions were created, not {created}")
        if no_leaked_key:
            leaks = [transfer for transfer in self._project.transfers if transfer.has_key]
            found.append(_complaint(leaks, "request", "requests", "carried an API key to the storage host"))
        if everything_used:
            unused = [*self._project.task_rules.unused(), *self._project.faults.unused()]
            found.append(_complaint(unused, "scripted entry was", "scripted entries were", "not used up"))
        return [complaint for complaint in found if complaint]


class ServerHandle(Handle):
    """A project in the thread of the server, which acts at once and reports no earlier failure of the script."""

    def __init__(self, state: AppState, project: Project) -> None:
        self._given = state, project

    @property
    def api_key(self) -> str:
        return next(key for key, project in self._state.simulation.projects.items() if project is self._project)

    @property
    def base_url(self) -> str:
        raise RuntimeError("the base URL depends on the server")

    @property
    def _state(self) -> AppState:
        return self._given[0]

    @property
    def _project(self) -> Project:
        return self._given[1]

    def _run(self, action: Callable[[], T]) -> T:
        return action()


def _complaint(items: Sequence[object], one: str, many: str, reason: str) -> str | None:
    """A headline with the number of items, and a line for each; None if there are none."""
    return "\n  ".join([f"{len(items)} {one if len(items) == 1 else many} {reason}:", *map(str, items)]) if items else None


def _assert_none(complaints: Sequence[str]) -> None:
    for complaint in complaints:
        raise AssertionError(complaint)

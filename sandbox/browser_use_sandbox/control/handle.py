"""The control API in Python: what a test can do with a running sandbox."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from os import PathLike
from typing import TypeVar, Unpack
from urllib.parse import urljoin
from uuid import UUID

from ..common.money import usd
from ..files.transfers import Transfer
from ..script.file import read_script
from ..script.files import read_files
from ..script.task_rule import Match
from ..script.types import FaultOptions, LimitOptions, OperationId, TaskEntry
from ..simulation.delivery import Delivery
from ..simulation.received import Received
from .project_admin import ProjectAdmin
from .snapshots import (
    SeenBrowser,
    SeenProfile,
    SeenSession,
    SeenWorkspace,
    costing_more_than,
    leaking_keys,
    not_created,
    not_used_up,
    still_running,
)

#: In a traceback, pytest shows the lines of the test, not those of this module.
__tracebackhide__ = True

T = TypeVar("T")


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
    def _admin(self, action: Callable[[ProjectAdmin], T]) -> T:
        """Run the action in the thread of the server. ScriptError if the script has failed before."""

    # What is going to happen

    def script(self, *, when: Match | None = None, **task: Unpack[TaskEntry]) -> None:
        """Define what tasks do: those that `task`, `contains`, `matches` or `when` select, or all.

        `when` is a function of a TaskRequest that returns true or false; `output` may be a function of a TaskRequest that returns
        the output. Both are called in the thread of the sandbox, `when` more than once for a task.

        Entries with `times` are used first, in the order in which they were added; of the others, the newest that matches is
        used. ScriptError if the entry is invalid, or breaks the contract without `against_contract`. An output that does not
        fit the schema of a request is reported when the task is created: see Handle.
        """
        self._admin(lambda admin: admin.script_task(dict(task), when))

    def load_script(self, file: str | PathLike[str]) -> None:
        """Use the script in a YAML file. ScriptError with lines and reasons if it is invalid, OSError if it cannot be read."""
        self.check_script()  # An earlier failure does not belong to this file.
        script = read_script(file)
        with script.locating_errors():
            self._admin(lambda admin: admin.follow(script.value))

    def fail(self, operation: OperationId | None = None, /, **fault: Unpack[FaultOptions]) -> None:
        """Make the next call of an operation, or of any operation, fail: with a 500 by default. ScriptError.

        Several faults are used in the same order as scripted tasks.
        """
        named = {} if operation is None else {"operation": operation}
        self._admin(lambda admin: admin.fail({**named, **fault}))

    def clear_script(self) -> None:
        """Remove all scripted tasks; the simulated agent decides again."""
        self._admin(ProjectAdmin.clear_tasks)

    def clear_faults(self) -> None:
        """Remove all faults."""
        self._admin(ProjectAdmin.clear_faults)

    def limit(self, **limits: Unpack[LimitOptions]) -> None:
        """Change the limits of the project; with `credits_usd=0` it has no credits left. ValueError for an invalid limit."""
        self._admin(lambda admin: admin.limit(dict(limits)))

    def create_profile(self, name: str | None = None, user_id: str | None = None) -> UUID:
        """Create a profile for the program under test, and return its ID."""
        return self._admin(lambda admin: admin.create_profile(name, user_id))

    def create_workspace(self, name: str | None = None, files: Mapping[str, bytes | str] | None = None) -> UUID:
        """Create a workspace with files, by path, for the program under test, and return its ID."""
        given = {} if files is None else read_files(files)
        return self._admin(lambda admin: admin.create_workspace(name, given))

    def put_file(self, workspace_id: UUID | str, path: str, data: bytes | str) -> None:
        """Write a file to a workspace, as an agent would; a text as UTF-8. With the ID of a browser, the file is a download.

        The path may be a hostile one, such as `../x`, that cannot be uploaded to: a program must handle what agents write.
        ValueError if there is no such workspace or browser.
        """
        content = data.encode() if isinstance(data, str) else data
        self._admin(lambda admin: admin.put_file(UUID(str(workspace_id)), path, content))

    def send_test_webhook(self) -> None:
        """Send an event of type `test` to the webhook. ValueError if the sandbox has no webhook."""
        self._admin(ProjectAdmin.send_test_event)

    def reset(self) -> None:
        """Remove all resources, requests, scripts, faults and limits. The time stays as it is."""
        self._admin(ProjectAdmin.reset)

    # What has happened

    @property
    def now(self) -> datetime:
        """The time of the sandbox, in UTC."""
        return self._admin(ProjectAdmin.state).time

    @property
    def page_url(self) -> str:
        """The URL of the web page that lists the sessions of the project."""
        return urljoin(self.base_url, self._admin(ProjectAdmin.state).page)

    def requests(self, operation: OperationId | None = None) -> list[Received]:
        """The received calls, the oldest first, at most 20,000. ScriptError if the operation does not exist."""
        return self._admin(lambda admin: admin.requests(operation))

    def sessions(self) -> list[SeenSession]:
        """All sessions, also deleted ones, the oldest first, each with the calls for it."""
        return self._admin(ProjectAdmin.sessions)

    def profiles(self) -> list[SeenProfile]:
        """All profiles, also deleted ones, the oldest first."""
        return self._admin(ProjectAdmin.profiles)

    def workspaces(self) -> list[SeenWorkspace]:
        """All workspaces, also deleted ones, the oldest first, with their files."""
        return self._admin(ProjectAdmin.workspaces)

    def browsers(self) -> list[SeenBrowser]:
        """All browsers, the oldest first, those of agent sessions too."""
        return self._admin(ProjectAdmin.browsers)

    def transfers(self) -> list[Transfer]:
        """The requests to the storage host, the oldest first, at most 20,000."""
        return self._admin(ProjectAdmin.transfers)

    def webhooks(self) -> list[Delivery]:
        """The webhook events, the oldest first."""
        return self._admin(ProjectAdmin.webhooks)

    def check_script(self) -> None:
        """ScriptError if the script itself has failed since the last method call. The end of `with` does this too."""
        self._admin(lambda _: None)

    def assert_nothing_running(self) -> None:
        """AssertionError with the sessions that are not final and the browsers that are active: they still cause costs."""
        _assert_none(still_running(self.sessions(), self.browsers()))

    def assert_no_leaked_key(self) -> None:
        """AssertionError with the requests that sent an API key to the storage host."""
        _assert_none(leaking_keys(self._admin(ProjectAdmin.leaked_keys)))

    def assert_nothing_cost_more_than(self, limit_usd: Decimal | float | str) -> None:
        """AssertionError with the sessions that cost more than this. ValueError if this is not an amount."""
        _assert_none(costing_more_than(usd(limit_usd), self.sessions()))

    def assert_created(self, number: int) -> None:
        """AssertionError with all sessions if their number is another one."""
        _assert_none(not_created(number, self.sessions()))

    def assert_everything_used(self) -> None:
        """AssertionError with the scripted tasks and faults that were never used, or less often than they say."""
        _assert_none(not_used_up(self._admin(ProjectAdmin.unused)))


def _assert_none(complaints: Iterable[str]) -> None:
    for complaint in complaints:
        raise AssertionError(complaint)

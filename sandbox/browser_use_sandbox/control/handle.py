"""Behind the scenes from Python: what a test does with a running sandbox in one line."""

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

#: What goes wrong is the test's business: pytest shows its lines, not those of this module.
__tracebackhide__ = True

T = TypeVar("T")


class Handle(ABC):
    """A project of a sandbox, from any thread. RuntimeError before the sandbox has been started.

    Where the script itself has failed (a function of the test raised, an output did not fit the request), the program under
    test is answered 500, and the next call of a method raises ScriptError: the test learns of it, whatever the program did.
    """

    @property
    @abstractmethod
    def api_key(self) -> str:
        """The project's key."""

    @property
    @abstractmethod
    def base_url(self) -> str:
        """The URL for clients, `/api/v3` included; RuntimeError while the sandbox does not run."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which clients find this project."""
        return {"BROWSER_USE_BASE_URL": self.base_url, "BROWSER_USE_API_KEY": self.api_key}

    @abstractmethod
    def _admin(self, action: Callable[[ProjectAdmin], T]) -> T:
        """Do something behind the scenes, in the thread that it belongs to; ScriptError where the script has failed before."""

    # What happens

    def script(self, *, when: Match | None = None, **task: Unpack[TaskEntry]) -> None:
        """Say what tasks do: those that `task`, `contains`, `matches` or `when` choose, or all.

        `when` is a function of a TaskRequest that gives true or false; `output` may be a function of it that gives the output.
        They are called in the sandbox's thread, `when` more than once for a task.

        Entries with `times` are used up first, in the order in which they were said; of the others, the newest that fits is
        taken. ScriptError where it makes no sense, or is against the contract and `against_contract` is not set. An output
        that does not fit the schema of the request shows when the task is created: see Handle.
        """
        self._admin(lambda admin: admin.script_task(dict(task), when))

    def load_script(self, file: str | PathLike[str]) -> None:
        """Follow a script in a YAML file. ScriptError with lines and reasons where that cannot be, OSError without a file."""
        self.check_script()  # What has failed before is not this file's fault.
        script = read_script(file)
        with script.blamed():
            self._admin(lambda admin: admin.follow(script.value))

    def fail(self, operation: OperationId | None = None, /, **fault: Unpack[FaultOptions]) -> None:
        """Let the next call of an operation, or the next of any, fail: with a 500 where nothing else is said. ScriptError.

        The order is that of scripted tasks.
        """
        named = {} if operation is None else {"operation": operation}
        self._admin(lambda admin: admin.fail({**named, **fault}))

    def clear_script(self) -> None:
        """Leave all tasks to the simulated agent again."""
        self._admin(ProjectAdmin.clear_tasks)

    def clear_faults(self) -> None:
        """Let no calls fail any more."""
        self._admin(ProjectAdmin.clear_faults)

    def limit(self, **limits: Unpack[LimitOptions]) -> None:
        """Change what the project may use; with `credits_usd=0` no credits are left. ValueError where that makes no sense."""
        self._admin(lambda admin: admin.limit(dict(limits)))

    def create_profile(self, name: str | None = None, user_id: str | None = None) -> UUID:
        """A profile that is there before the program under test begins; its ID."""
        return self._admin(lambda admin: admin.create_profile(name, user_id))

    def create_workspace(self, name: str | None = None, files: Mapping[str, bytes | str] | None = None) -> UUID:
        """A workspace that is there before the program under test begins, with files by path; its ID."""
        given = {} if files is None else read_files(files)
        return self._admin(lambda admin: admin.create_workspace(name, given))

    def put_file(self, workspace_id: UUID | str, path: str, data: bytes | str) -> None:
        """Put a file into a workspace, as an agent would; a text as UTF-8. With the ID of a browser, it is a download of that.

        ValueError for no workspace and no browser.

        The path may be a hostile one, such as `../x`, that nobody could upload to: a program has to cope with what agents write.
        """
        content = data.encode() if isinstance(data, str) else data
        self._admin(lambda admin: admin.put_file(UUID(str(workspace_id)), path, content))

    def send_test_webhook(self) -> None:
        """Send an event of type `test` to the webhook. ValueError where the sandbox has none."""
        self._admin(ProjectAdmin.send_test_event)

    def reset(self) -> None:
        """Forget all resources, requests, scripts, faults and limits. The time stays as it is."""
        self._admin(ProjectAdmin.reset)

    # What has happened

    @property
    def now(self) -> datetime:
        """The sandbox's time, in UTC."""
        return self._admin(ProjectAdmin.state).time

    @property
    def page_url(self) -> str:
        """The page that lists the project's sessions, for people."""
        return urljoin(self.base_url, self._admin(ProjectAdmin.state).page)

    def requests(self, operation: OperationId | None = None) -> list[Received]:
        """The calls that were received, the oldest first; 20,000 of them are kept. ScriptError for no operation's name."""
        return self._admin(lambda admin: admin.requests(operation))

    def sessions(self) -> list[SeenSession]:
        """All sessions that there ever were, the oldest first, each with the calls that concerned it."""
        return self._admin(ProjectAdmin.sessions)

    def profiles(self) -> list[SeenProfile]:
        """All profiles that there ever were, the oldest first."""
        return self._admin(ProjectAdmin.profiles)

    def workspaces(self) -> list[SeenWorkspace]:
        """All workspaces that there ever were, the oldest first, with their files."""
        return self._admin(ProjectAdmin.workspaces)

    def browsers(self) -> list[SeenBrowser]:
        """All browsers that there ever were, the oldest first, those of agent sessions too."""
        return self._admin(ProjectAdmin.browsers)

    def transfers(self) -> list[Transfer]:
        """The requests that came to the storage host, the oldest first; 20,000 of them are kept."""
        return self._admin(ProjectAdmin.transfers)

    def webhooks(self) -> list[Delivery]:
        """The events that were sent to the webhook, the oldest first."""
        return self._admin(ProjectAdmin.deliveries)

    def check_script(self) -> None:
        """ScriptError where the script itself has failed since the last call of a method; the end of `with` does this too."""
        self._admin(lambda _: None)

    def assert_nothing_running(self) -> None:
        """AssertionError that names the sessions which are not final and the browsers which are active: they go on, and cost."""
        _assert_none(still_running(self.sessions(), self.browsers()))

    def assert_no_leaked_key(self) -> None:
        """AssertionError that names the requests which carried an API key to the storage host."""
        _assert_none(leaking_keys(self._admin(ProjectAdmin.leaked_keys)))

    def assert_nothing_cost_more_than(self, limit_usd: Decimal | float | str) -> None:
        """AssertionError that names the sessions which cost more than that; ValueError where that is no amount."""
        _assert_none(costing_more_than(usd(limit_usd), self.sessions()))

    def assert_created(self, number: int) -> None:
        """AssertionError that names the sessions where it was not just so many."""
        _assert_none(not_created(number, self.sessions()))

    def assert_everything_used(self) -> None:
        """AssertionError that names the scripted tasks and faults which never came about, or not as often as they say."""
        _assert_none(not_used_up(self._admin(ProjectAdmin.unused)))


def _assert_none(complaints: Iterable[str]) -> None:
    for complaint in complaints:
        raise AssertionError(complaint)

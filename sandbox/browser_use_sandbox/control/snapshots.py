"""Snapshots of the resources of a sandbox, and the checks that tests make on them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from ..common.money import plain
from ..files.transfers import Transfer
from ..files.workspace import Workspace
from ..script.request import FilesView
from ..simulation.browser import Browser, BrowserStatus
from ..simulation.profile import Profile
from ..simulation.project import Project
from ..simulation.received import Received
from ..simulation.session import Message
from ..tasks.agent import shorten
from ..tasks.status import Status


@attrs.frozen(kw_only=True)
class SeenSession:
    """A snapshot of a session, with the calls for it. It may be deleted."""

    id: UUID
    status: Status
    model: str
    keep_alive: bool
    #: As requested, as a decimal string.
    max_cost_usd: str | None
    title: str | None
    #: The output of its latest task.
    output: Any
    #: All messages, hidden ones too.
    messages: tuple[Message, ...]
    #: The texts of its tasks, the oldest first.
    tasks: tuple[str, ...]
    is_task_successful: bool | None
    total_cost_usd: Decimal
    is_deleted: bool
    requests: tuple[Received, ...]

    def __str__(self) -> str:
        task = f'"{shorten(self.tasks[-1], 60)}"' if self.tasks else "no task"
        deleted = ", deleted" if self.is_deleted else ""
        return f"{self.id}: {self.status}{deleted}, {plain(self.total_cost_usd.normalize())} USD, {task}"


@attrs.frozen(kw_only=True)
class SeenProfile:
    """A snapshot of a profile. It may be deleted."""

    id: UUID
    name: str | None
    user_id: str | None
    created_at: datetime
    updated_at: datetime
    last_used_at: datetime | None
    cookie_domains: tuple[str, ...]
    is_deleted: bool


@attrs.frozen(kw_only=True)
class SeenWorkspace:
    """A snapshot of a workspace, with its files by path; each file is read when it is accessed. A deleted one has no files."""

    id: UUID
    name: str | None
    created_at: datetime
    updated_at: datetime
    files: Mapping[str, bytes] = attrs.field(repr=False)
    is_deleted: bool


@attrs.frozen(kw_only=True)
class SeenBrowser:
    """A snapshot of a browser, a standalone one or that of an agent session."""

    id: UUID
    status: BrowserStatus
    started_at: datetime
    timeout_at: datetime
    finished_at: datetime | None
    #: The session that it belongs to; None for a standalone one.
    agent_session_id: UUID | None
    profile_id: UUID | None
    #: The cost of its time and its proxy.
    total_cost_usd: Decimal

    def __str__(self) -> str:
        return f"browser {self.id}: {self.status}, {plain(self.total_cost_usd.normalize())} USD, until {self.timeout_at:%H:%M:%S}"


def seen_profile(project: Project, profile: Profile) -> SeenProfile:
    """A profile of the project as it is now."""
    names = [field.name for field in attrs.fields(SeenProfile) if field.name not in ("cookie_domains", "is_deleted")]
    values = {name: getattr(profile, name) for name in names}
    is_deleted = profile.id not in project.profiles
    return SeenProfile(**values, cookie_domains=tuple(profile.cookie_domains or ()), is_deleted=is_deleted)


def seen_workspace(project: Project, workspace: Workspace) -> SeenWorkspace:
    """A workspace of the project as it is now."""
    return SeenWorkspace(
        id=workspace.id,
        name=workspace.name,
        created_at=workspace.created_at,
        updated_at=workspace.updated_at,
        files=FilesView(workspace.files),
        is_deleted=workspace.is_deleted,
    )


def seen_browser(browser: Browser) -> SeenBrowser:
    """A browser as it is now."""
    names = [field.name for field in attrs.fields(SeenBrowser) if field.name != "total_cost_usd"]
    cost = browser.browser_cost_usd + browser.proxy_cost_usd
    return SeenBrowser(**{name: getattr(browser, name) for name in names}, total_cost_usd=cost)


def still_running(sessions: Iterable[SeenSession], browsers: Iterable[SeenBrowser] = ()) -> Iterator[str]:
    """Complaints about sessions that are not final and standalone browsers that are active: they still cause costs."""
    found = [session for session in sessions if not session.status.is_final]
    if found:
        yield _complaint(f"{_counted(found)} left running", found)
    bare = [each for each in browsers if each.agent_session_id is None and each.status is BrowserStatus.ACTIVE]
    if bare:
        noun = "browser was" if len(bare) == 1 else "browsers were"
        yield "\n  ".join([f"{len(bare)} {noun} left running:", *map(str, bare)])


def leaking_keys(leaks: Sequence[Transfer]) -> Iterator[str]:
    """Complaints about requests that sent an API key to the storage host."""
    if leaks:
        noun = "request" if len(leaks) == 1 else "requests"
        yield "\n  ".join([f"{len(leaks)} {noun} carried an API key to the storage host:", *map(str, leaks)])


def costing_more_than(limit: Decimal, sessions: Iterable[SeenSession]) -> Iterator[str]:
    """Complaints about sessions that cost more than `limit` USD."""
    found = [session for session in sessions if session.total_cost_usd > limit]
    if found:
        yield _complaint(f"{len(found)} {_noun(found)} cost more than {plain(limit)} USD", found)


def not_created(number: int, sessions: Sequence[SeenSession]) -> Iterator[str]:
    """Complaints if another number of sessions was created."""
    if len(sessions) != number:
        yield _complaint(f"{_counted(sessions)} created, not {number}", sessions)


def not_used_up(unused: Sequence[str]) -> Iterator[str]:
    """Complaints about scripted entries that were not used up."""
    if unused:
        yield "\n  ".join([f"{len(unused)} scripted {'entry was' if len(unused) == 1 else 'entries were'} not used up:", *unused])


def _complaint(reason: str, sessions: Sequence[SeenSession]) -> str:
    return "\n  ".join([f"{reason}{':' if sessions else ''}", *map(str, sessions)])


def _counted(sessions: Sequence[SeenSession]) -> str:
    return f"{len(sessions)} {_noun(sessions)} {'was' if len(sessions) == 1 else 'were'}"


def _noun(sessions: Sequence[SeenSession]) -> str:
    return "session" if len(sessions) == 1 else "sessions"

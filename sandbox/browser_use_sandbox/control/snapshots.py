"""Snapshots of the resources of a sandbox, for tests."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import attrs

from ..common.json_text import plain
from ..simulation.browser import BrowserStatus
from ..simulation.received import Received
from ..simulation.session import Message
from ..tasks.agent import shorten
from ..tasks.commands import Status


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


S = TypeVar("S", SeenSession, SeenProfile, SeenWorkspace, SeenBrowser)


def snapshot(kind: type[S], resource: object, **others: Any) -> S:
    """A snapshot of a resource: the values of its attributes, and others that it does not have in this form."""
    values = {field.name: getattr(resource, field.name) for field in attrs.fields(kind) if field.name not in others}
    return kind(**values, **others)

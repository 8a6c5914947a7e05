"""What a sandbox has seen, session by session, and what can be said about it in one line."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs

from ..agent import shortened
from ..money import plain
from ..received import Received
from ..session import Message
from ..status import Status


@attrs.frozen(kw_only=True)
class SeenSession:
    """A session and what was asked of it. Deleted ones are seen too."""

    id: UUID
    status: Status
    model: str
    keep_alive: bool
    #: As it was asked for, as a plain decimal string.
    max_cost_usd: str | None
    title: str | None
    #: What its latest task came to.
    output: Any
    #: Hidden ones too.
    messages: tuple[Message, ...]
    #: The texts of its tasks, the oldest first.
    tasks: tuple[str, ...]
    is_task_successful: bool | None
    total_cost_usd: Decimal
    is_deleted: bool
    requests: tuple[Received, ...]

    def __str__(self) -> str:
        task = f'"{shortened(self.tasks[-1], 60)}"' if self.tasks else "no task"
        deleted = ", deleted" if self.is_deleted else ""
        return f"{self.id}: {self.status}{deleted}, {plain(self.total_cost_usd.normalize())} USD, {task}"


def left_running(sessions: Iterable[SeenSession]) -> Iterator[str]:
    """Complaints about sessions that are not final; they go on, and cost."""
    found = [session for session in sessions if not session.status.is_final]
    if found:
        yield _complaint(f"{_counted(found)} left running", found)


def dearer_than(limit: Decimal, sessions: Iterable[SeenSession]) -> Iterator[str]:
    """Complaints about sessions that cost more than `limit` USD."""
    found = [session for session in sessions if session.total_cost_usd > limit]
    if found:
        yield _complaint(f"{len(found)} {_noun(found)} cost more than {plain(limit)} USD", found)


def other_than(number: int, sessions: Sequence[SeenSession]) -> Iterator[str]:
    """Complaints where not just so many sessions were created."""
    if len(sessions) != number:
        yield _complaint(f"{_counted(sessions)} created, not {number}", sessions)


def left_over(unused: Sequence[str]) -> Iterator[str]:
    """Complaints about what was scripted and never came about."""
    if unused:
        yield "\n  ".join([f"{len(unused)} scripted {'entry was' if len(unused) == 1 else 'entries were'} not used up:", *unused])


def _complaint(reason: str, sessions: Sequence[SeenSession]) -> str:
    return "\n  ".join([f"{reason}{':' if sessions else ''}", *map(str, sessions)])


def _counted(sessions: Sequence[SeenSession]) -> str:
    return f"{len(sessions)} {_noun(sessions)} {'was' if len(sessions) == 1 else 'were'}"


def _noun(sessions: Sequence[SeenSession]) -> str:
    return "session" if len(sessions) == 1 else "sessions"

"""What a sandbox has seen, session by session, and what can be said about it in one line."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from uuid import UUID

import attrs

from ..agent import shortened
from ..money import plain
from ..received import Received
from ..status import Status


@attrs.frozen(kw_only=True)
class SeenSession:
    """A session and what was asked of it. Deleted ones are seen too."""

    id: UUID
    status: Status
    #: The texts of its tasks, the oldest first.
    tasks: tuple[str, ...]
    is_task_successful: bool | None
    total_cost_usd: Decimal
    is_deleted: bool
    requests: tuple[Received, ...]

    def __str__(self) -> str:
        task = f'"{shortened(self.tasks[-1], 60)}"' if self.tasks else "no task"
        deleted = ", deleted" if self.is_deleted else ""
        return f"{self.id}: {self.status}{deleted}, {plain(self.total_cost_usd)} USD, {task}"


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


def _complaint(reason: str, sessions: Sequence[SeenSession]) -> str:
    return "\n  ".join([f"{reason}{':' if sessions else ''}", *map(str, sessions)])


def _counted(sessions: Sequence[SeenSession]) -> str:
    return f"{len(sessions)} {_noun(sessions)} {'was' if len(sessions) == 1 else 'were'}"


def _noun(sessions: Sequence[SeenSession]) -> str:
    return "session" if len(sessions) == 1 else "sessions"

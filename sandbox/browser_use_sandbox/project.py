"""A project: the sessions that belong to one API key, its cached scripts, what it has spent, and what a test wants of it."""

from bisect import bisect_left
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Self
from uuid import UUID

import attrs

from .api_errors import SessionNotFound
from .caching import ScriptKey
from .faults.queue import Faults
from .received import Log
from .script.book import Book
from .session import Session
from .settings import Settings

_number = attrgetter("number")


@attrs.frozen(kw_only=True)
class Limits:
    """What a project may use. The names are those of the settings."""

    credits_usd: Decimal | None
    max_active_sessions: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(credits_usd=settings.credits_usd, max_active_sessions=settings.max_active_sessions)


class Project:
    """Holds sessions by id and in order of creation. A deleted one is only there for who asks for all that there ever were."""

    def __init__(self, number: int, limits: Limits) -> None:
        #: Tells the projects of a sandbox apart.
        self.number = number
        self._first_limits = limits
        self.clear()

    def clear(self) -> None:
        """Forget everything, what was set for a test too."""
        self.limits = self._first_limits
        self.book = Book()
        self.faults = Faults()
        self.log = Log()
        self.scripts: set[ScriptKey] = set()
        self.spent_usd = Decimal(0)
        #: How many sessions are not final.
        self.active = 0
        self._by_id: dict[UUID, Session] = {}
        self._oldest_first: list[Session] = []
        self._deleted: list[Session] = []

    def __len__(self) -> int:
        return len(self._oldest_first)

    def add(self, session: Session) -> None:
        self._by_id[session.id] = session
        self._oldest_first.append(session)

    def remove(self, session: Session) -> None:
        del self._by_id[session.id]
        del self._oldest_first[bisect_left(self._oldest_first, session.number, key=_number)]
        self._deleted.append(session)

    def find(self, session_id: UUID) -> Session:
        """The session of that id; SessionNotFound where there is none (any more)."""
        try:
            return self._by_id[session_id]
        except KeyError:
            raise SessionNotFound from None

    def page(self, number: int, size: int) -> list[Session]:
        """The sessions of a page, the newest first; pages count from 1."""
        end = max(len(self._oldest_first) - (number - 1) * size, 0)
        return self._oldest_first[max(end - size, 0) : end][::-1]

    def next_event(self, session_id: UUID | None) -> datetime | None:
        """When something happens next to that session, or to any where None is asked about, while it starts or works."""
        sessions = self._oldest_first if session_id is None else [self._by_id[session_id]] if session_id in self._by_id else []
        return min((session.timer.due for session in sessions if session.timer and session.is_waited_for), default=None)

    def ever(self) -> list[Session]:
        """All sessions that there ever were, the oldest first."""
        return sorted([*self._oldest_first, *self._deleted], key=_number)

    def is_deleted(self, session: Session) -> bool:
        return session.id not in self._by_id

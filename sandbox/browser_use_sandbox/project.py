"""A project: the sessions that belong to one API key, its scripts, and what it has spent."""

from bisect import bisect_left
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from .caching import ScriptKey
from .refusals import SessionNotFound
from .session import Session

_number = attrgetter("number")


class Project:
    """Holds sessions by id and in order of creation; deleted ones are forgotten."""

    def __init__(self) -> None:
        self._by_id: dict[UUID, Session] = {}
        self._oldest_first: list[Session] = []
        self.scripts: set[ScriptKey] = set()
        self.spent_usd = Decimal(0)
        #: How many sessions are not final.
        self.active = 0

    def __len__(self) -> int:
        return len(self._oldest_first)

    def add(self, session: Session) -> None:
        self._by_id[session.id] = session
        self._oldest_first.append(session)

    def remove(self, session: Session) -> None:
        del self._by_id[session.id]
        del self._oldest_first[bisect_left(self._oldest_first, session.number, key=_number)]

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

"""A profile: what a browser keeps from one session to the next."""

from datetime import datetime
from typing import Any
from uuid import UUID

import attrs


@attrs.define(eq=False, kw_only=True)
class Profile:
    """A profile's state."""

    id: UUID
    #: Counts the sandbox's resources, so that they can be told older from newer.
    number: int
    name: str | None
    #: The caller's own identifier for one of their users.
    user_id: str | None
    created_at: datetime
    updated_at: datetime
    last_used_at: datetime | None = None
    #: The domains that have left cookies; None before the first session ended.
    cookie_domains: list[str] | None = None
    #: Properties that only the document knows, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

    def save(self, domains: list[str], now: datetime) -> None:
        """Keep the state of a session or a browser that ends cleanly and has visited these domains."""
        self.last_used_at = self.updated_at = now
        self.cookie_domains = sorted({*(self.cookie_domains or ()), *domains})

    def is_about(self, text: str) -> bool:
        """Whether the name or the user has that text, upper or lower case."""
        return any(text.casefold() in (value or "").casefold() for value in (self.name, self.user_id))

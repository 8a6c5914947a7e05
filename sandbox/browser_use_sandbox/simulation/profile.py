"""A profile: the state that browsers keep between sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

import attrs


@attrs.define(eq=False, kw_only=True)
class Profile:
    """A profile."""

    id: UUID
    #: Grows with each resource of the sandbox; gives their order.
    number: int
    name: str | None
    #: The caller's identifier of a user.
    user_id: str | None
    created_at: datetime
    updated_at: datetime
    last_used_at: datetime | None = None
    #: The domains that have set cookies; None until the first session has ended.
    cookie_domains: list[str] | None = None
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

    def save(self, domains: list[str], now: datetime) -> None:
        """Save the state of a session or browser that stops and has visited these domains."""
        self.last_used_at = self.updated_at = now
        self.cookie_domains = sorted({*(self.cookie_domains or ()), *domains})

    def is_about(self, text: str) -> bool:
        """Whether the name or the user ID contains the text, in upper or lower case."""
        return any(text.casefold() in (value or "").casefold() for value in (self.name, self.user_id))

"""A project: the resources of one API key, its spending, and the scripts and faults of a test."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

import attrs

from ..files.transfers import Transfer
from ..files.tree import Workspace
from ..script.fault import Faults
from ..script.rule_registry import RuleRegistry
from ..settings import Settings
from .browser import Browser
from .received import Delivery, Log
from .session import Session
from .store import Store

_MOST_SECRETS = 1_000
_MOST_TRANSFERS = 20_000


@attrs.define(eq=False, kw_only=True)
class Profile:
    """A profile: the state that browsers keep between sessions."""

    id: UUID
    #: Grows with each resource of the sandbox; gives their order.
    number: int
    name: str | None = None
    #: The caller's identifier of a user.
    user_id: str | None = None
    created_at: datetime
    updated_at: datetime
    last_used_at: datetime | None = None
    #: The domains that have set cookies; None until the first session has ended.
    cookie_domains: list[str] | None = None
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

    def change(self, body: Mapping[str, Any], now: datetime) -> None:
        """Take over the properties that a request body has."""
        self.name, self.user_id = body.get("name", self.name), body.get("userId", self.user_id)
        self.updated_at = now

    def save(self, domains: list[str], now: datetime) -> None:
        """Save the state of a session or browser that stops and has visited these domains."""
        self.last_used_at = self.updated_at = now
        self.cookie_domains = sorted({*(self.cookie_domains or ()), *domains})

    def is_about(self, text: str) -> bool:
        """Whether the name or the user ID contains the text, in upper or lower case."""
        return any(text.casefold() in (value or "").casefold() for value in (self.name, self.user_id))


@attrs.frozen(kw_only=True)
class Limits:
    """The limits of a project. The names are those of the settings."""

    credits_usd: Decimal | None
    max_active_sessions: int
    max_active_browsers: int
    max_profiles: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(**{field.name: getattr(settings, field.name) for field in attrs.fields(cls)})


class Project:
    """The state of one project."""

    def __init__(self, number: int, limits: Limits) -> None:
        #: The position of the project in the sandbox.
        self.number = number
        self._first_limits = limits
        self.clear()

    def clear(self) -> None:
        """Remove everything, also what a test has set."""
        self.limits = self._first_limits
        self.task_rules = RuleRegistry()
        self.faults = Faults()
        self.log = Log()
        #: The latest requests to the storage host.
        self.transfers: deque[Transfer] = deque(maxlen=_MOST_TRANSFERS)
        #: The webhook events, the oldest first.
        self.deliveries: list[Delivery] = []
        self.sessions: Store[Session] = Store("Session")
        self.profiles: Store[Profile] = Store("Profile")
        self.workspaces: Store[Workspace] = Store("Workspace")
        self.browsers: Store[Browser] = Store("Browser")
        #: The names of the latest secrets by value, for the log; it may show none of them.
        self.secrets: Mapping[str, str] = {}
        self.spent_usd = Decimal(0)
        #: The number of sessions that are not final.
        self.active = 0
        #: The number of running standalone browsers.
        self.active_browsers = 0

    def keep_secret(self, secrets: Mapping[str, str]) -> None:
        """Hide these values in the log from now on; the names are by value. The oldest of very many are forgotten."""
        newest = list({**self.secrets, **secrets}.items())[-_MOST_SECRETS:]
        self.secrets = dict(newest)

    def save_profile(self, profile_id: UUID, domains: list[str], now: datetime) -> None:
        """Save the state of a session or browser in its profile, if that still exists."""
        profile = self.profiles.get(profile_id)
        if profile is not None:
            profile.save(domains, now)

    def next_event(self, session_id: UUID | None) -> datetime | None:
        """The time of the next event of the session, or of any session if None, among those that start or run a task."""
        named = None if session_id is None else self.sessions.get(session_id)
        sessions = self.sessions if session_id is None else [named] if named else []
        return min((session.timer.due for session in sessions if session.timer and session.is_in_progress), default=None)

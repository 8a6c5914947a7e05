"""A project: the resources that belong to one API key, what it has spent, and what a test wants of it."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import attrs

from ..common.api_errors import BrowserNotFound, ProfileNotFound, SessionNotFound, WorkspaceNotFound
from ..files.transfers import new_log
from ..files.workspace import Workspace
from ..script.fault import Faults
from ..script.rule_registry import RuleRegistry
from ..settings import Settings
from .browser import Browser
from .delivery import Delivery
from .profile import Profile
from .received import Log
from .session import Session
from .store import Store


@attrs.frozen(kw_only=True)
class Limits:
    """What a project may use. The names are those of the settings."""

    credits_usd: Decimal | None
    max_active_sessions: int
    max_active_browsers: int
    max_profiles: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(**{field.name: getattr(settings, field.name) for field in attrs.fields(cls)})


class Project:
    """Holds the resources of one key."""

    def __init__(self, number: int, limits: Limits) -> None:
        #: Tells the projects of a sandbox apart.
        self.number = number
        self._first_limits = limits
        self.clear()

    def clear(self) -> None:
        """Forget everything, what was set for a test too."""
        self.limits = self._first_limits
        self.task_rules = RuleRegistry()
        self.faults = Faults()
        self.log = Log()
        self.transfers = new_log()
        #: The events that were sent to the webhook, the oldest first.
        self.deliveries: list[Delivery] = []
        self.sessions: Store[Session] = Store(SessionNotFound)
        self.profiles: Store[Profile] = Store(ProfileNotFound)
        self.workspaces: Store[Workspace] = Store(WorkspaceNotFound)
        self.browsers: Store[Browser] = Store(BrowserNotFound)
        self.spent_usd = Decimal(0)
        #: How many sessions are not final.
        self.active = 0
        #: How many bare browsers run.
        self.active_browsers = 0

    def save_profile(self, profile_id: UUID, domains: list[str], now: datetime) -> None:
        """Keep what a session or browser leaves in its profile, if that is still there."""
        profile = self.profiles.get(profile_id)
        if profile is not None:
            profile.save(domains, now)

    def next_event(self, session_id: UUID | None) -> datetime | None:
        """When something happens next to that session, or to any where None is asked about, while it starts or works."""
        named = None if session_id is None else self.sessions.get(session_id)
        sessions = self.sessions if session_id is None else [named] if named else []
        return min((session.timer.due for session in sessions if session.timer and session.is_in_progress), default=None)

"""Browsers: standalone ones, and those of agent sessions, which live as long as their session."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import attrs

from ..files.tree import FileTree
from .session import Session
from .timers import Timer

if TYPE_CHECKING:
    from ..chromium import RealBrowser


class BrowserStatus(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"


@attrs.define(eq=False, kw_only=True)
class StandaloneBrowser:
    """A browser without an agent session, which a program controls over CDP. Costs are in USD."""

    #: Which of the sandbox's projects it belongs to.
    project_number: int
    id: UUID
    #: Grows with each resource of the sandbox; gives their order.
    number: int
    started_at: datetime
    timeout_at: datetime
    #: How long it may run. The whole time is charged at the start.
    minutes: int
    profile_id: UUID | None
    has_proxy: bool
    enable_recording: bool
    #: Its Chromium, if browsers are real.
    real: "RealBrowser | None" = None
    finished_at: datetime | None = None
    proxy_mb: Decimal = Decimal(0)
    proxy_cost_usd: Decimal = Decimal(0)
    browser_cost_usd: Decimal = Decimal(0)
    timer: Timer | None = None
    #: The files that it has downloaded.
    files: FileTree = attrs.Factory(FileTree)
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

    @property
    def agent_session_id(self) -> UUID | None:
        return None

    @property
    def cdp_url(self) -> str | None:
        """The DevTools endpoint of a real browser."""
        return None if self.real is None else self.real.cdp_url

    @property
    def status(self) -> BrowserStatus:
        return BrowserStatus.ACTIVE if self.finished_at is None else BrowserStatus.STOPPED

    @property
    def recordings(self) -> int:
        """The number of its recordings."""
        return int(self.enable_recording and self.finished_at is not None)


@attrs.define(eq=False)
class AgentBrowser:
    """The browser of an agent session; its properties follow from the session."""

    session: Session
    id: UUID
    number: int
    timeout_at: datetime
    #: The files that it has downloaded.
    files: FileTree = attrs.Factory(FileTree)

    @property
    def cdp_url(self) -> str | None:
        return None

    @property
    def enable_recording(self) -> bool:
        return self.session.enable_recording

    @property
    def extras(self) -> dict[str, Any]:
        return {}

    @property
    def agent_session_id(self) -> UUID | None:
        return self.session.id

    @property
    def profile_id(self) -> UUID | None:
        return self.session.profile_id

    @property
    def status(self) -> BrowserStatus:
        return BrowserStatus.STOPPED if self.session.status.is_final else BrowserStatus.ACTIVE

    @property
    def started_at(self) -> datetime:
        return self.session.created_at

    @property
    def finished_at(self) -> datetime | None:
        return self.session.updated_at if self.session.status.is_final else None

    @property
    def proxy_mb(self) -> Decimal:
        return self.session.proxy_mb

    @property
    def proxy_cost_usd(self) -> Decimal:
        return self.session.proxy_cost_usd

    @property
    def browser_cost_usd(self) -> Decimal:
        return self.session.browser_cost_usd

    @property
    def recordings(self) -> int:
        """The number of its recordings."""
        is_over = self.session.enable_recording and self.session.status.is_final
        return self.session.tasks_over if is_over else 0


Browser = StandaloneBrowser | AgentBrowser

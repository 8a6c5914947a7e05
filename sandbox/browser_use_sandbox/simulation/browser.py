"""Browsers: standalone ones, which are charged in advance, and those of agent sessions, which live as long as their session."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import attrs

from ..common.api_errors import NoCredits, TooManySessions
from ..contract.operations import Rules
from ..files.tree import FileTree
from ..settings import Settings
from ..tasks.agent import browser_minutes_cost, proxy_cost
from .session import Session
from .store import Ids, Timer, Timers

if TYPE_CHECKING:
    from ..chromium import RealBrowser
    from .project import Project

#: How long a browser runs if neither the request nor the document says.
_FALLBACK_MINUTES = 60
_ID_MASK = 0x5A5A5A5A << 96 | 0x5A5A5A5A5A5A
#: The simulated proxy traffic of a browser in a minute, in MB.
_MEGABYTES = Decimal("0.1")


class BrowserStatus(StrEnum):
    ACTIVE = "active"
    STOPPED = "stopped"


@attrs.define(eq=False, kw_only=True)
class StandaloneBrowser:
    """A browser without an agent session, which a program controls over CDP. Costs are in USD."""

    project: "Project"
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
    proxy_used_mb: Decimal = Decimal(0)
    proxy_cost: Decimal = Decimal(0)
    browser_cost: Decimal
    timer: Timer | None = None
    #: The files that it has downloaded.
    files: FileTree = attrs.Factory(FileTree)
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)
    agent_session_id: None = None

    @property
    def total_cost_usd(self) -> Decimal:
        return self.browser_cost + self.proxy_cost

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
    extras: dict[str, Any] = attrs.Factory(dict)

    agent_session_id = property(lambda self: self.session.id)
    profile_id = property(lambda self: self.session.profile_id)
    enable_recording = property(lambda self: self.session.enable_recording)
    started_at = property(lambda self: self.session.created_at)
    finished_at = property(lambda self: self.session.updated_at if self.session.status.is_final else None)
    proxy_used_mb = property(lambda self: self.session.proxy_used_mb)
    proxy_cost = property(lambda self: self.session.proxy_cost_usd)
    browser_cost = property(lambda self: self.session.browser_cost_usd)
    total_cost_usd = property(lambda self: self.browser_cost + self.proxy_cost)

    @property
    def status(self) -> BrowserStatus:
        return BrowserStatus.STOPPED if self.session.status.is_final else BrowserStatus.ACTIVE

    @property
    def recordings(self) -> int:
        """The number of its recordings."""
        is_over = self.session.enable_recording and self.session.status.is_final
        return self.session.tasks_over if is_over else 0


Browser = StandaloneBrowser | AgentBrowser


class BrowserLifecycle:
    """Starts and stops browsers, without I/O; the time is an argument."""

    def __init__(self, settings: Settings, timers: Timers, ids: Ids, rules: Rules) -> None:
        self._settings, self._timers, self._ids, self._rules = settings, timers, ids, rules
        self._ending: list[RealBrowser] = []

    def check(self, project: "Project", body: Mapping[str, Any]) -> None:
        """Raise TooManySessions or NoCredits if the browser of a valid request body may not be started."""
        if project.active_browsers >= project.limits.max_active_browsers:
            raise TooManySessions(self._settings.retry_after_seconds)
        budget = project.limits.credits_usd
        if budget is not None and project.spent_usd + self._cost(_minutes(body)) > budget:
            raise NoCredits

    def start(self, project: "Project", body: Mapping[str, Any], now: datetime) -> StandaloneBrowser:
        """Start the browser of a valid request body. Its whole time is charged."""
        self.check(project, body)
        minutes, profile = _minutes(body), body.get("profileId")
        browser = StandaloneBrowser(
            project=project,
            id=self._ids.new(),
            number=self._ids.number(),
            started_at=now,
            timeout_at=now + timedelta(minutes=minutes),
            minutes=minutes,
            profile_id=None if profile is None else UUID(profile),
            has_proxy=body.get("proxyCountryCode") is not None or body.get("customProxy") is not None,
            enable_recording=bool(body.get("enableRecording")),
            browser_cost=self._cost(minutes),
        )
        project.spent_usd += browser.browser_cost
        project.active_browsers += 1
        project.browsers.add(browser)
        self._timers.set(browser, browser.timeout_at, self.stop)
        return browser

    def stop(self, browser: StandaloneBrowser, now: datetime) -> None:
        """Stop the browser: refund the unused time, and save its profile. A stopped one stays as it is."""
        if browser.status is BrowserStatus.STOPPED:
            return
        browser.timer, browser.finished_at = None, now
        used = math.ceil((now - browser.started_at).total_seconds() / 60)
        used = min(max(used, 1), browser.minutes)
        paid, browser.browser_cost = browser.browser_cost, self._cost(used)
        if browser.has_proxy:
            browser.proxy_used_mb = used * _MEGABYTES
            browser.proxy_cost = proxy_cost(browser.proxy_used_mb)
        project = browser.project
        project.spent_usd += browser.browser_cost - paid + browser.proxy_cost
        project.active_browsers -= 1
        if browser.profile_id is not None:
            project.save_profile(browser.profile_id, [], now)
        self._end(browser)

    def of_session(self, session: Session, now: datetime) -> None:
        """Add the browser of a new agent session. Its ID is made from that of the session, and is a UUID of version 4 too."""
        timeout = now + timedelta(seconds=self._settings.life_seconds)
        session.project.browsers.add(AgentBrowser(session, UUID(int=session.id.int ^ _ID_MASK), session.number, timeout))

    def forget(self, project: "Project") -> None:
        """Cancel all events of the browsers of a project, and end the real ones."""
        for browser in project.browsers:
            browser.files.clear()
            if isinstance(browser, StandaloneBrowser):
                browser.timer = None
                self._end(browser)

    def wait(self) -> None:
        """Wait until the real browsers that are closing have ended."""
        for real in self._ending:
            real.wait()
        self._ending.clear()

    def _cost(self, minutes: int) -> Decimal:
        return browser_minutes_cost(minutes, self._rules.browser_hour_usd)

    def _end(self, browser: StandaloneBrowser) -> None:
        """Start to end the real browser, if there is one."""
        if browser.real is not None:
            browser.real.close()
            self._ending.append(browser.real)
            browser.real = None


def _minutes(body: Mapping[str, Any]) -> int:
    """The requested minutes of a browser, as an int even if the body has 60.0."""
    return int(body.get("timeout") or _FALLBACK_MINUTES)

"""The lifecycle of standalone browsers: charged in advance, stopped on request or at their time limit, then refunded."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ..common.api_errors import NoCredits, TooManySessions
from ..common.ids import Ids
from ..contract.rules import Rules
from ..settings import Settings
from ..tasks.prices import browser_minutes_cost, proxy_cost
from .browser import AgentBrowser, BrowserStatus, StandaloneBrowser
from .project import Project
from .session import Session
from .timers import Timers

if TYPE_CHECKING:
    from ..chromium import RealBrowser

#: How long a browser runs if neither the request nor the document says.
_FALLBACK_MINUTES = 60
_ID_MASK = 0x5A5A5A5A << 96 | 0x5A5A5A5A5A5A
#: The simulated proxy traffic of a browser in a minute, in MB.
_MEGABYTES = Decimal("0.1")


class BrowserLifecycle:
    """Starts and stops browsers, without I/O; the time is an argument."""

    def __init__(self, settings: Settings, timers: Timers, ids: Ids, rules: Rules, projects: Sequence[Project]) -> None:
        self._settings, self._timers, self._ids, self._rules, self._projects = settings, timers, ids, rules, projects
        self._ending: list[RealBrowser] = []

    def check(self, project: Project, minutes: int) -> None:
        """Raise TooManySessions or NoCredits if no browser may be started."""
        if project.active_browsers >= project.limits.max_active_browsers:
            raise TooManySessions(self._settings.retry_after_seconds)
        budget = project.limits.credits_usd
        if budget is not None and project.spent_usd + self._cost(minutes) > budget:
            raise NoCredits

    def start(self, project: Project, body: Mapping[str, Any], now: datetime) -> StandaloneBrowser:
        """Start the browser of a valid request body. Its whole time is charged."""
        minutes, profile = browser_minutes(body), body.get("profileId")
        profile_id = None if profile is None else UUID(profile)
        self.check(project, minutes)
        browser = StandaloneBrowser(
            project_number=project.number,
            id=self._ids.new(),
            number=self._ids.number(),
            started_at=now,
            timeout_at=now + timedelta(minutes=minutes),
            minutes=minutes,
            profile_id=profile_id,
            has_proxy=body.get("proxyCountryCode") is not None or body.get("customProxy") is not None,
            enable_recording=bool(body.get("enableRecording")),
            browser_cost_usd=self._cost(minutes),
        )
        project.spent_usd += browser.browser_cost_usd
        project.active_browsers += 1
        project.browsers.add(browser)
        self._timers.set(browser, browser.timeout_at, self.stop)
        return browser

    def stop(self, browser: StandaloneBrowser, now: datetime) -> None:
        """Stop the browser: refund the unused time, and save its profile. A stopped one stays as it is."""
        if browser.status is BrowserStatus.STOPPED:
            return
        browser.timer = None
        browser.finished_at = now
        used = math.ceil((now - browser.started_at).total_seconds() / 60)
        used = min(max(used, 1), browser.minutes)
        paid, browser.browser_cost_usd = browser.browser_cost_usd, self._cost(used)
        if browser.has_proxy:
            browser.proxy_mb = used * _MEGABYTES
            browser.proxy_cost_usd = proxy_cost(browser.proxy_mb)
        project = self._projects[browser.project_number]
        project.spent_usd += browser.browser_cost_usd - paid + browser.proxy_cost_usd
        project.active_browsers -= 1
        if browser.profile_id is not None:
            project.save_profile(browser.profile_id, [], now)
        self._end(browser)

    def of_session(self, session: Session, now: datetime) -> None:
        """Add the browser of a new agent session."""
        timeout = now + timedelta(seconds=self._settings.life_seconds)
        self._projects[session.project_number].browsers.add(
            AgentBrowser(session, _browser_id(session.id), session.number, timeout)
        )

    def _cost(self, minutes: int) -> Decimal:
        return browser_minutes_cost(minutes, self._rules.browser_hour_usd)

    def forget(self, project: Project) -> None:
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

    def _end(self, browser: StandaloneBrowser) -> None:
        """Start to end the real browser, if there is one."""
        if browser.real is not None:
            browser.real.close()
            self._ending.append(browser.real)
            browser.real = None


def browser_minutes(body: Mapping[str, Any]) -> int:
    """The requested minutes of a browser, as an int even if the body has 60.0."""
    return int(body.get("timeout") or _FALLBACK_MINUTES)


def _browser_id(session_id: UUID) -> UUID:
    """The ID of the browser of a session, made from the ID of the session; it is still a UUID of version 4."""
    return UUID(int=session_id.int ^ _ID_MASK)

"""The life of bare browsers: they are paid for in advance, stop on request or when their time is up, and give back the rest."""

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
from .browser import AgentBrowser, BareBrowser, BrowserStatus
from .project import Project
from .session import Session
from .timers import Timers

if TYPE_CHECKING:
    from ..chromium import RealBrowser

#: How long a browser runs where neither the request nor the document says.
_USUAL_MINUTES = 60
_OTHER_BITS = 0x5A5A5A5A << 96 | 0x5A5A5A5A5A5A
#: What a browser with a proxy is said to have used of it in a minute.
_MEGABYTES = Decimal("0.1")


class BrowserLifecycle:
    """Starts and stops browsers. No I/O, and time is an argument."""

    def __init__(self, settings: Settings, timers: Timers, ids: Ids, rules: Rules, projects: Sequence[Project]) -> None:
        self._settings, self._timers, self._ids, self._rules, self._projects = settings, timers, ids, rules, projects
        self._ending: list[RealBrowser] = []

    def check(self, project: Project, minutes: int) -> None:
        """Whether a browser may be started: TooManySessions, NoCredits."""
        if project.active_browsers >= project.limits.max_active_browsers:
            raise TooManySessions(self._settings.retry_after_seconds)
        budget = project.limits.credits_usd
        if budget is not None and project.spent_usd + self._cost(minutes) > budget:
            raise NoCredits

    def start(self, project: Project, body: Mapping[str, Any], now: datetime) -> BareBrowser:
        """A browser as a body wants it that fits the contract. It is charged for its whole time."""
        minutes, profile = browser_minutes(body), body.get("profileId")
        profile_id = None if profile is None else UUID(profile)
        self.check(project, minutes)
        browser = BareBrowser(
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

    def stop(self, browser: BareBrowser, now: datetime) -> None:
        """Stop it: what it did not use is given back, its profile's state is saved. A stopped one stays as it is."""
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
        """The browser of a new agent session, which is listed with the others."""
        timeout = now + timedelta(seconds=self._settings.life_seconds)
        self._projects[session.project_number].browsers.add(
            AgentBrowser(session, _browser_id(session.id), session.number, timeout)
        )

    def _cost(self, minutes: int) -> Decimal:
        return browser_minutes_cost(minutes, self._rules.browser_hour_usd)

    def forget(self, project: Project) -> None:
        """Let nothing happen any more to a project's browsers, and end the real ones."""
        for browser in project.browsers:
            browser.files.clear()
            if isinstance(browser, BareBrowser):
                browser.timer = None
                self._end(browser)

    def wait(self) -> None:
        """Wait until all real browsers have ended that were asked to."""
        for real in self._ending:
            real.wait()
        self._ending.clear()

    def _end(self, browser: BareBrowser) -> None:
        """End the real browser, where there is one."""
        if browser.real is not None:
            browser.real.close()
            self._ending.append(browser.real)
            browser.real = None


def browser_minutes(body: Mapping[str, Any]) -> int:
    """For how many minutes a browser is asked; a whole number may be written as 60.0."""
    return int(body.get("timeout") or _USUAL_MINUTES)


def _browser_id(session_id: UUID) -> UUID:
    """The ID of a session's browser: another one, made from the session's, version and variant as they are."""
    return UUID(int=session_id.int ^ _OTHER_BITS)

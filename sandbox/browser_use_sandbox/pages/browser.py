"""The page of one standalone browser."""

from datetime import datetime, timedelta

from ..common.json_text import plain
from ..simulation.browser import BrowserStatus, StandaloneBrowser
from .markup import badge, document, escaped


def browser_page(browser: StandaloneBrowser, now: datetime) -> str:
    """The page of the browser at the moment `now`."""
    lasts = (browser.finished_at or now) - browser.started_at
    facts = {
        "Cost": f"{plain(browser.total_cost_usd)} USD",
        "Time": str(timedelta(seconds=int(lasts.total_seconds()))),
        "Until": f"{browser.timeout_at:%H:%M:%S} UTC",
        "DevTools": (browser.real and browser.real.cdp_url) or "no real browser (--chromium)",
    }
    shown = "".join(f"<div><dt>{name}</dt><dd>{escaped(value, 200)}</dd></div>" for name, value in facts.items())
    main = (
        f'<header>{badge(browser.status)}<h1>Browser</h1><p class="note">{browser.id}</p></header><dl class="facts">{shown}</dl>'
    )
    return document(f"{browser.status}: browser", main, update=browser.status is BrowserStatus.ACTIVE)

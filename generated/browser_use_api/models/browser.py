# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .browser_status import BrowserStatus


@_model(kw_only=True)
class Browser(_ModelBase):
    """A browser and its state. It is billed by time, rounded up to the minute, at least one minute. The whole time until
    `timeoutAt` is charged at the start; at the stop the unused time is refunded.
    """

    id: str
    """Identifies the browser."""

    status: BrowserStatus
    """Whether the browser runs."""

    live_url: str | None = None
    """A page that shows the browser as it works. Anyone who has the URL can watch."""

    cdp_url: str | None = None
    """A Chrome DevTools Protocol endpoint, to which Playwright, Puppeteer and Selenium connect. Anyone who has the URL
    controls the browser.
    """

    timeout_at: datetime.datetime
    """When the browser stops by itself."""

    started_at: datetime.datetime
    """When the browser started."""

    finished_at: datetime.datetime | None = None
    """When the browser stopped; null while it runs."""

    proxy_used_mb: Decimal = Decimal("0")
    """Proxy traffic in megabytes."""

    proxy_cost: Decimal = Decimal("0")
    """Cost of the proxy traffic in USD."""

    browser_cost: Decimal = Decimal("0")
    """Cost of the browser's time in USD."""

    agent_session_id: str | None = None
    """The agent session that the browser belongs to; null for a bare browser."""

    recording_url: str | None = None
    """Where the recording can be downloaded; null unless `enableRecording` was true."""

    _properties = {
        "id": ("id", _c.Uuid()),
        "status": ("status", _c.Enumeration(__name__, "browser_status", "BrowserStatus", extensible=True)),
        "live_url": ("liveUrl", _c.Nullable(_c.Text()), "secret"),
        "cdp_url": ("cdpUrl", _c.Nullable(_c.Text()), "secret"),
        "timeout_at": ("timeoutAt", _c.DateTime()),
        "started_at": ("startedAt", _c.DateTime()),
        "finished_at": ("finishedAt", _c.Nullable(_c.DateTime())),
        "proxy_used_mb": ("proxyUsedMb", _c.DecimalText()),
        "proxy_cost": ("proxyCost", _c.DecimalText()),
        "browser_cost": ("browserCost", _c.DecimalText()),
        "agent_session_id": ("agentSessionId", _c.Nullable(_c.Uuid())),
        "recording_url": ("recordingUrl", _c.Nullable(_c.Text()), "secret"),
    }

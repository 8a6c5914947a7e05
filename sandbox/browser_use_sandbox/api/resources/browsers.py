"""Browsers: standalone ones, and those of agent sessions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ...common.json_text import encode, timestamp
from ...common.money import plain
from ...contract.shapes import Shape
from ...files.urls import expiry
from ...http.links import Links
from ...simulation.browser import AgentBrowser, Browser, StandaloneBrowser
from ...simulation.browser_lifecycle import browser_minutes
from ...tasks.commands import StopStrategy
from .base import Call, Reply, Resource, extras_of, items_shape, numbered_page, page_bounds, reply
from .file_pages import file_json, file_page, path_of

if TYPE_CHECKING:
    from ...app_state import AppState


#: How long the URL of a download is valid.
_DOWNLOAD_URL_SECONDS = 15 * 60
_LETTERS = "abcdefghijklmnop"


class Browsers(Resource):
    """The operations on browsers."""

    def __init__(self, state: "AppState") -> None:
        super().__init__(state)
        self._links = Links(state.signer)

    async def list_browsers(self, call: Call) -> Reply:
        self._now()
        status = call.parameters.get("filterBy")
        found, total = call.project.browsers.page(
            *page_bounds(call), (lambda browser: browser.status == status) if status else None
        )
        shape = items_shape(call)
        return numbered_page(call, [encode(self._listed(call, each, shape)) for each in found], total)

    async def create_browser(self, call: Call) -> Reply:
        now, life = self._now(), self._state.simulation.browsers
        body = call.body
        profile = body.get("profileId")
        self._state.simulation.check_profile(call.project, None if profile is None else UUID(profile), now)
        real = None
        if self._state.settings.chromium:
            from ...chromium import start_chromium

            life.check(call.project, browser_minutes(body))
            width, height = (int(body.get(name) or 0) for name in ("browserScreenWidth", "browserScreenHeight"))
            real = await start_chromium(width or 1280, height or 800)
            now = self._now()
        try:
            browser = life.start(call.project, body, now)
        except BaseException:
            if real is not None:
                real.close()
            raise
        if real is not None:
            browser.real = real
        browser.extras = extras_of(call, self._json(call, browser))
        if call.operation.body is not None and "extensionIds" in call.operation.body.properties:
            browser.extras["extensions"] = _extensions(body["extensionIds"])
        return self._shown(call, browser)

    async def get_browser(self, call: Call) -> Reply:
        self._now()
        return self._shown(call, call.project.browsers.find(call.id()))

    async def update_browser(self, call: Call) -> Reply:
        """Stop the browser, which is the only action."""
        now = self._now()
        browser = call.project.browsers.find(call.id())
        if isinstance(browser, AgentBrowser):
            self._state.simulation.stop(browser.session, StopStrategy.SESSION, now)
        else:
            self._state.simulation.browsers.stop(browser, now)
        return self._shown(call, browser)

    def _shown(self, call: Call, browser: Browser) -> Reply:
        return reply(call, self._json(call, browser), browser.extras, browser.id)

    async def list_browser_downloads(self, call: Call) -> Reply:
        now = self._now()
        browser, paging = call.project.browsers.find(call.id()), call.operation.paging
        cursor = paging.parameter("cursor", call.parameters)
        after = None if cursor is None else path_of(self._state.signer, cursor, paging.names["cursor"])
        page = browser.files.page("", after, paging.parameter("size", call.parameters, 100), False)
        expires = expiry(now, _DOWNLOAD_URL_SECONDS) if call.parameters.get("includeUrls") else None
        files = [file_json(self._state, call.origin, browser.id, file, expires) for file in page.files]
        return reply(call, file_page(self._state.signer, paging, files, page.next_after), {})

    def _listed(self, call: Call, browser: Browser, shape: Shape) -> Any:
        """A browser in a list."""
        if not self._state.contract.rules.only_single_views_show_media:
            return shape.fit(self._json(call, browser), browser.extras)
        value = shape.fit(self._json(call, browser) | {"recordingUrl": None}, browser.extras)
        value.pop("recordingAvailable", None)
        return value

    def _json(self, call: Call, browser: Browser) -> dict[str, Any]:
        """Everything that the simulation knows of a browser."""
        recording = self._links.browser_recording(browser)
        return {
            "id": str(browser.id),
            "status": browser.status,
            "liveUrl": call.origin + self._links.browser(browser),
            "cdpUrl": self._cdp_url(call, browser),
            "timeoutAt": timestamp(browser.timeout_at),
            "startedAt": timestamp(browser.started_at),
            "finishedAt": None if browser.finished_at is None else timestamp(browser.finished_at),
            "agentSessionId": None if browser.agent_session_id is None else str(browser.agent_session_id),
            "recordingUrl": None if recording is None else call.origin + recording,
            "recordingAvailable": _has_recording(browser),
            "proxyUsedMb": plain(browser.proxy_mb),
            "proxyCost": plain(browser.proxy_cost_usd),
            "browserCost": plain(browser.browser_cost_usd),
        }

    def _cdp_url(self, call: Call, browser: Browser) -> str | None:
        """The endpoint of a real browser, or a URL that explains itself; None when the browser has stopped."""
        if browser.finished_at is not None:
            return None
        if isinstance(browser, StandaloneBrowser) and browser.cdp_url is not None:
            return browser.cdp_url
        return call.origin + self._links.cdp(browser)


def _has_recording(browser: Browser) -> bool | None:
    """Whether there is a recording; None while the browser records."""
    if browser.finished_at is None and browser.enable_recording:
        return None
    return browser.recordings > 0


def _extensions(ids: Iterable[str]) -> list[dict[str, str]]:
    """The extensions of a browser, with runtime IDs in the form of Chromium."""
    return [
        {"id": each, "runtimeId": "".join(_LETTERS[int(digit, 16)] for digit in UUID(each).hex), "version": "1.0.0"}
        for each in ids
    ]

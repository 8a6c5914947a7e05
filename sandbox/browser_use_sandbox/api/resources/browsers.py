"""Browsers: standalone ones, and those of agent sessions."""

from typing import Any
from uuid import UUID

from ...simulation.browser import AgentBrowser, Browser, StandaloneBrowser
from ...tasks.commands import StopStrategy
from .base import Call, Reply, Resource
from .workspaces import file_page

#: How long the URL of a download is valid.
_DOWNLOAD_URL_SECONDS = 15 * 60
_RUNTIME_ID = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


class Browsers(Resource):
    """The operations on browsers."""

    async def list_browsers(self, call: Call) -> Reply:
        self._now()
        status = call.parameters.get("filterBy")
        return self._page(call, call.project.browsers, (lambda browser: browser.status == status) if status else None)

    async def create_browser(self, call: Call) -> Reply:
        now, body, lifecycle = self._now(), call.body, self._state.simulation.browsers
        profile, real = body.get("profileId"), None
        self._state.simulation.check_profile(call.project, None if profile is None else UUID(profile), now)
        if self._state.settings.chromium:
            from ...chromium import start_chromium

            lifecycle.check(call.project, body)
            real = await start_chromium(body.get("browserScreenWidth"), body.get("browserScreenHeight"))
            now = self._now()
        try:
            browser = lifecycle.start(call.project, body, now)
        except BaseException:
            if real is not None:
                real.close()
            raise
        browser.real = real
        self._keep_extras(call, browser, body)
        if "extensionIds" in body:
            browser.extras["extensions"] = [_extension(each) for each in body["extensionIds"]]
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

    async def list_browser_downloads(self, call: Call) -> Reply:
        self._now()
        browser = call.project.browsers.find(call.id())
        return file_page(self._state, call, browser.id, browser.files, _DOWNLOAD_URL_SECONDS)

    def _listed(self, call: Call, resource: Browser) -> Any:
        value = super()._listed(call, resource)
        if self._state.contract.rules.only_single_views_show_media:
            value["recordingUrl"] = None
            value.pop("recordingAvailable", None)
        return value

    def _computed(self, call: Call, resource: Browser) -> dict[str, Any]:
        recording = self._links.browser_recording(resource)
        return {
            "liveUrl": call.origin + self._links.browser(resource),
            "cdpUrl": self._cdp_url(call, resource),
            "recordingUrl": None if recording is None else call.origin + recording,
            "recordingAvailable": None if resource.enable_recording and resource.finished_at is None else resource.recordings > 0,
        }

    def _cdp_url(self, call: Call, browser: Browser) -> str | None:
        """The endpoint of a real browser, or a URL that explains itself; None when the browser has stopped."""
        if browser.finished_at is not None:
            return None
        if isinstance(browser, StandaloneBrowser) and browser.real is not None:
            return browser.real.cdp_url
        return call.origin + self._links.cdp(browser)


def _extension(id: str) -> dict[str, str]:
    """An extension of a browser, with a runtime ID in the form of Chromium."""
    return {"id": id, "runtimeId": UUID(id).hex.translate(_RUNTIME_ID), "version": "1.0.0"}

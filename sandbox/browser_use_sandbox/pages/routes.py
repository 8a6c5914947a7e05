"""The routes of the web pages, and of the pictures and recordings that responses link to."""

import importlib.resources
from collections.abc import Iterator
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..app_state import AppState
from ..common.api_errors import NotFound
from ..http.links import Links
from ..http.requests import project_of_host, strict
from ..http.responses import RangedResponse, json_response
from ..simulation.browser import Browser, StandaloneBrowser
from ..simulation.project import Project
from ..simulation.session import Session
from .views import browser_page, list_page, live_page, message_page

#: How many pictures there are in `screenshots/`.
_PICTURES = 6
_ASSETS = {"style.css": "text/css", "update.js": "text/javascript"}
_POLICY = (
    "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_NO_BROWSER = (
    "This browser is not real, so that nothing can connect to it: start the sandbox with --chromium (chromium=True) on a machine "
    "that has a Chromium"
)
#: For sandboxed frames, which have no origin; the signed URL is enough to read the page.
_FOR_FRAMES = {"Access-Control-Allow-Origin": "*"}


class Pages:
    """The pages need no API key, since their URLs are signed.

    If there is only one project, callers on this machine can open the list of sessions without a signature.
    """

    def __init__(self, state: AppState) -> None:
        self._state = state
        self._links = Links(state.signer)

    def routes(self) -> Iterator[Route]:
        yield strict(Route("/", self.listing))
        yield strict(Route("/live/{session_id:uuid}", self.live))
        yield strict(Route("/live/{session_id:uuid}/{step:int}.png", self.picture))
        yield strict(Route("/screenshots/{session_id:uuid}/{step:int}.png", self.screenshot))
        yield strict(Route("/recordings/{session_id:uuid}/{number:int}.webm", self.recording))
        yield strict(Route("/browsers/{browser_id:uuid}", self.browser))
        yield strict(Route("/cdp/{browser_id:uuid}", self.cdp))
        yield strict(Route("/cdp/{browser_id:uuid}/{rest:path}", self.cdp))
        yield strict(Route("/_sandbox/pages/{name}", self.asset))

    async def listing(self, request: Request) -> Response:
        project = self._project(request)
        if project is None:
            return _message(
                403,
                "This page needs its signed link",
                "The sandbox prints the link when it starts; GET /_sandbox returns it too.",
            )
        page = request.query_params.get("page", "1")
        number = int(page) if page.isdecimal() and 0 < len(page) < 9 else 1
        kind = request.query_params.get("show", "sessions")
        return _html(list_page(self._state, project, kind, max(number, 1), self._links))

    async def live(self, request: Request) -> Response:
        if not self._is_signed(request):
            return _message(403, "This link is not signed by this sandbox", "Perhaps the sandbox was restarted.")
        try:
            session = self._session(request)
        except NotFound:
            return _message(404, "There is no such session", "It was deleted.", _FOR_FRAMES)
        # A link to one session gives no access to the list; only callers who see the list anyway get a link to it.
        may_see_all = project_of_host(request, self._state.simulation.projects) is not None
        return _html(live_page(session, self._state.clock.now(), self._links, "/" if may_see_all else None), _FOR_FRAMES)

    async def browser(self, request: Request) -> Response:
        """A standalone browser; the browser of an agent session is shown with its session."""
        if not self._is_signed(request):
            return _message(403, "This link is not signed by this sandbox", "Perhaps the sandbox was restarted.")
        browser = self._browser(request.path_params["browser_id"])
        if not isinstance(browser, StandaloneBrowser):
            return _message(404, "There is no such browser", "The sandbox was reset.", _FOR_FRAMES)
        return _html(browser_page(browser, self._state.clock.now()), _FOR_FRAMES)

    async def cdp(self, request: Request) -> Response:
        """The DevTools endpoint of a browser that is not real."""
        return json_response(501, {"detail": _NO_BROWSER})

    async def picture(self, request: Request) -> Response:
        if not self._is_signed(request):
            raise HTTPException(403, "The URL is not signed by this server")
        return self._picture(request)

    async def screenshot(self, request: Request) -> Response:
        if not self._state.signer.is_good(request.url.path, request.url.query, self._state.clock.now()):
            raise HTTPException(403, "The URL is not signed by this server, or has expired")
        return self._picture(request)

    async def recording(self, request: Request) -> Response:
        """A short clip, the same for each task; players can seek in it."""
        if not self._is_signed(request):
            raise HTTPException(403, "The URL is not signed by this server")
        session_id = request.path_params["session_id"]
        if self._browser(session_id) is None:
            self._session(request)
        clip = _file("recording.webm")
        asked = request.headers.get("range")
        return RangedResponse(lambda start, end: iter((clip[start:end],)), len(clip), asked, {"Content-Type": "video/webm"})

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise HTTPException(404)
        return Response(_file(name), media_type=_ASSETS[name], headers={"X-Content-Type-Options": "nosniff"})

    def _project(self, request: Request) -> Project | None:
        """The project whose sessions the caller may list."""
        number, signature = request.query_params.get("project"), request.query_params.get("signature", "")
        projects = self._state.simulation.projects
        if number is None:
            return project_of_host(request, projects)
        if not self._state.signer.is_lasting(f"/?project={number}", signature):
            return None
        return next((project for project in projects.values() if str(project.number) == number), None)

    def _is_signed(self, request: Request) -> bool:
        return self._state.signer.is_lasting(request.url.path, request.query_params.get("signature", ""))

    def _picture(self, request: Request) -> Response:
        """One of a few pictures of a made-up page: the next step has the next picture."""
        self._session(request)
        picture = _file(f"screenshots/{request.path_params['step'] % _PICTURES}.png")
        return Response(picture, media_type="image/png", headers={"Cache-Control": "private, max-age=300"})

    def _browser(self, browser_id: UUID) -> Browser | None:
        """The browser as it is now, in any project."""
        self._state.catch_up()
        projects = self._state.simulation.projects.values()
        found = (project.browsers.get(browser_id) for project in projects)
        return next((browser for browser in found if browser is not None), None)

    def _session(self, request: Request) -> Session:
        """The session as it is now, in any project: the signed URL gives access to it."""
        self._state.catch_up()
        for project in self._state.simulation.projects.values():
            try:
                return project.sessions.find(request.path_params["session_id"])
            except NotFound:
                continue
        raise NotFound("Session")


def _file(name: str) -> bytes:
    return (importlib.resources.files("browser_use_sandbox.pages") / name).read_bytes()


def _message(status: int, what: str, why: str, headers: dict[str, str] | None = None) -> Response:
    return _html(message_page(what, why), headers, status)


def _html(content: str, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    return HTMLResponse(content, status, {**_HEADERS, **(headers or {})})

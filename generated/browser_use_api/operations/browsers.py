# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Operations on browsers, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.operation import Answer, Body, Operation, Option, Paging

if TYPE_CHECKING:
    from .. import models as _models

LIST: Operation[_models.BrowserList] = Operation(
    resource="browsers",
    name="list",
    id="listBrowsers",
    method="GET",
    path="/browsers",
    summary="List the project's browsers",
    description="One page of the project's browsers. The browsers of agent sessions are among them, each with its `agentSessionId`.",
    options=(
        Option(
            "page_size",
            "pageSize",
            "query",
            _c.Integer(bounds=(1, 100)),
            description="How many items a page holds at most.",
            default=10,
            explode=True,
        ),
        Option(
            "page_number",
            "pageNumber",
            "query",
            _c.Integer(bounds=(1, None)),
            description="Number of the page; the first is 1.",
            default=1,
            explode=True,
        ),
        Option(
            "filter_by",
            "filterBy",
            "query",
            _c.Enumeration(__name__, "list_browsers_filter_by", "ListBrowsersFilterBy"),
            description="List only browsers of this status. When absent, all are listed.",
            explode=True,
        ),
    ),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "browser_list", "BrowserList")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    is_idempotent=True,
    paging=Paging(
        style="number",
        page="pageNumber",
        size="pageSize",
        items="items",
        total="totalItems",
    ),
)
CREATE: Operation[_models.Browser] = Operation(
    resource="browsers",
    name="create",
    id="createBrowser",
    method="POST",
    path="/browsers",
    summary="Start a browser",
    description="Starts a browser without an agent. Playwright, Puppeteer or Selenium connect to its `cdpUrl`. The whole `timeout` is charged at the start. The browser stops by itself at `timeoutAt`; if you stop it earlier, the unused time is refunded.",
    options=(
        Option(
            "profile_id",
            "profileId",
            "body",
            _c.Nullable(_c.Uuid()),
            description="A browser profile to load; its state is saved when the browser is stopped.",
        ),
        Option(
            "proxy_country_code",
            "proxyCountryCode",
            "body",
            _c.Nullable(_c.Enumeration(__name__, "proxy_country_code", "ProxyCountryCode", extensible=True)),
            description="The country that the browser's traffic leaves from. Null turns the proxy off; absent means the default.",
            default="us",
        ),
        Option(
            "timeout",
            "timeout",
            "body",
            _c.Integer(bounds=(1, 240)),
            description="After how many minutes the browser stops by itself.",
            default=60,
        ),
        Option(
            "browser_screen_width",
            "browserScreenWidth",
            "body",
            _c.Nullable(_c.Integer(bounds=(320, 6144))),
            description="Width of the screen in pixels. When absent or null, the API chooses.",
        ),
        Option(
            "browser_screen_height",
            "browserScreenHeight",
            "body",
            _c.Nullable(_c.Integer(bounds=(320, 3456))),
            description="Height of the screen in pixels. When absent or null, the API chooses.",
        ),
        Option(
            "allow_resizing",
            "allowResizing",
            "body",
            _c.Boolean(),
            description="Whether the screen may be resized while the browser runs.",
            default=False,
        ),
        Option(
            "custom_proxy",
            "customProxy",
            "body",
            _c.Nullable(_c.Object(__name__, "custom_proxy", "CustomProxy")),
            description="A proxy of the caller's own, instead of the API's. Not every plan has it.",
        ),
        Option(
            "enable_recording",
            "enableRecording",
            "body",
            _c.Boolean(),
            description="Whether a video is recorded. Its URL is in the browser's `recordingUrl`.",
            default=False,
        ),
    ),
    answers=(
        Answer(201, 201, "json", _c.Object(__name__, "browser", "Browser")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(402, 402, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    body=Body("application/json", is_required=True),
)
GET: Operation[_models.Browser] = Operation(
    resource="browsers",
    name="get",
    id="getBrowser",
    method="GET",
    path="/browsers/{session_id}",
    summary="Get a browser",
    description="The browser as it is now. Its costs are final once it has stopped.",
    options=(
        Option(
            "session_id",
            "session_id",
            "path",
            _c.Uuid(),
            is_required=True,
            description="ID of the browser. Despite the parameter's name, it is not the ID of an agent session.",
        ),
    ),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "browser", "Browser")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    is_idempotent=True,
)
UPDATE: Operation[_models.Browser] = Operation(
    resource="browsers",
    name="update",
    id="updateBrowser",
    method="PATCH",
    path="/browsers/{session_id}",
    summary="Stop a browser",
    description="Stops the browser, saves the state of its profile, and refunds the unused time. `stop` is the only action. Stopping the browser of an agent session stops that session.",
    options=(
        Option(
            "session_id",
            "session_id",
            "path",
            _c.Uuid(),
            is_required=True,
            description="ID of the browser. Despite the parameter's name, it is not the ID of an agent session.",
        ),
        Option(
            "action",
            "action",
            "body",
            _c.Literal("stop"),
            is_required=True,
            description="What to do.",
        ),
    ),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "browser", "Browser")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(422, 422, "json", _c.Object(__name__, "validation_error", "ValidationError")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    body=Body("application/json", is_required=True),
    is_idempotent=True,
)

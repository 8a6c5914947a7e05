# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model
from .proxy_country_code import ProxyCountryCode

if TYPE_CHECKING:
    from .custom_proxy import CustomProxy


@_model(kw_only=True)
class CreateBrowserRequest(_ModelBase):
    """Settings of the new browser. Properties that are not listed are ignored."""

    profile_id: str | None = None
    """A browser profile to load; its state is saved when the browser is stopped."""

    proxy_country_code: ProxyCountryCode | None = ProxyCountryCode("us")
    """The country that the browser's traffic leaves from. Null turns the proxy off; absent means the default."""

    timeout: int = 60
    """After how many minutes the browser stops by itself."""

    browser_screen_width: int | None = None
    """Width of the screen in pixels. When absent or null, the API chooses."""

    browser_screen_height: int | None = None
    """Height of the screen in pixels. When absent or null, the API chooses."""

    allow_resizing: bool = False
    """Whether the screen may be resized while the browser runs."""

    custom_proxy: CustomProxy | None = None
    """A proxy of the caller's own, instead of the API's. Not every plan has it."""

    enable_recording: bool = False
    """Whether a video is recorded. Its URL is in the browser's `recordingUrl`."""

    _properties = {
        "profile_id": ("profileId", _c.Nullable(_c.Uuid())),
        "proxy_country_code": (
            "proxyCountryCode",
            _c.Nullable(_c.Enumeration(__name__, "proxy_country_code", "ProxyCountryCode", extensible=True)),
        ),
        "timeout": ("timeout", _c.Integer(bounds=(1, 240))),
        "browser_screen_width": ("browserScreenWidth", _c.Nullable(_c.Integer(bounds=(320, 6144)))),
        "browser_screen_height": ("browserScreenHeight", _c.Nullable(_c.Integer(bounds=(320, 3456)))),
        "allow_resizing": ("allowResizing", _c.Boolean()),
        "custom_proxy": ("customProxy", _c.Nullable(_c.Object(__name__, "custom_proxy", "CustomProxy"))),
        "enable_recording": ("enableRecording", _c.Boolean()),
    }

"""A small, safe client for the Browser Use Cloud API (v3).

    from browser_use_sessions import BrowserUse

    with BrowserUse() as client:  # The key comes from BROWSER_USE_API_KEY.
        result = client.run("Find the cheapest flight from Berlin to Lisbon on 3 May.", max_cost_usd="0.50")
        print(result.output, result.total_cost_usd)

Names other than those of errors are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from browser_use_sessions import errors
from browser_use_sessions.errors import *  # noqa: F403 -- Each of them is public.

if TYPE_CHECKING:
    from browser_use_api.models import Account as Account
    from browser_use_api.models import Browser as Browser
    from browser_use_api.models import BrowserList as BrowserList
    from browser_use_api.models import Message as Message
    from browser_use_api.models import MessageList as MessageList
    from browser_use_api.models import Profile as Profile
    from browser_use_api.models import ProfileList as ProfileList
    from browser_use_api.models import Session as Session
    from browser_use_api.models import SessionList as SessionList
    from browser_use_api.models import SessionStatus as SessionStatus
    from browser_use_api.models import WebhookEvent as WebhookEvent
    from browser_use_api.models import Workspace as Workspace
    from browser_use_api.models import WorkspaceFile as WorkspaceFile
    from browser_use_api.models import WorkspaceFileList as WorkspaceFileList
    from browser_use_api.models import WorkspaceList as WorkspaceList
    from browser_use_sessions._async.client import AsyncBrowserUse as AsyncBrowserUse
    from browser_use_sessions._async.handle import AsyncSessionHandle as AsyncSessionHandle
    from browser_use_sessions._async.runner import AsyncRun as AsyncRun
    from browser_use_sessions._sync.client import BrowserUse as BrowserUse
    from browser_use_sessions._sync.handle import SessionHandle as SessionHandle
    from browser_use_sessions._sync.runner import Stream as Stream
    from browser_use_sessions.options import RunOptions as RunOptions
    from browser_use_sessions.options import TaskSpec as TaskSpec
    from browser_use_sessions.results import SessionResult as SessionResult
    from browser_use_sessions.webhooks import WebhookError as WebhookError
    from browser_use_sessions.webhooks import verify_webhook as verify_webhook

    __version__: str
    Status = SessionStatus

_MODULES = {
    "browser_use_api.models": (
        "Account Browser BrowserList Message MessageList Profile ProfileList Session SessionList SessionStatus WebhookEvent "
        "Workspace WorkspaceFile WorkspaceFileList WorkspaceList"
    ),
    "browser_use_sessions._async.client": "AsyncBrowserUse",
    "browser_use_sessions._async.handle": "AsyncSessionHandle",
    "browser_use_sessions._async.runner": "AsyncRun",
    "browser_use_sessions._sync.client": "BrowserUse",
    "browser_use_sessions._sync.handle": "SessionHandle",
    "browser_use_sessions._sync.runner": "Stream",
    "browser_use_sessions.options": "RunOptions TaskSpec",
    "browser_use_sessions.results": "SessionResult",
    "browser_use_sessions.webhooks": "WebhookError verify_webhook",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()} | {"Status": "browser_use_api.models"}
_ERRORS = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, BaseException)]

__all__ = sorted([*_HOMES, *_ERRORS])  # pyright: ignore[reportUnsupportedDunderAll] -- They are imported above for type checkers.


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), "SessionStatus" if name == "Status" else name)
    globals()[name] = value
    return value


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("browser-use-sessions")
    except PackageNotFoundError:  # A folder on the path, without an installation.
        return "0+unknown"


def __dir__() -> list[str]:
    return [*globals(), *__all__]

"""A small, safe client for the Browser Use Cloud API (v3).

    from browser_use_sessions import BrowserUse

    with BrowserUse() as client:  # The key comes from BROWSER_USE_API_KEY.
        result = client.run("Find the cheapest flight from Berlin to Lisbon on 3 May.", max_cost_usd="0.50")
        print(result.output, result.total_cost_usd)

Names are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    from browser_use_sessions.errors import APIError as APIError
    from browser_use_sessions.errors import AuthenticationError as AuthenticationError
    from browser_use_sessions.errors import BrowserUseError as BrowserUseError
    from browser_use_sessions.errors import BudgetReachedError as BudgetReachedError
    from browser_use_sessions.errors import ClientClosedError as ClientClosedError
    from browser_use_sessions.errors import ConnectionFailedError as ConnectionFailedError
    from browser_use_sessions.errors import CreditsError as CreditsError
    from browser_use_sessions.errors import InvalidArgumentError as InvalidArgumentError
    from browser_use_sessions.errors import InvalidRequestError as InvalidRequestError
    from browser_use_sessions.errors import NotFoundError as NotFoundError
    from browser_use_sessions.errors import OutcomeUnknownError as OutcomeUnknownError
    from browser_use_sessions.errors import OutputError as OutputError
    from browser_use_sessions.errors import PermissionDeniedError as PermissionDeniedError
    from browser_use_sessions.errors import RateLimitError as RateLimitError
    from browser_use_sessions.errors import RequestTimeoutError as RequestTimeoutError
    from browser_use_sessions.errors import RunManyError as RunManyError
    from browser_use_sessions.errors import RunTimeoutError as RunTimeoutError
    from browser_use_sessions.errors import ServerError as ServerError
    from browser_use_sessions.errors import SessionBusyError as SessionBusyError
    from browser_use_sessions.errors import SessionExpiredError as SessionExpiredError
    from browser_use_sessions.errors import SessionFailedError as SessionFailedError
    from browser_use_sessions.errors import StopAllError as StopAllError
    from browser_use_sessions.errors import TaskError as TaskError
    from browser_use_sessions.errors import TaskFailedError as TaskFailedError
    from browser_use_sessions.errors import UnexpectedAnswerError as UnexpectedAnswerError
    from browser_use_sessions.files.errors import FileChangedError as FileChangedError
    from browser_use_sessions.files.errors import FilesError as FilesError
    from browser_use_sessions.files.errors import FileTransferError as FileTransferError
    from browser_use_sessions.files.errors import RemoteFileNotFoundError as RemoteFileNotFoundError
    from browser_use_sessions.files.errors import StorageError as StorageError
    from browser_use_sessions.files.errors import UnsafePathError as UnsafePathError
    from browser_use_sessions.options import RunOptions as RunOptions
    from browser_use_sessions.options import TaskSpec as TaskSpec
    from browser_use_sessions.results import SessionResult as SessionResult
    from browser_use_sessions.webhooks import WebhookError as WebhookError
    from browser_use_sessions.webhooks import verify_webhook as verify_webhook

_MODULES = {
    "_async.client": ("AsyncBrowserUse",),
    "_async.handle": ("AsyncSessionHandle",),
    "_async.runner": ("AsyncRun",),
    "_sync.client": ("BrowserUse",),
    "_sync.handle": ("SessionHandle",),
    "_sync.runner": ("Stream",),
    "errors": (
        "APIError",
        "AuthenticationError",
        "BrowserUseError",
        "BudgetReachedError",
        "ClientClosedError",
        "ConnectionFailedError",
        "CreditsError",
        "InvalidArgumentError",
        "InvalidRequestError",
        "NotFoundError",
        "OutcomeUnknownError",
        "OutputError",
        "PermissionDeniedError",
        "RateLimitError",
        "RequestTimeoutError",
        "RunManyError",
        "RunTimeoutError",
        "ServerError",
        "SessionBusyError",
        "SessionExpiredError",
        "SessionFailedError",
        "StopAllError",
        "TaskError",
        "TaskFailedError",
        "UnexpectedAnswerError",
    ),
    "files.errors": (
        "FileChangedError",
        "FileTransferError",
        "FilesError",
        "RemoteFileNotFoundError",
        "StorageError",
        "UnsafePathError",
    ),
    "options": ("RunOptions", "TaskSpec"),
    "results": ("SessionResult",),
    "webhooks": ("WebhookError", "verify_webhook"),
}
_HOMES = {name: f"{__name__}.{module}" for module, names in _MODULES.items() for name in names}
_MODELS = (
    "Account",
    "Browser",
    "BrowserList",
    "Message",
    "MessageList",
    "Profile",
    "ProfileList",
    "Session",
    "SessionList",
    "SessionStatus",
    "WebhookEvent",
    "Workspace",
    "WorkspaceFile",
    "WorkspaceFileList",
    "WorkspaceList",
)
_HOMES |= dict.fromkeys(_MODELS, "browser_use_api.models")

_OTHER_NAMES = {"Status": "SessionStatus"}
_HOMES |= dict.fromkeys(_OTHER_NAMES, "browser_use_api.models")
if TYPE_CHECKING:
    __version__: str
    Status = SessionStatus

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll] -- The names are imported above for type checkers.


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), _OTHER_NAMES.get(name, name))
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

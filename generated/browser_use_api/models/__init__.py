# Made by tools/generate.py from an OpenAPI document; never edit it.
"""The API's objects and enums. Each is loaded when its name is first used."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account import Account as Account
    from .browser import Browser as Browser
    from .browser_list import BrowserList as BrowserList
    from .browser_status import BrowserStatus as BrowserStatus
    from .create_browser_request import CreateBrowserRequest as CreateBrowserRequest
    from .create_profile_request import CreateProfileRequest as CreateProfileRequest
    from .create_session_request import CreateSessionRequest as CreateSessionRequest
    from .create_workspace_request import CreateWorkspaceRequest as CreateWorkspaceRequest
    from .custom_proxy import CustomProxy as CustomProxy
    from .error import Error as Error
    from .file_to_upload import FileToUpload as FileToUpload
    from .file_upload import FileUpload as FileUpload
    from .list_browsers_filter_by import ListBrowsersFilterBy as ListBrowsersFilterBy
    from .message import Message as Message
    from .message_list import MessageList as MessageList
    from .model import Model as Model
    from .plan_info import PlanInfo as PlanInfo
    from .profile import Profile as Profile
    from .profile_list import ProfileList as ProfileList
    from .proxy_country_code import ProxyCountryCode as ProxyCountryCode
    from .session import Session as Session
    from .session_list import SessionList as SessionList
    from .session_status import SessionStatus as SessionStatus
    from .stop_session_request import StopSessionRequest as StopSessionRequest
    from .stop_strategy import StopStrategy as StopStrategy
    from .task_status import TaskStatus as TaskStatus
    from .task_status_update import TaskStatusUpdate as TaskStatusUpdate
    from .update_browser_request import UpdateBrowserRequest as UpdateBrowserRequest
    from .update_profile_request import UpdateProfileRequest as UpdateProfileRequest
    from .update_workspace_request import UpdateWorkspaceRequest as UpdateWorkspaceRequest
    from .upload_files_request import UploadFilesRequest as UploadFilesRequest
    from .upload_files_response import UploadFilesResponse as UploadFilesResponse
    from .validation_error import ValidationError as ValidationError
    from .validation_issue import ValidationIssue as ValidationIssue
    from .webhook_event import WebhookEvent as WebhookEvent
    from .webhook_event_type import WebhookEventType as WebhookEventType
    from .workspace import Workspace as Workspace
    from .workspace_file import WorkspaceFile as WorkspaceFile
    from .workspace_file_list import WorkspaceFileList as WorkspaceFileList
    from .workspace_list import WorkspaceList as WorkspaceList
    from .workspace_size import WorkspaceSize as WorkspaceSize

_MODULES: dict[str, str] = {
    "Account": "account",
    "Browser": "browser",
    "BrowserList": "browser_list",
    "BrowserStatus": "browser_status",
    "CreateBrowserRequest": "create_browser_request",
    "CreateProfileRequest": "create_profile_request",
    "CreateSessionRequest": "create_session_request",
    "CreateWorkspaceRequest": "create_workspace_request",
    "CustomProxy": "custom_proxy",
    "Error": "error",
    "FileToUpload": "file_to_upload",
    "FileUpload": "file_upload",
    "ListBrowsersFilterBy": "list_browsers_filter_by",
    "Message": "message",
    "MessageList": "message_list",
    "Model": "model",
    "PlanInfo": "plan_info",
    "Profile": "profile",
    "ProfileList": "profile_list",
    "ProxyCountryCode": "proxy_country_code",
    "Session": "session",
    "SessionList": "session_list",
    "SessionStatus": "session_status",
    "StopSessionRequest": "stop_session_request",
    "StopStrategy": "stop_strategy",
    "TaskStatus": "task_status",
    "TaskStatusUpdate": "task_status_update",
    "UpdateBrowserRequest": "update_browser_request",
    "UpdateProfileRequest": "update_profile_request",
    "UpdateWorkspaceRequest": "update_workspace_request",
    "UploadFilesRequest": "upload_files_request",
    "UploadFilesResponse": "upload_files_response",
    "ValidationError": "validation_error",
    "ValidationIssue": "validation_issue",
    "WebhookEvent": "webhook_event",
    "WebhookEventType": "webhook_event_type",
    "Workspace": "workspace",
    "WorkspaceFile": "workspace_file",
    "WorkspaceFileList": "workspace_file_list",
    "WorkspaceList": "workspace_list",
    "WorkspaceSize": "workspace_size",
}

__all__ = [  # noqa: RUF022
    "Account",
    "Browser",
    "BrowserList",
    "BrowserStatus",
    "CreateBrowserRequest",
    "CreateProfileRequest",
    "CreateSessionRequest",
    "CreateWorkspaceRequest",
    "CustomProxy",
    "Error",
    "FileToUpload",
    "FileUpload",
    "ListBrowsersFilterBy",
    "Message",
    "MessageList",
    "Model",
    "PlanInfo",
    "Profile",
    "ProfileList",
    "ProxyCountryCode",
    "Session",
    "SessionList",
    "SessionStatus",
    "StopSessionRequest",
    "StopStrategy",
    "TaskStatus",
    "TaskStatusUpdate",
    "UpdateBrowserRequest",
    "UpdateProfileRequest",
    "UpdateWorkspaceRequest",
    "UploadFilesRequest",
    "UploadFilesResponse",
    "ValidationError",
    "ValidationIssue",
    "WebhookEvent",
    "WebhookEventType",
    "Workspace",
    "WorkspaceFile",
    "WorkspaceFileList",
    "WorkspaceList",
    "WorkspaceSize",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(_import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})

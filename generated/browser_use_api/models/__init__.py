"""Contains all the data models used in inputs/outputs"""

from .create_session_request import CreateSessionRequest
from .error import Error
from .json_schema import JsonSchema
from .message import Message
from .message_list import MessageList
from .model import Model
from .proxy_country_code import ProxyCountryCode
from .session import Session
from .session_list import SessionList
from .session_status import SessionStatus
from .stop_session_request import StopSessionRequest
from .stop_strategy import StopStrategy
from .validation_error import ValidationError
from .validation_issue import ValidationIssue

__all__ = (
    "CreateSessionRequest",
    "Error",
    "JsonSchema",
    "Message",
    "MessageList",
    "Model",
    "ProxyCountryCode",
    "Session",
    "SessionList",
    "SessionStatus",
    "StopSessionRequest",
    "StopStrategy",
    "ValidationError",
    "ValidationIssue",
)

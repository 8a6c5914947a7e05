# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

"""The objects that requests and responses are made of, and the enums in them. Each is imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .create_session_request import CreateSessionRequest as CreateSessionRequest
    from .error import Error as Error
    from .json_schema import JsonSchema as JsonSchema
    from .message import Message as Message
    from .message_list import MessageList as MessageList
    from .model import MODEL_VALUES as MODEL_VALUES
    from .model import Model as Model
    from .model import is_known_model as is_known_model
    from .proxy_country_code import PROXY_COUNTRY_CODE_VALUES as PROXY_COUNTRY_CODE_VALUES
    from .proxy_country_code import ProxyCountryCode as ProxyCountryCode
    from .proxy_country_code import is_known_proxy_country_code as is_known_proxy_country_code
    from .session import Session as Session
    from .session_list import SessionList as SessionList
    from .session_status import SESSION_STATUS_VALUES as SESSION_STATUS_VALUES
    from .session_status import SessionStatus as SessionStatus
    from .session_status import is_known_session_status as is_known_session_status
    from .stop_session_request import StopSessionRequest as StopSessionRequest
    from .stop_strategy import STOP_STRATEGY_VALUES as STOP_STRATEGY_VALUES
    from .stop_strategy import StopStrategy as StopStrategy
    from .stop_strategy import is_known_stop_strategy as is_known_stop_strategy
    from .validation_error import ValidationError as ValidationError
    from .validation_issue import ValidationIssue as ValidationIssue

_MODULES = {
    "CreateSessionRequest": "create_session_request",
    "Error": "error",
    "JsonSchema": "json_schema",
    "Message": "message",
    "MessageList": "message_list",
    "MODEL_VALUES": "model",
    "Model": "model",
    "is_known_model": "model",
    "PROXY_COUNTRY_CODE_VALUES": "proxy_country_code",
    "ProxyCountryCode": "proxy_country_code",
    "is_known_proxy_country_code": "proxy_country_code",
    "Session": "session",
    "SessionList": "session_list",
    "SESSION_STATUS_VALUES": "session_status",
    "SessionStatus": "session_status",
    "is_known_session_status": "session_status",
    "StopSessionRequest": "stop_session_request",
    "STOP_STRATEGY_VALUES": "stop_strategy",
    "StopStrategy": "stop_strategy",
    "is_known_stop_strategy": "stop_strategy",
    "ValidationError": "validation_error",
    "ValidationIssue": "validation_issue",
}

__all__ = (
    "CreateSessionRequest",
    "Error",
    "is_known_model",
    "is_known_proxy_country_code",
    "is_known_session_status",
    "is_known_stop_strategy",
    "JsonSchema",
    "Message",
    "MessageList",
    "Model",
    "MODEL_VALUES",
    "PROXY_COUNTRY_CODE_VALUES",
    "ProxyCountryCode",
    "Session",
    "SESSION_STATUS_VALUES",
    "SessionList",
    "SessionStatus",
    "STOP_STRATEGY_VALUES",
    "StopSessionRequest",
    "StopStrategy",
    "ValidationError",
    "ValidationIssue",
)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Checks of single arguments. Each raises InvalidArgumentError, which names the argument and says what it must be."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from uuid import UUID

_match_uuid = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch


def checked_id(value: UUID | str, name: str = "session_id") -> str:
    """The ID as a string. Since it is a UUID, it cannot change the path of a URL."""
    text = value if type(value) is str else str(value)
    if not is_id(text):
        raise invalid_argument(name, f"must be a UUID, not {text[:60]!r}", "One looks like 3c90c3cc-0d44-4b50-8888-8dd25736052a.")
    return text


def is_id(text: str) -> bool:
    return _match_uuid(text) is not None


def is_blank(text: str) -> bool:
    """Whether it shows nothing: it is empty, or has only blanks, control characters and marks such as U+FEFF."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def checked_seconds(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise invalid_argument(name, f"must be a positive number of seconds, not {value!r:.40}", "Leave it out for the default.")
    return float(value)


# Seconds: four hours, the longest life of a session.
DEFAULT_TIMEOUT = 14_400.0


def checked_timeout(timeout: Any = DEFAULT_TIMEOUT) -> float:
    """Seconds; infinity for None."""
    return math.inf if timeout is None else checked_seconds("timeout", timeout)


def checked_flag(name: str, value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise invalid_argument(name, f"must be True or False, not {value!r:.40}", "Leave it out for the API's default.")
    return value


def checked_callable(name: str, value: Any) -> Any:
    if value is not None and not callable(value):
        raise invalid_argument(name, f"must be a function, not {type(value).__name__}", "Leave it out if you need none.")
    return value


def checked_integer(name: str, value: Any, lowest: int, highest: int | None = None) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < lowest or (highest is not None and value > highest):
        bounds = f"at least {lowest}" if highest is None else f"from {lowest} to {highest}"
        raise invalid_argument(name, f"must be an integer {bounds}, not {value!r:.40}", "Leave it out for the API's default.")
    return value


def invalid_variable(name: str, problem: str, remedy: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"The environment variable {name} {problem}. {remedy}", argument=name)


def invalid_argument(argument: str, problem: str, remedy: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"{argument} {problem}. {remedy}", argument=argument)

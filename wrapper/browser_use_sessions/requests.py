"""Arguments checked and turned into a request body, before anything is sent.

Only what cannot be right is refused. A model or a country that this version does not know goes out as it is.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from browser_use_sessions.checks import checked_flag, checked_id, checked_seconds, refusal
from browser_use_sessions.errors import InvalidArgumentError
from browser_use_sessions.money import to_wire
from browser_use_sessions.record import camel_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Four hours: no session lives longer.
DEFAULT_TIMEOUT = 14_400.0


def create_body(task: Any, session_id: str | None, schema: dict[str, Any] | None, options: Mapping[str, Any]) -> bytes:
    """The body of `POST /sessions`. `options` are those of `options.SessionOptions`."""
    from browser_use_api.models import CreateSessionRequest

    known = CreateSessionRequest.__match_args__
    options = dict(options)
    extra = options.pop("extra_body", None)
    values: dict[str, Any] = {
        "task": None if task is None else checked_task(task),
        "session_id": session_id,
        "output_schema": schema,
    }
    for name, value in options.items():
        if name in values or name not in known:
            raise unknown_option(name, known)
        values[name] = _CHECKS.get(name, _as_it_is)(name, value)
    if session_id is not None and task is None:
        raise refusal("task", "is missing", "A session that exists already (session_id) needs a task to run.")
    if values.get("cache_script") is True and values.get("workspace_id") is None:
        raise refusal("cache_script", "is True without a workspace", "Give workspace_id, too: the script is kept there.")
    # None means "leave it to the API", except for the proxy, where null turns it off.
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None or name == "proxy_country_code"}
    body = CreateSessionRequest(**given).to_dict()
    if extra is not None:
        if not isinstance(extra, dict):
            raise refusal("extra_body", f"must be a dict, not {type(extra).__name__}", "Its keys are names of the API.")
        to_json(extra, "extra_body")
        for name in known:
            if camel_case(name) in extra:
                raise refusal("extra_body", f"holds {camel_case(name)}, for which there is an argument", f"Give it as {name}.")
        body |= extra
    return to_json(body, "output_schema")


def to_json(value: Any, argument: str) -> bytes:
    try:
        return json.dumps(value, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise refusal(
            argument, f"cannot be written as JSON ({error})", "Use dicts, lists, strings, numbers, booleans, None."
        ) from None


def checked_task(task: Any) -> str:
    if not isinstance(task, str):
        raise refusal("task", f"must be a string, not {type(task).__name__}", "Say in plain language what the agent is to do.")
    try:
        task.encode()
    except UnicodeEncodeError as error:
        raise refusal("task", f"holds half a character at position {error.start}", "It was cut or decoded wrongly.") from None
    return task


def checked_timeout(timeout: Any = DEFAULT_TIMEOUT) -> float:
    """Seconds; infinity for None."""
    return math.inf if timeout is None else checked_seconds("timeout", timeout)


def unknown_option(name: str, known: tuple[str, ...]) -> InvalidArgumentError:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    hint = f"Did you mean {close[0]}?" if close else "A property that this version does not know goes into extra_body."
    return InvalidArgumentError(f"There is no argument {name}. {hint}", argument=name)


def _as_it_is(name: str, value: Any) -> Any:
    return value


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise refusal(name, f"must be a string, not {type(value).__name__}", "Leave it out for the API's default.")
    return value


def _lower(name: str, value: Any) -> str | None:
    text = _text(name, value)
    return None if text is None else text.lower()


def _id(name: str, value: Any) -> str | None:
    return None if value is None else checked_id(value, name)


def _money(name: str, value: Any) -> str | None:
    return None if value is None else to_wire(value, name)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "model": _text,
    "keep_alive": checked_flag,
    "max_cost_usd": _money,
    "profile_id": _id,
    "workspace_id": _id,
    "proxy_country_code": _lower,
    "enable_scheduled_tasks": checked_flag,
    "enable_recording": checked_flag,
    "skills": checked_flag,
    "agentmail": checked_flag,
    "cache_script": checked_flag,
}

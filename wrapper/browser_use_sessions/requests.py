"""Arguments checked and turned into a request body, before anything is sent.

Only what cannot be right is refused. A model or a country that this version does not know goes out as it is.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from browser_use_sessions.calls import checked_id
from browser_use_sessions.errors import InvalidArgumentError
from browser_use_sessions.money import to_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Four hours: no session lives longer.
DEFAULT_TIMEOUT = 14_400.0


def create_body(task: str | None, session_id: str | None, schema: dict[str, Any] | None, options: Mapping[str, Any]) -> bytes:
    """The body of `POST /sessions`. `options` are those of `options.SessionOptions`."""
    from browser_use_api.models import CreateSessionRequest

    known = CreateSessionRequest.__match_args__
    options = dict(options)
    extra = options.pop("extra_body", None)
    values: dict[str, Any] = {"task": task, "session_id": session_id, "output_schema": schema}
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
        body.update(extra)
    return to_json(body, "output_schema")


def create_arguments(
    task: Any, session_id: Any, schema: dict[str, Any] | None, options: Mapping[str, Any]
) -> tuple[bytes, str | None]:
    """The body, and the ID of the session that the task goes to, None for a new one."""
    existing = None if session_id is None else checked_id(session_id)
    return create_body(None if task is None else checked_task(task), existing, schema, options), existing


def stop_body(strategy: Any) -> bytes | None:
    return None if strategy is None else to_json({"strategy": _text("strategy", strategy)}, "strategy")


def message_query(session_id: Any, after: Any, before: Any, limit: Any) -> tuple[str, str | None, str | None, int | None]:
    return (
        checked_id(session_id),
        None if after is None else checked_id(after, "after"),
        None if before is None else checked_id(before, "before"),
        checked_integer("limit", limit, 1, 100),
    )


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
    return task


def checked_timeout(timeout: Any = DEFAULT_TIMEOUT) -> float:
    """Seconds; infinity for None."""
    return math.inf if timeout is None else checked_seconds("timeout", timeout)


def checked_seconds(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise refusal(name, f"must be a positive number of seconds, not {value!r:.40}", "Leave it out for the default.")
    return float(value)


def checked_flag(name: str, value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise refusal(name, f"must be True or False, not {value!r:.40}", "Leave it out for the API's default.")
    return value


def checked_callable(name: str, value: Any) -> Any:
    if value is not None and not callable(value):
        raise refusal(name, f"must be a function, not {type(value).__name__}", "Leave it out if you need none.")
    return value


def checked_integer(name: str, value: Any, lowest: int, highest: int | None = None) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < lowest or (highest is not None and value > highest):
        bounds = f"at least {lowest}" if highest is None else f"from {lowest} to {highest}"
        raise refusal(name, f"must be an integer {bounds}, not {value!r:.40}", "Leave it out for the API's default.")
    return value


def unknown_option(name: str, known: tuple[str, ...]) -> InvalidArgumentError:
    from difflib import get_close_matches

    close = get_close_matches(name, known, 1)
    hint = f"Did you mean {close[0]}?" if close else "A property that this version does not know goes into extra_body."
    return InvalidArgumentError(f"There is no argument {name}. {hint}", argument=name)


def refusal(argument: str, problem: str, remedy: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"{argument} {problem}. {remedy}", argument=argument)


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

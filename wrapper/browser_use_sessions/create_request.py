"""Options of `run` and the like, turned into the request that starts a session or a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from browser_use_api import UNSET
from browser_use_api.operations.sessions import CREATE
from browser_use_sessions.checks import refusal
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from browser_use_api._core.operation import Option, Request
    from browser_use_api.models import Session


# What `run`, `run_many` and their like call arguments of their own. A property of the request that the API gives such a name is
# taken from `extra_body`.
OWN_NAMES = frozenset(
    ("schema", "timeout", "pace", "on_progress", "leave_running", "max_concurrency", "max_total_cost_usd", "return_exceptions")
)


def create_request(task: Any, session_id: Any, schema: Mapping[str, Any] | None, options: Mapping[str, Any]) -> Request[Session]:
    """The request of `POST /sessions`. `options` are those of `options.SessionOptions`.

    None means "leave it to the API", except where null means something else than the API's default, as for the proxy, which null
    turns off.
    """
    options = dict(options)
    extra = options.pop("extra_body", None)
    if task is not None:
        checked_task(task)
    given = {"task": task, "session_id": session_id, "output_schema": schema}
    for name in given.keys() & options.keys():
        raise InvalidArgumentError(f"There is no argument {name} here.", argument=name)
    arguments = {
        name: UNSET if value is None and not _null_differs(CREATE.options.get(name)) else value
        for name, value in {**given, **options}.items()
    }
    if isinstance(extra, Mapping):
        extra = dict(extra)
        for option in CREATE.options.values():
            if option.argument in OWN_NAMES - options.keys() and option.name in extra:
                arguments[option.argument] = extra.pop(option.name)
    return CREATE.request(arguments, extra_body=extra, error=InvalidArgumentError)


def with_own_names_in_body(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The request's arguments as `run` takes them: those whose names it has for itself are in `extra_body`."""
    own = {CREATE.options[name].name: value for name, value in arguments.items() if name in OWN_NAMES}
    rest = {name: value for name, value in arguments.items() if name not in OWN_NAMES}
    return {**rest, "extra_body": {**rest.get("extra_body", {}), **own}} if own else rest


def checked_task(task: Any) -> str:
    """The task. Raises InvalidArgumentError where it is no text, or empty: that would start a paid session in vain."""
    if not isinstance(task, str):
        raise refusal("task", f"must be a string, not {type(task).__name__}", "Say in plain language what the agent is to do.")
    if not task.strip():
        raise refusal("task", "is empty", "Say in plain language what the agent is to do.")
    return task


def _null_differs(option: Option | None) -> bool:
    """Whether null is a value of its own: the option takes it, and the API's default is another."""
    return option is not None and option.codec.accepts_null and option.default is not UNSET and option.default is not None

"""From the options of `run` and similar methods to the request that starts a session or a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from browser_use_api import UNSET
from browser_use_api.operations.sessions import CREATE
from browser_use_sessions._arguments import invalid_argument, is_blank
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from browser_use_api._core.operation import Option, Request
    from browser_use_api.models import Session


# Names of arguments that `run`, `run_many` and similar methods use themselves. If the API adds a property with such a name, its
# value is taken from `extra_body`.
OWN_NAMES = frozenset(
    ("schema", "timeout", "pace", "on_progress", "leave_running", "max_concurrency", "max_total_cost_usd", "return_exceptions")
)


def create_request(task: Any, session_id: Any, schema: Mapping[str, Any] | None, options: Mapping[str, Any]) -> Request[Session]:
    """The request `POST /sessions`. `options`: see `options.SessionOptions`.

    An option that is None is not sent, unless null differs from the API's default: null turns the proxy off.
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
    """The arguments in the form that `run` takes: those with a name that `run` uses itself are moved into `extra_body`."""
    own = {CREATE.options[name].name: value for name, value in arguments.items() if name in OWN_NAMES}
    rest = {name: value for name, value in arguments.items() if name not in OWN_NAMES}
    return {**rest, "extra_body": {**rest.get("extra_body", {}), **own}} if own else rest


def checked_task(task: Any) -> str:
    """The task. Raises InvalidArgumentError if it is not a text or is empty: an empty task would start a paid session in vain."""
    if not isinstance(task, str):
        raise invalid_argument(
            "task", f"must be a string, not {type(task).__name__}", "Say in plain language what the agent is to do."
        )
    if is_blank(task):
        raise invalid_argument("task", "is empty", "Say in plain language what the agent is to do.")
    return task


def _null_differs(option: Option | None) -> bool:
    """Whether the option accepts null, and null differs from the API's default."""
    return option is not None and option.codec.accepts_null and option.default is not UNSET and option.default is not None

"""Options of `run` and the like, turned into the request that starts a session or a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_api import UNSET
from browser_use_api.operations.sessions import CREATE
from browser_use_sessions.checks import refusal
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from browser_use_api._core.operation import Option, Request
    from browser_use_api.models import Session


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
    return CREATE.request(arguments, extra_body=extra, error=InvalidArgumentError)


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

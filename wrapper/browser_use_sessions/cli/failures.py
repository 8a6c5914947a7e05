"""How errors are shown, and which exit code they lead to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from browser_use_sessions.cli.shell_messages import for_shell
from browser_use_sessions.cli.streams import discard, print_wrapped, show
from browser_use_sessions.cli.terminal import as_json
from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError, TaskError

if TYPE_CHECKING:
    from browser_use_api.models import Session

ACHIEVED, TASK_FAILED, USAGE, API_ERROR, OUTPUT_LOST, INTERRUPTED = 0, 1, 2, 3, 4, 130


class LocalFileError(BrowserUseError):
    """A local file cannot be written."""


def exit_code(error: BrowserUseError | click.UsageError) -> int:
    if isinstance(error, InvalidArgumentError | click.UsageError):
        return USAGE
    failures = [each.error for each in getattr(error, "failures", ())]
    if isinstance(error, LocalFileError) or (failures and not any(isinstance(each, BrowserUseError) for each in failures)):
        return OUTPUT_LOST
    return TASK_FAILED if isinstance(error, TaskError) else API_ERROR


def report(error: BrowserUseError) -> None:
    """Prints the message and the notes of the error on stderr."""
    print_wrapped(f"Error: {for_shell(str(error), error.session_id)}")
    for note in notes(error):
        print_wrapped(note)


def notes(error: BaseException) -> list[str]:
    """The notes of the error, without duplicates: a stop that fails twice may add its note twice."""
    return [for_shell(note) for note in dict.fromkeys(getattr(error, "__notes__", ()))]


def print_error(error: BrowserUseError | click.UsageError, last_seen: Session | None = None) -> None:
    """As JSON on stdout; if that is not possible, as text on stderr."""
    try:
        show(as_json(as_data(error, last_seen)))
    except OSError:
        discard(sys.stdout)
        if isinstance(error, BrowserUseError):
            report(error)
        else:
            print_wrapped(f"Error: {error.format_message()}")


def as_data(error: BrowserUseError | click.UsageError, last_seen: Session | None = None) -> dict[str, Any]:
    """The error for --json. `session`: the session as it was last seen, with its status, cost and output."""
    if isinstance(error, click.UsageError):
        return {"error": {"type": InvalidArgumentError.__name__, "message": error.format_message()}}
    session = getattr(error, "result", None) or last_seen
    facts = {
        "type": type(error).__name__,
        "message": for_shell(str(error), error.session_id),
        "status_code": error.status_code,
        "detail": error.detail,
        "session_id": error.session_id or (None if session is None else session.id),
        "candidates": [each.id for each in getattr(error, "sessions", ())] or None,
        "done": [str(each) for each in getattr(error, "done", ())] or None,
        "failed": [{"path": each.path, "message": for_shell(str(each.error))} for each in getattr(error, "failures", ())] or None,
        "notes": notes(error) or None,
    }
    data = {"error": {name: value for name, value in facts.items() if value is not None}}
    return data if session is None else data | {"session": session.to_dict()}

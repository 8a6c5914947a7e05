"""`bu-sessions run`: a task from the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from browser_use_api.operations.sessions import CREATE
from browser_use_sessions._arguments import is_blank
from browser_use_sessions._decisions.create_request import with_own_names_in_body
from browser_use_sessions.cli.command import ApiCommand, connect
from browser_use_sessions.cli.failures import ACHIEVED, INTERRUPTED, OUTPUT_LOST, TASK_FAILED, exit_code, notes, print_error
from browser_use_sessions.cli.options import arguments, click_parameters
from browser_use_sessions.cli.progress import Progress, verdict
from browser_use_sessions.cli.streams import discard, print_message, print_wrapped, show
from browser_use_sessions.cli.terminal import as_json, clean, one_line
from browser_use_sessions.cli.values import read_json_file

if TYPE_CHECKING:
    from browser_use_sessions.results import SessionResult


def _read_schema(ctx: click.Context, option: click.Parameter, path: Path | None) -> Any:
    schema = read_json_file(ctx, option, path)
    if path is not None and not isinstance(schema, dict):
        raise click.BadParameter(f'{path} is not a JSON Schema: it must contain an object, such as {{"type": "object"}}.')
    return schema


# The options of the create request. The task is an argument, and the schema comes from a file.
_REQUEST = click_parameters(CREATE, ("schema", "timeout", "leave-running", "quiet"), ("task", "output_schema"))


def _request_options(command: Callable[..., Any]) -> Callable[..., Any]:
    vars(command).setdefault("__click_params__", []).extend(reversed(_REQUEST))
    return command


@click.command(cls=ApiCommand, short_help="Run a task and wait for its output.")
@click.argument("task")
@_request_options
@click.option(
    "--schema",
    "output_schema",
    type=click.Path(path_type=Path),
    callback=_read_schema,
    metavar="FILE",
    help="A JSON Schema for the output, which is then JSON.",
)
@click.option("--timeout", type=float, metavar="SECONDS", help="Stop the task after this time. [default: 14400]")
@click.option("--leave-running", is_flag=True, help="Do not stop the session on Ctrl-C, after an error or when the time is up.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def run(task: str, wants_json: bool, quiet: bool, **options: Any) -> int:
    """Run TASK, in plain language, and print its output; `-` reads the task from stdin.

    Progress goes to stderr. Ctrl-C stops the session. The exit code is 0 when the task was achieved and 1 when it was not;
    `bu-sessions --help` lists the others.

    \b
    Examples:
      bu-sessions run "What is the title of example.com?"
      bu-sessions run --schema price.json "How much is …?"
      bu-sessions run --session ID --json - < task.txt
    """
    from browser_use_sessions.cli.event_log import EventLog
    from browser_use_sessions.cli.interruption import Interruption
    from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError

    given = {
        **with_own_names_in_body(arguments(_REQUEST, options)),
        **{name: options[name] for name in ("output_schema", "timeout") if options[name] is not None},
    }
    text = _checked_task(_read_stdin() if task == "-" else task)
    progress = Progress(quiet)
    event_log = EventLog(progress.print_line)
    started = time.monotonic()
    with Interruption(progress, event_log, options["leave_running"]) as interruption:
        try:
            with connect(event_log) as client, progress:
                result = client.run(text, on_progress=progress.update, leave_running=options["leave_running"], **given)
        except BrowserUseError as error:
            if not wants_json or isinstance(error, InvalidArgumentError):
                raise
            print_error(error, progress.session)
            return exit_code(error)
        except KeyboardInterrupt as interrupt:
            interruption.wait_for_create()
            for line in interruption.outcome(notes(interrupt)):
                print_message(line)
            return INTERRUPTED
    try:
        _print_result(result, wants_json)
    except OSError as error:
        print_wrapped(f"The output could not be written ({error.strerror or error}). To see it again:")
        print_message(f"bu-sessions get {one_line(result.id)}")
        discard(sys.stdout)
        return OUTPUT_LOST if result.is_task_successful else TASK_FAILED
    if not quiet:
        print_message(verdict(result, time.monotonic() - started))
        if bool(given.get("keep_alive", given.get("session_id"))) and result.status == "idle":
            print_message(f"The session waits for a follow-up: bu-sessions run --session {one_line(result.id)} …")
            print_message(f"To end it: bu-sessions stop {one_line(result.id)}")
    return ACHIEVED if result.is_task_successful else TASK_FAILED


def _read_stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig") if sys.stdin else ""
    except UnicodeDecodeError as error:
        raise click.UsageError(f"The task on stdin is not UTF-8 text: byte {error.start + 1} is wrong.") from None


def _checked_task(task: str) -> str:
    """An empty task, as from a variable that is not set or an empty file, would cost money for nothing."""
    if is_blank(task):
        raise click.UsageError("The task is empty. Say in plain language what the agent is to do.")
    try:
        task.encode()
    except UnicodeEncodeError:
        raise click.UsageError("The task is not UTF-8 text.") from None
    return task


def _print_result(result: SessionResult[Any], wants_json: bool) -> None:
    if wants_json:
        show(as_json(result.to_dict()))
    elif isinstance(result.output, str):
        show(clean(result.output))
    elif result.output is not None:
        show(as_json(result.output))

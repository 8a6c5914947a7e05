"""`bu-sessions run`: a task from the command line."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from browser_use_sessions.cli.connection import connect, connection_options
from browser_use_sessions.cli.failures import ACHIEVED, INTERRUPTED, OUTPUT_LOST, TASK_FAILED, as_data, exit_code, notes, report
from browser_use_sessions.cli.progress import Progress, verdict
from browser_use_sessions.cli.streams import explain, give_up, show, tell
from browser_use_sessions.cli.terminal import as_json, clean, one_line

if TYPE_CHECKING:
    from browser_use_api.models import Session
    from browser_use_sessions.errors import BrowserUseError
    from browser_use_sessions.results import SessionResult


def _complete_model(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    from browser_use_api.models import Model

    return [name for name in Model.VALUES if name.startswith(incomplete)]


def _read_schema(ctx: click.Context, option: click.Parameter, path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    import json

    try:
        schema = json.loads(path.read_text("utf-8-sig"), parse_constant=_refuse_constant)
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise click.BadParameter(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    except ValueError as error:
        raise click.BadParameter(f"{path} is no JSON: {error}") from None
    if not isinstance(schema, dict):
        raise click.BadParameter(f'{path} is no JSON Schema: it must hold an object, such as {{"type": "object"}}.')
    return schema


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


@click.command(short_help="Run a task and wait for its output.")
@click.argument("task")
@click.option("--model", metavar="NAME", shell_complete=_complete_model, help="The model that drives the agent.")
@click.option("--max-cost", "max_cost_usd", metavar="USD", help="Stop the task when the session has cost this much.")
@click.option(
    "--schema",
    "output_schema",
    type=click.Path(path_type=Path),
    callback=_read_schema,
    metavar="FILE",
    help="A JSON Schema for the output.",
)
@click.option("--session", "session_id", metavar="ID", help="Run the task in this session, which must be idle.")
@click.option("--keep-alive/--no-keep-alive", default=None, help="Whether the session waits for a follow-up afterwards.")
@click.option(
    "--proxy", "proxy_country_code", metavar="COUNTRY", help="The country to browse from, as two letters, or `none` for no proxy."
)
@click.option("--profile", "profile_id", metavar="ID", help="A browser profile to load.")
@click.option("--workspace", "workspace_id", metavar="ID", help="A workspace to attach.")
@click.option("--cache-script/--no-cache-script", default=None, help="Whether to keep a script that replays the task for free.")
@click.option("--recording", "enable_recording", is_flag=True, default=None, help="Record a video.")
@click.option("--timeout", type=float, metavar="SECONDS", help="Stop the task after this time. [default: 14400]")
@click.option("--leave-running", is_flag=True, help="Stop nothing on Ctrl-C, on an error or when the time is up.")
@click.option("--json", "wants_json", is_flag=True, help="Give the whole session as JSON; errors as well, on stdout.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@connection_options
def run(task: str, wants_json: bool, quiet: bool, **options: Any) -> int:
    """Run TASK, in plain language, and print its output; `-` reads the task from stdin.

    Progress goes to stderr. Ctrl-C stops the session. The exit code is 0 when the task was achieved and 1 when it was not;
    `bu-sessions --help` lists the others.

    \b
    Examples:
      bu-sessions run "What is the title of example.com?"
      bu-sessions run --max-cost 0.50 --schema price.json "How much is …?"
      bu-sessions run --session ID --json - < task.txt
    """
    from browser_use_sessions.cli.interruption import Interruption
    from browser_use_sessions.cli.watch import LogWatch
    from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError

    connection = {name: options.pop(name) for name in ("base_url", "api_key", "allow_insecure_http")}
    given = {name: value for name, value in options.items() if value is not None}
    if given.get("proxy_country_code", "").lower() == "none":
        given["proxy_country_code"] = None
    text = _checked_task(_read_stdin() if task == "-" else task)
    progress = Progress(quiet)
    watch = LogWatch(progress.say)
    started = time.monotonic()
    with Interruption(progress, watch, given["leave_running"]) as interruption:
        try:
            with connect(connection, watch) as client, progress:
                result = client.run(text, on_progress=progress.update, **given)
        except BrowserUseError as error:
            if not wants_json or isinstance(error, InvalidArgumentError):
                raise
            return _print_error(error, progress.session)
        except KeyboardInterrupt as interrupt:
            interruption.settle()
            for line in interruption.outcome(notes(interrupt)):
                tell(line)
            return INTERRUPTED
    try:
        _print_result(result, wants_json)
    except OSError as error:
        explain(f"The output could not be written ({error.strerror or error}). To see it again:")
        tell(f"bu-sessions get {one_line(result.id)}")
        give_up(sys.stdout)
        return OUTPUT_LOST if result.is_task_successful else TASK_FAILED
    if not quiet:
        tell(verdict(result, time.monotonic() - started))
        if bool(given.get("keep_alive", given.get("session_id"))) and result.status == "idle":
            tell(f"The session waits for a follow-up: bu-sessions run --session {one_line(result.id)} …")
            tell(f"To end it: bu-sessions stop {one_line(result.id)}")
    return ACHIEVED if result.is_task_successful else TASK_FAILED


def _read_stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig") if sys.stdin else ""
    except UnicodeDecodeError as error:
        raise click.UsageError(f"The task on stdin is not UTF-8 text: byte {error.start + 1} is wrong.") from None


def _checked_task(task: str) -> str:
    """A variable that is not set or an empty file is no task to pay for."""
    if not task.strip():
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


def _print_error(error: BrowserUseError, last_seen: Session | None) -> int:
    """On stdout alone; on stderr where that is not possible."""
    try:
        show(as_json(as_data(error, last_seen)))
    except OSError:
        give_up(sys.stdout)
        report(error)
    return exit_code(error)

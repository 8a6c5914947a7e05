"""`bu-sessions run`: a task from the command line."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from browser_use_sessions.cli.connection import connect, connection_options

if TYPE_CHECKING:
    from browser_use_sessions.cli.progress import Progress
    from browser_use_sessions.errors import BrowserUseError
    from browser_use_sessions.session import SessionResult


def _complete_model(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    from browser_use_api.models import MODEL_VALUES

    return [name for name in MODEL_VALUES if name.startswith(incomplete)]


def _read_schema(ctx: click.Context, option: click.Parameter, path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    import json

    try:
        schema = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise click.BadParameter(f"{path} cannot be read: {error}") from None
    except ValueError as error:
        raise click.BadParameter(f"{path} is no JSON: {error}") from None
    if not isinstance(schema, dict):
        raise click.BadParameter(f'{path} is no JSON Schema: it must hold an object, such as {{"type": "object"}}.')
    return schema


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
@click.option("--json", "wants_json", is_flag=True, help="Give the whole session as JSON, errors included.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@connection_options
def run(
    task: str,
    wants_json: bool,
    quiet: bool,
    base_url: str | None,
    api_key: str | None,
    **options: Any,
) -> int:
    """Run TASK, in plain language, and print its output; `-` reads the task from stdin.

    Progress goes to stderr. Ctrl-C stops the session. The exit code is 0 when the task was achieved and 1 when it was not.

    \b
    Examples:
      bu-sessions run "What is the title of example.com?"
      bu-sessions run --max-cost 0.50 --schema price.json "How much is …?"
      bu-sessions run --session ID --json - < task.txt
    """
    from browser_use_sessions.cli.progress import Progress
    from browser_use_sessions.errors import BrowserUseError

    given = {name: value for name, value in options.items() if value is not None}
    if given.get("proxy_country_code", "").lower() == "none":
        given["proxy_country_code"] = None
    progress = Progress(quiet)
    _take_signals(progress)
    started = time.monotonic()
    try:
        with connect(base_url, api_key) as client, progress:
            text = _read_stdin() if task == "-" else task
            result = client.run(text, on_progress=progress.update, **given)
    except BrowserUseError as error:
        if wants_json:
            _print_error(error)
        raise
    except KeyboardInterrupt as interrupt:
        _report_stop(progress, interrupt)
        raise
    stays = bool(given.get("keep_alive", given.get("session_id")))
    try:
        return _report(result, wants_json, quiet, stays, time.monotonic() - started)
    except OSError:
        click.echo(f"The output got lost on its way. To see it again: bu-sessions get {result.id}", err=True)
        raise


def _read_stdin() -> str:
    try:
        text = sys.stdin.buffer.read().decode("utf-8") if sys.stdin else ""
    except UnicodeDecodeError as error:
        raise click.UsageError(f"The task on stdin is not UTF-8 text: byte {error.start + 1} is wrong.") from None
    if not text.strip():
        raise click.UsageError("There is no task on stdin.")
    return text


def _take_signals(progress: Progress) -> None:
    """Ctrl-C, a kill and a closed terminal all end the wait, and so stop the session."""

    def interrupt(number: int, frame: object) -> NoReturn:
        signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
        if progress.session is not None:
            click.echo(f"\nStopping session {progress.session.id} …", err=True)
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)


def _report_stop(progress: Progress, interrupt: KeyboardInterrupt) -> None:
    from browser_use_sessions.cli.terminal import say

    problems = getattr(interrupt, "__notes__", [])
    for problem in problems:
        say(problem)
    if not problems:
        say(f"Stopped session {progress.session.id}." if progress.session else "Nothing was started.")


def _report(result: SessionResult[Any], wants_json: bool, quiet: bool, stays: bool, seconds: float) -> int:
    from browser_use_sessions.cli.progress import verdict
    from browser_use_sessions.cli.terminal import as_json, clean

    if wants_json:
        click.echo(as_json(result.to_dict()))
    elif isinstance(result.output, str):
        click.echo(clean(result.output))
    elif result.output is not None:
        click.echo(as_json(result.output))
    if not quiet:
        click.echo(verdict(result, seconds), err=True)
        if stays and result.status == "idle":
            click.echo(f"The session waits for a follow-up: bu-sessions run --session {result.id} …", err=True)
    return 0 if result.is_task_successful else 1


def _print_error(error: BrowserUseError) -> None:
    from browser_use_sessions.cli.terminal import as_json

    facts = {
        "type": type(error).__name__,
        "message": str(error),
        "status_code": error.status_code,
        "detail": error.detail,
        "session_id": error.session_id,
    }
    click.echo(as_json({"error": {name: value for name, value in facts.items() if value is not None}}))

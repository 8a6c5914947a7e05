"""The group of subcommands, and what errors mean for the exit code."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points, version
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from browser_use_sessions.cli.failures import INTERRUPTED, OUTPUT_LOST, exit_code, report
from browser_use_sessions.cli.streams import explain, give_up, prepare, tell
from browser_use_sessions.errors import BrowserUseError

GROUP = "browser_use_sessions.commands"
PROGRAM = "bu-sessions"


class Commands(click.Group):
    """Finds the subcommands through entry points and loads a subcommand when it is called for."""

    @cached_property
    def _entry_points(self) -> dict[str, EntryPoint]:
        return {point.name: point for point in entry_points(group=GROUP)}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._entry_points)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        point = self._entry_points.get(cmd_name)
        if point is None:
            close = get_close_matches(cmd_name, self._entry_points, 1)
            if close and not ctx.resilient_parsing:
                ctx.fail(f"No such command '{cmd_name}'. Did you mean {close[0]}?")
            return None
        try:
            command: click.Command = point.load()
        except ImportError as error:
            return _Unavailable(cmd_name, f"`{cmd_name}` cannot be loaded ({error}). Is one of the extras missing?")
        return command


class _Unavailable(click.Command):
    """Stands in for a subcommand whose dependencies are not installed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name, short_help="(not installed)", add_help_option=False)
        self._problem = f'{problem} pip install "browser-use-sessions[cli,sandbox,contract]" brings everything.'

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return []

    def invoke(self, ctx: click.Context) -> Any:
        raise click.UsageError(self._problem)


def _show_version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"{PROGRAM} {version('browser-use-sessions')}")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version.")
def commands() -> None:
    """Run tasks in cloud browsers, and look after the sessions they run in.

    The API key is read from BROWSER_USE_API_KEY. Keys are made at https://cloud.browser-use.com.

    \b
    Without one, a local stand-in serves:
      bu-sessions sandbox
    Put the URL that it prints into BROWSER_USE_BASE_URL, and
    sandbox-key into BROWSER_USE_API_KEY.

    \b
    Start here:
      bu-sessions run "What is the title of example.com?"

    \b
    Exit codes:
      0    done; for `run`, the task was achieved
      1    the task failed, or took too long
      2    wrong usage: nothing was sent
      3    the API refused, or could not be reached
      4    the output could not be written; a task of `run` was
           achieved, and `get ID` shows its output once more
      130  interrupted; `run` says what it has stopped, all else
           is left as it is

    \b
    Completion, in ~/.bashrc (for zsh: zsh_source):
      eval "$(_BU_SESSIONS_COMPLETE=bash_source bu-sessions)"
    """


def run_command_line() -> int:
    """Runs the command that the arguments name. Gives the exit code; every error is one message on stderr."""
    prepare()
    try:
        code = commands.main(prog_name=PROGRAM, standalone_mode=False)
        if sys.stdout:  # There is none when the shell has closed it: `>&-`.
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        _show_usage_error(error)
        return error.exit_code
    except BrowserUseError as error:
        report(error)
        return exit_code(error)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # Then whoever read the output has seen enough.
            explain(f"Error: The output cannot be written: {error.strerror or error}.")
        give_up(sys.stdout)
        return OUTPUT_LOST


def _show_usage_error(error: click.ClickException) -> None:
    """As click does it, but safe to look at and whole words in a narrow terminal."""
    if isinstance(error, NoArgsIsHelpError):
        tell(error.format_message())
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        tell(error.ctx.get_usage())
        tell(f"Try '{error.ctx.command_path} --help' for help.\n")
    explain(f"Error: {error.format_message()}")

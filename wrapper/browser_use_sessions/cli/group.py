"""The program: its subcommands, and the exit codes for errors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property, partial
from importlib.metadata import entry_points, version
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from browser_use_sessions.cli.failures import INTERRUPTED, OUTPUT_LOST
from browser_use_sessions.cli.streams import discard, prepare, print_message, print_wrapped

PROGRAM = "bu-sessions"
_ENTRY_POINTS = "browser_use_sessions.commands"
_SESSIONS = "sessions"  # The resource whose operations are commands of the program itself.
Loaders = dict[str, Callable[[], click.Command]]
"""Name of a command → function that loads it."""


class ResourceGroup(click.Group):
    """A command for each operation of a resource in the catalogue. Commands from entry points take precedence. A command is
    loaded when it is needed.
    """

    def __init__(self, name: str | None = None, resource: str = _SESSIONS, **settings: Any) -> None:
        super().__init__(name, **settings)
        self._resource = resource

    @cached_property
    def defined(self) -> Loaders:
        """The commands from entry points."""
        group = _ENTRY_POINTS if self._resource == _SESSIONS else f"{_ENTRY_POINTS}.{self._resource}"
        return {point.name: point.load for point in entry_points(group=group)}

    @cached_property
    def made(self) -> Loaders:
        """The commands that are made from the catalogue."""
        from browser_use_api.catalogue import operations
        from browser_use_sessions.cli.resource import operation_command

        return {one.name.replace("_", "-"): partial(operation_command, one) for one in operations(self._resource).values()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.defined | self.made)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        load = self.defined.get(cmd_name) or self.made.get(cmd_name)
        if load is None:
            close = get_close_matches(cmd_name, self.list_commands(ctx), 1)
            if close and not ctx.resilient_parsing:
                ctx.fail(f"No such command '{cmd_name}'. Did you mean {close[0]}?")
            return None
        try:
            return load()
        except ImportError as error:
            return _unavailable(cmd_name, str(error))


class Commands(ResourceGroup):
    """Also has a group for each other resource."""

    @cached_property
    def made(self) -> Loaders:
        from browser_use_api.catalogue import RESOURCES

        groups = {
            name: partial(ResourceGroup, name, name, help=about, short_help=about, no_args_is_help=True)
            for name, about in RESOURCES.items()
            if name != _SESSIONS
        }
        return super().made | groups


def _unavailable(name: str, problem: str) -> click.Command:
    """Stands in for a command whose dependencies are not installed."""

    def refuse() -> None:
        raise click.UsageError(
            f"`{name}` cannot be loaded ({problem}). Is one of the extras missing? pip install '.[cli,sandbox,contract]' in a "
            "checkout installs everything."
        )

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, settings, refuse, short_help="(not installed)", add_help_option=False)


def _show_version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"{PROGRAM} {version('browser-use-sessions')}")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version.")
def commands() -> None:
    """Run tasks in cloud browsers, and manage their sessions.

    The API key is read from BROWSER_USE_API_KEY. Keys are made at https://cloud.browser-use.com.

    \b
    Without a key, use a local sandbox:
      bu-sessions sandbox
    Set BROWSER_USE_BASE_URL to the URL that it prints, and
    BROWSER_USE_API_KEY to sandbox-key.

    \b
    Start here:
      bu-sessions run "What is the title of example.com?"

    \b
    Exit codes:
      0    done; for `run`, the task was achieved
      1    the task failed, or took too long
      2    wrong usage: nothing was sent
      3    the API returned an error, or could not be reached
      4    the output could not be written; a task of `run` was
           achieved, and `get ID` shows its output again
      130  interrupted; `run` stops its session and says so,
           other commands stop nothing

    \b
    Completion, in ~/.bashrc (for zsh: zsh_source):
      eval "$(_BU_SESSIONS_COMPLETE=bash_source bu-sessions)"
    """


def run_command_line() -> int:
    """Runs the command that the arguments name, and returns the exit code. Every error is one message on stderr."""
    prepare()
    try:
        code = commands.main(prog_name=PROGRAM, standalone_mode=False)
        if sys.stdout:  # It is None if the shell has closed it: `>&-`.
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        _show_usage_error(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # The reader of the output has stopped, such as `head`.
            print_wrapped(f"Error: The output cannot be written: {error.strerror or error}.")
        discard(sys.stdout)
        return OUTPUT_LOST


def _show_usage_error(error: click.ClickException) -> None:
    """Like click, but without control characters, and with line breaks only between words."""
    if isinstance(error, NoArgsIsHelpError):
        print_message(error.format_message())
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        print_message(error.ctx.get_usage())
        print_message(f"Try '{error.ctx.command_path} --help' for help.\n")
    print_wrapped(f"Error: {error.format_message()}")

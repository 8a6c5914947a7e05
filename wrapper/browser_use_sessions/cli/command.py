"""What all commands that call the API share: the client, the options for it, `--json`, and how errors are shown."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from browser_use_sessions.cli.failures import USAGE, exit_code, print_error, report
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from browser_use_sessions._sync.client import BrowserUse
    from browser_use_sessions.cli.event_log import EventLog

_JSON = click.Option(["--json", "wants_json"], is_flag=True, help="Print JSON, as the API sends it; errors as well.")
_SECRETS = click.Option(
    ["--show-secrets"], is_flag=True, help="Show secret URLs and other secret values. (--json always shows them.)"
)
_CONNECTION = (
    click.Option(["--base-url"], metavar="URL", help="URL of the API, up to /api/v3. [env: BROWSER_USE_BASE_URL]"),
    click.Option(["--api-key"], metavar="KEY", help="The API key; it is safer in the environment. [env: BROWSER_USE_API_KEY]"),
    click.Option(
        ["--allow-insecure-http"], is_flag=True, help="Allow plain http to other machines: the key is sent unencrypted."
    ),
)


class ApiCommand(click.Command):
    """With `--json`, errors are JSON on stdout; otherwise messages on stderr. The result of the callback is the exit code.

    A kill and a closed terminal interrupt it like Ctrl-C.
    """

    def __init__(self, *arguments: Any, has_secrets: bool = False, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params += [_JSON, *([_SECRETS] if has_secrets else []), *_CONNECTION]

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        wants_json = "--json" in (args[: args.index("--")] if "--" in args else args)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            if not wants_json:
                raise
            print_error(error)
            raise click.exceptions.Exit(USAGE) from None

    def invoke(self, ctx: click.Context) -> Any:
        ctx.meta["connection"] = {option.name: ctx.params.pop(option.name or "") for option in _CONNECTION}
        try:
            with on_signals(_interrupt, "SIGTERM", "SIGHUP"):
                return super().invoke(ctx)
        except (BrowserUseError, click.UsageError) as error:
            if ctx.params["wants_json"]:
                print_error(error)
            elif isinstance(error, click.UsageError):
                raise
            else:
                report(error)
            return exit_code(error)


@contextmanager
def connect(event_log: EventLog | None = None) -> Iterator[BrowserUse]:
    """The client of the running command. Invalid arguments become usage errors that name the option. Pauses before retries, and
    warnings of the client, are printed.
    """
    import warnings

    from browser_use_sessions._sync.client import BrowserUse
    from browser_use_sessions.cli.event_log import EventLog
    from browser_use_sessions.cli.shell_messages import argument_of, for_shell
    from browser_use_sessions.cli.streams import print_message, print_wrapped
    from browser_use_sessions.errors import ConnectionFailedError, InvalidArgumentError

    context = click.get_current_context()
    made: BrowserUse | None = None
    try:
        made = BrowserUse(**context.meta["connection"])
        with event_log or EventLog(print_message), warnings.catch_warnings(), made as client:
            warnings.simplefilter("always", RuntimeWarning)
            warnings.showwarning = lambda message, *rest: print_wrapped(for_shell(str(message)))
            yield client
    except ConnectionFailedError as error:
        if made is not None:
            error.add_note(f"The base URL was {made.base_url} (--base-url or BROWSER_USE_BASE_URL gives another one).")
        raise
    except InvalidArgumentError as error:
        given = context.params | context.meta["connection"]
        for parameter in context.command.params:
            if argument_of(parameter) == error.argument and given[parameter.name or ""] is not None:
                raise click.BadParameter(for_shell(str(error)), context, parameter) from None
        raise


@contextmanager
def on_signals(handler: Callable[[int, Any], object], *names: str) -> Iterator[None]:
    """Calls the handler for these signals, except those that the program was started to ignore, as by `nohup`."""
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {each: signal.signal(each, handler) for each in numbers if signal.getsignal(each) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt

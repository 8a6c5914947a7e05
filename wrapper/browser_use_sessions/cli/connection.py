"""The options and the client of every subcommand that calls the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from browser_use_sessions._sync.client import BrowserUse
    from browser_use_sessions.cli.event_log import EventLog


def connection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --base-url, --api-key and --allow-insecure-http, whose values go to `connect`."""
    options = (
        click.option("--base-url", metavar="URL", help="URL of the API, up to /api/v3. [env: BROWSER_USE_BASE_URL]"),
        click.option(
            "--api-key",
            metavar="KEY",
            help="The API key; it is safer in the environment. [env: BROWSER_USE_API_KEY]",
        ),
        click.option(
            "--allow-insecure-http", is_flag=True, help="Allow plain http to other machines: the key is sent unencrypted."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def connect(connection: dict[str, Any], event_log: EventLog | None = None) -> Iterator[BrowserUse]:
    """A client. Invalid arguments become usage errors that name the option. Pauses before retries, and warnings of the client,
    are printed.
    """
    import warnings

    from browser_use_sessions._sync.client import BrowserUse
    from browser_use_sessions._transport.base_url import find_base_url
    from browser_use_sessions.cli.event_log import EventLog
    from browser_use_sessions.cli.shell_messages import argument_of, for_shell
    from browser_use_sessions.cli.streams import print_message, print_wrapped
    from browser_use_sessions.errors import ConnectionFailedError, InvalidArgumentError

    try:
        made = BrowserUse(**connection)
        with event_log or EventLog(print_message), warnings.catch_warnings(), made as client:
            warnings.simplefilter("always", RuntimeWarning)
            warnings.showwarning = lambda message, *rest: print_wrapped(for_shell(str(message)))
            yield client
    except ConnectionFailedError as error:
        base_url = find_base_url(connection["base_url"], allow_insecure_http=True)
        error.add_note(f"The base URL was {base_url.url} (--base-url or BROWSER_USE_BASE_URL gives another one).")
        raise
    except InvalidArgumentError as error:
        context = click.get_current_context()
        for parameter in context.command.params:
            if argument_of(parameter) == error.argument and context.params[parameter.name or ""] is not None:
                raise click.BadParameter(for_shell(str(error)), context, parameter) from None
        raise

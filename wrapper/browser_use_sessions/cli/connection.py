"""What every subcommand has that talks to the API."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from browser_use_sessions.cli.event_log import EventLog
    from browser_use_sessions.client import BrowserUse

_VARIABLES = frozenset(("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSLKEYLOGFILE"))
_QUOTES = frozenset("'\"`\u2018\u2019\u201c\u201d")


def connection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --base-url, --api-key and --allow-insecure-http, whose values go to `connect`."""
    options = (
        click.option("--base-url", metavar="URL", help="Where the API is, up to /api/v3. [env: BROWSER_USE_BASE_URL]"),
        click.option(
            "--api-key", metavar="KEY", help="The API key; the environment keeps it out of sight. [env: BROWSER_USE_API_KEY]"
        ),
        click.option("--allow-insecure-http", is_flag=True, help="Send the key unencrypted to another machine, if need be."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def connect(connection: dict[str, Any], watch: EventLog | None = None) -> Iterator[BrowserUse]:
    """A client. Arguments that it refuses become usage errors that name the option. Waits for another try, and the
    client's warnings, are told."""
    import warnings

    from browser_use_sessions.address import find_address
    from browser_use_sessions.cli.event_log import EventLog
    from browser_use_sessions.cli.shell_messages import argument_of, for_shell
    from browser_use_sessions.cli.streams import explain, tell
    from browser_use_sessions.client import BrowserUse
    from browser_use_sessions.errors import AuthenticationError, BrowserUseError, ConnectionFailedError, InvalidArgumentError

    try:
        try:
            made = BrowserUse(**connection)
        except BrowserUseError:
            raise
        except Exception as error:  # Whatever the environment holds that no HTTP client can be made with.
            given = [name for name in os.environ if name.upper() in _VARIABLES]
            told = f" Look at {', '.join(given)} in the environment." if given else ""
            raise InvalidArgumentError(f"The client cannot be made: {str(error).rstrip('.')}.{told}", argument="") from error
        with watch or EventLog(tell), warnings.catch_warnings(), made as client:
            warnings.simplefilter("always", RuntimeWarning)
            warnings.showwarning = lambda message, *rest: explain(for_shell(str(message)))
            yield client
    except AuthenticationError as error:
        if odd := _odd_key(connection["api_key"]):
            error.add_note(f"The API key {odd}. Is that meant?")
        raise
    except ConnectionFailedError as error:
        address = find_address(connection["base_url"], allow_insecure_http=True)
        error.add_note(f"The address was {address.url} (--base-url or BROWSER_USE_BASE_URL gives another one).")
        raise
    except InvalidArgumentError as error:
        context = click.get_current_context()
        for parameter in context.command.params:
            if argument_of(parameter) == error.argument and context.params[parameter.name or ""] is not None:
                raise click.BadParameter(for_shell(str(error)), context, parameter) from None
        raise


def _odd_key(api_key: str | None) -> str:
    """What is suspicious about the form of a key that was refused, in words that do not show it."""
    from browser_use_sessions.secret import KEY_VARIABLE

    source = "--api-key" if api_key else KEY_VARIABLE
    key = api_key or os.environ.get(KEY_VARIABLE) or ""
    oddities = {
        "has blanks at its ends, which were left out": key != key.strip(),
        "has quotation marks at its ends": key.strip()[:1] in _QUOTES or key.strip()[-1:] in _QUOTES,
        "has blanks in it": len(key.split()) > 1,
        f"begins with {KEY_VARIABLE}=": key.strip().startswith(KEY_VARIABLE),
        "is a placeholder in angle brackets": key.strip().startswith("<"),
    }
    found = [words for words, applies in oddities.items() if applies]
    return f"(from {source}) {' and '.join(found)}" if found else ""

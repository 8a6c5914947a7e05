"""What every subcommand has that talks to the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from browser_use_sessions.client import BrowserUse


def connection_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --base-url and --api-key, whose values go to `connect`."""
    url = click.option("--base-url", metavar="URL", help="Where the API is, up to /api/v3. [env: BROWSER_USE_BASE_URL]")
    key = click.option(
        "--api-key", metavar="KEY", help="The API key; the environment keeps it out of sight. [env: BROWSER_USE_API_KEY]"
    )
    return url(key(command))


@contextmanager
def connect(base_url: str | None, api_key: str | None) -> Iterator[BrowserUse]:
    """A client. Arguments that it refuses become usage errors that name the option."""
    from browser_use_sessions.client import BrowserUse
    from browser_use_sessions.errors import InvalidArgumentError

    try:
        with BrowserUse(api_key, base_url=base_url) as client:
            yield client
    except InvalidArgumentError as error:
        context = click.get_current_context()
        for parameter in context.command.params:
            if parameter.name == error.argument and context.params[error.argument] is not None:
                raise click.BadParameter(str(error), context, parameter) from None
        raise

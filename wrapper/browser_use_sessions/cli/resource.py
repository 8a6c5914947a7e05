"""A command for each operation of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from browser_use_sessions.cli.command import ApiCommand, connect
from browser_use_sessions.cli.failures import INTERRUPTED
from browser_use_sessions.cli.lists import LIMIT, SHOWN, Listing, as_data
from browser_use_sessions.cli.streams import print_message, print_wrapped, show
from browser_use_sessions.cli.tables import show_object, show_table
from browser_use_sessions.cli.terminal import as_json

if TYPE_CHECKING:
    from browser_use_api._core.operation import Operation


def operation_command(operation: Operation[Any]) -> click.Command:
    """The command for the operation."""
    from browser_use_sessions.cli.options import arguments, click_parameters, in_options

    reserved = (LIMIT,) if operation.paging else ()
    parameters = click_parameters(operation, reserved, reserved if operation.paging and operation.paging.size == LIMIT else ())

    def carry_out(wants_json: bool, show_secrets: bool = False, limit: int | None = None, **values: Any) -> int | None:
        given = arguments(parameters, values)
        try:
            with connect() as client:
                method = getattr(getattr(client, operation.resource), operation.name)
                found = method(**given) if operation.paging is None else Listing(operation, method, given, limit)
        except KeyboardInterrupt:
            if not operation.is_idempotent:
                print_wrapped("Interrupted. It is unknown whether this was carried out: check that before you try again.")
            return INTERRUPTED
        if isinstance(found, Listing):
            found.show(wants_json, show_secrets)
        else:
            _show(found, wants_json, show_secrets)
        return None

    texts = [f"{operation.summary}.", in_options(operation.description, operation)]
    more: list[click.Parameter] = []
    if operation.paging is not None:
        texts.append(
            "Reads all pages, up to --limit. With an option about pages, reads one page, and --json prints it as the API sent it."
        )
        text = f"The most items to show, from as many pages as needed. [default: {SHOWN}]"
        more.append(click.Option([f"--{LIMIT}"], type=click.IntRange(1), metavar="N", help=text))
    return ApiCommand(
        operation.name.replace("_", "-"),
        callback=carry_out,
        params=parameters + more,
        has_secrets=any(200 <= answer.first < 300 and answer.media == "json" for answer in operation.answers),
        help="\n\n".join(text for text in texts if text not in ("", ".")),
        short_help=texts[0],
        deprecated=operation.is_deprecated,
    )


def _show(value: Any, wants_json: bool, show_secrets: bool) -> None:
    """Prints the result of an operation."""
    if value is None:
        print_message("Done.")
    elif isinstance(value, bytes):
        show(value)
    elif wants_json:
        show(as_json(as_data(value)))
    elif isinstance(value, list):
        show_table(value, show_secrets)
    else:
        show_object(value, show_secrets)

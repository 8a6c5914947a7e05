"""`browsers stop`: a shorter name for `browsers update ID --action stop`."""

from __future__ import annotations

from typing import Any

import click

from browser_use_sessions.cli.command import ApiCommand, json_option
from browser_use_sessions.cli.connection import connect, connection_options
from browser_use_sessions.cli.streams import print_message, show
from browser_use_sessions.cli.terminal import as_json, one_line


@click.command(cls=ApiCommand, short_help="Stop a browser; the remaining time is refunded.")
@click.argument("session_id", metavar="ID")
@json_option
@connection_options
def stop(session_id: str, wants_json: bool, **connection: Any) -> None:
    """Stop the browser ID. The remaining time is refunded, and the state of its profile is saved."""
    with connect(connection) as client:
        browser = client.browsers.stop(session_id)
    if wants_json:
        show(as_json(browser.to_dict()))
    else:
        print_message(f"Stopped browser {one_line(browser.id)}: it is {one_line(browser.status)}.")

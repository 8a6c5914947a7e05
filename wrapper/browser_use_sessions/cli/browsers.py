"""`browsers stop`: what `browsers update` does, in the words that everybody looks for."""

from __future__ import annotations

from typing import Any

import click

from browser_use_sessions.cli.command import ApiCommand, json_option
from browser_use_sessions.cli.connection import connect, connection_options
from browser_use_sessions.cli.streams import show, tell
from browser_use_sessions.cli.terminal import as_json, one_line


@click.command(cls=ApiCommand, short_help="Stop a browser, and get the rest of its time back.")
@click.argument("session_id", metavar="ID")
@json_option
@connection_options
def stop(session_id: str, wants_json: bool, **connection: Any) -> None:
    """Stop the browser ID. The time that is left is refunded; the state of its profile is saved."""
    with connect(connection) as client:
        browser = client.browsers.stop(session_id)
    if wants_json:
        show(as_json(browser.to_dict()))
    else:
        tell(f"Stopped browser {one_line(browser.id)}: it is {one_line(browser.status)}.")

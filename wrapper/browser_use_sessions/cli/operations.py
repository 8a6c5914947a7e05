"""`list`, `get`, `messages`, `stop` and `delete`: the API's other operations from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from browser_use_sessions.cli.command import ApiCommand, json_option
from browser_use_sessions.cli.connection import connect, connection_options
from browser_use_sessions.cli.streams import show, tell
from browser_use_sessions.cli.terminal import as_json, clean, cut, money, one_line, width

if TYPE_CHECKING:
    from browser_use_api.models import Message, Session
    from browser_use_sessions.handle import SessionHandle

session_argument = click.argument("session_id", metavar="ID")


@click.command("list", cls=ApiCommand, short_help="Show the project's sessions.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="How many at most.")
@click.option("--active", is_flag=True, help="Only those that have not ended: the ones that can cost money.")
@json_option
@connection_options
def list_sessions(limit: int, active: bool, wants_json: bool, **connection: Any) -> None:
    """Show the project's sessions, the newest first."""
    from browser_use_sessions.lifecycle import FINAL

    with connect(connection) as client:
        everything = iter(client.sessions.list(page_size=100 if active else min(limit + 1, 100)))
        wanted: Iterable[Session] = (one for one in everything if one.status not in FINAL) if active else everything
        found = list(islice(wanted, limit + 1))
    sessions = found[:limit]
    if wants_json:
        show(as_json([session.to_dict() for session in sessions]))
    else:
        for session in sessions:
            show(_row(session))
        if not sessions:
            tell(f"There are no {'active ' if active else ''}sessions.")
    if len(found) > limit:
        tell(f"There are more; --limit {limit * 5} shows up to {limit * 5}.")


@click.command(cls=ApiCommand, short_help="Show one session.")
@session_argument
@json_option
@connection_options
def get(session_id: str, wants_json: bool, **connection: Any) -> None:
    """Show the session ID as it is now."""
    with connect(connection) as client:
        _show(client.sessions.get(session_id), wants_json)


@click.command(cls=ApiCommand, short_help="Show what was said and done in a session.")
@session_argument
@click.option("--follow", "-f", is_flag=True, help="Go on until the task is over.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the newest N.")
@json_option
@connection_options
def messages(session_id: str, follow: bool, limit: int | None, wants_json: bool, **connection: Any) -> None:
    """Show the messages of the session ID, in the order in which they came. With --json, one JSON object a line."""
    if follow and limit is not None:
        raise click.UsageError("--limit and --follow exclude each other.")
    with connect(connection) as client:
        if follow:
            _follow(client.session(session_id), wants_json)
            return
        found = list(client.sessions.messages(session_id, limit=None if limit is None else min(limit, 100)))
        for message in found[-limit:] if limit else found:
            _print_message(message, wants_json)


@click.command(cls=ApiCommand, short_help="Stop a session, or its task alone.")
@session_argument
@click.option("--task", is_flag=True, help="Stop the running task only; the session stays alive and can take another one.")
@json_option
@connection_options
def stop(session_id: str, task: bool, wants_json: bool, **connection: Any) -> None:
    """Stop the session ID."""
    with connect(connection) as client:
        session = client.sessions.stop(session_id, strategy="task" if task else None)
    _confirm(session, "Stopped the task of" if task else "Stopped", wants_json)


@click.command(cls=ApiCommand, short_help="Delete a session.")
@session_argument
@connection_options
def delete(session_id: str, **connection: Any) -> None:
    """Delete the session ID for good. If it still runs, it is stopped first."""
    with connect(connection) as client:
        client.sessions.delete(session_id)
    tell(f"Deleted session {session_id}.")


def _follow(handle: SessionHandle, wants_json: bool) -> None:
    looks = 0

    def look(session: Session) -> None:
        nonlocal looks
        looks += 1
        if looks == 1 and _has_no_task(session):
            tell(f"Session {one_line(session.id)} has no task: waiting for one, for a minute at most.")

    with handle.follow(on_progress=look) as stream:
        for message in stream:
            _print_message(message, wants_json)
    if stream.result is not None and _has_no_task(stream.result):
        tell("No task has begun.")


def _has_no_task(session: Session) -> bool:
    return session.status == "idle" and session.is_task_successful is None


def _row(session: Session) -> str:
    """One line; two where the terminal is too narrow for the title."""
    columns = width(sys.stdout)
    between = "\n    " if columns is not None and columns < 80 else "  "
    title = one_line(session.title or "")
    row = f"{one_line(session.id)}  {one_line(session.status):<9}  {money(session.total_cost_usd):>9}{between}{title}".rstrip()
    return "\n".join(cut(line, columns) for line in row.split("\n"))


def _show(session: Session, wants_json: bool) -> None:
    data = session.to_dict()
    if wants_json:
        show(as_json(data))
        return
    output = data.pop("output", None)
    for name, value in data.items():
        if value is not None and value != []:
            show(f"{one_line(name)}: {one_line(value) if isinstance(value, str) else as_json(value)}")
    if output is not None:
        show(f"output: {clean(output) if isinstance(output, str) else as_json(output)}")


def _confirm(session: Session, what: str, wants_json: bool) -> None:
    if wants_json:
        show(as_json(session.to_dict()))
    cost = money(session.total_cost_usd)
    tell(f"{what} session {one_line(session.id)}: it is {one_line(session.status)} and has cost {cost}.")


def _print_message(message: Message, wants_json: bool) -> None:
    if wants_json:
        import json

        show(json.dumps(message.to_dict()))
        return
    time: datetime = message.created_at.astimezone()
    kind = one_line(message.type or message.role)
    text = one_line(message.summary or message.data)
    show(cut(f"{time:%H:%M:%S}  {one_line(message.role)}  {kind}: {text}", width(sys.stdout)))

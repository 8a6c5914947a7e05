"""`list`, `messages`, `stop` and `browsers stop`: commands that do more than one operation, or say it more shortly."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Literal

import click

from browser_use_sessions.cli.command import ApiCommand, connect
from browser_use_sessions.cli.failures import exit_code, report
from browser_use_sessions.cli.streams import print_message, show
from browser_use_sessions.cli.terminal import as_json, cut, money, one_line, width

if TYPE_CHECKING:
    from browser_use_api.models import Message, Session
    from browser_use_sessions._sync.client import BrowserUse
    from browser_use_sessions._sync.handle import SessionHandle

Strategy = Literal["task"] | None


@click.command("list", cls=ApiCommand, short_help="Show the project's sessions.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="The most sessions to show.")
@click.option("--active", is_flag=True, help="Only sessions that have not ended, which may cost money.")
def list_sessions(limit: int, active: bool, wants_json: bool) -> None:
    """Show the project's sessions, the newest first."""
    with connect() as client:
        wanted = _active(client) if active else client.sessions.list(page_size=min(limit + 1, 100))
        found = list(islice(wanted, limit + 1))
    sessions = found[:limit]
    if wants_json:
        show(as_json([session.to_dict() for session in sessions]))
    else:
        for session in sessions:
            show(_row(session))
        if not sessions:
            print_message(f"There are no {'active ' if active else ''}sessions.")
    if len(found) > limit:
        print_message(f"There are more. --limit {limit * 5} shows up to {limit * 5}.")


@click.command(cls=ApiCommand, short_help="Show the messages of a session.")
@click.argument("session_id", metavar="ID")
@click.option("--follow", "-f", is_flag=True, help="Keep printing new messages until the task is over.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Show only the newest N messages.")
def messages(session_id: str, follow: bool, limit: int | None, wants_json: bool) -> None:
    """Show the messages of the session ID in chronological order. With --json, each line is one JSON object."""
    if follow and limit is not None:
        raise click.UsageError("--limit and --follow cannot be combined.")
    with connect() as client:
        if follow:
            _follow(client.session(session_id), wants_json)
            return
        found = list(client.sessions.messages(session_id, limit=None if limit is None else min(limit, 100)))
        for message in found[-limit:] if limit else found:
            _print_message(message, wants_json)


@click.command(cls=ApiCommand, short_help="Stop a session or its task, or all sessions.")
@click.argument("session_id", metavar="[ID]", required=False)
@click.option("--task", is_flag=True, help="Stop only the running task. The session stays alive and can run another task.")
@click.option(
    "--all", "stops_all", is_flag=True, help="Stop every session of the project that has not ended, whoever started it."
)
def stop(session_id: str | None, task: bool, stops_all: bool, wants_json: bool) -> int:
    """Stop the session ID, or all of them."""
    if (session_id is None) != stops_all:
        raise click.UsageError("Give either the ID of a session or --all.")
    what = "Stopped the task of" if task else "Stopped"
    strategy: Strategy = "task" if task else None
    with connect() as client:
        if session_id is None:
            return _stop_all(client, what, strategy, wants_json)
        session = client.sessions.stop(session_id, strategy=strategy)
    if wants_json:
        show(as_json(session.to_dict()))
    _confirm(session, what)
    return 0


def _stop_all(client: BrowserUse, what: str, strategy: Strategy, wants_json: bool) -> int:
    """If one cannot be stopped, the others are stopped all the same."""
    from browser_use_sessions.errors import StopAllError

    code = 0
    try:
        stopped: Sequence[Session] = client.sessions.stop_all(strategy=strategy)
    except StopAllError as error:
        stopped = error.stopped
        for each in error.errors:
            report(each)
            code = exit_code(each)
    for session in stopped:
        _confirm(session, what)
    if wants_json:
        show(as_json([session.to_dict() for session in stopped]))
    if not (stopped or code):
        print_message("There are no active sessions.")
    return code


@click.command("stop", cls=ApiCommand, short_help="Stop a browser; the remaining time is refunded.")
@click.argument("session_id", metavar="ID")
def stop_browser(session_id: str, wants_json: bool) -> None:
    """Stop the browser ID. The remaining time is refunded, and the state of its profile is saved."""
    with connect() as client:
        browser = client.browsers.stop(session_id)
    if wants_json:
        show(as_json(browser.to_dict()))
    else:
        print_message(f"Stopped browser {one_line(browser.id)}: it is {one_line(browser.status)}.")


def _active(client: BrowserUse) -> Iterator[Session]:
    """The sessions that have not ended."""
    from browser_use_sessions._decisions.completion import FINAL

    return (session for session in client.sessions.list(page_size=100) if session.status not in FINAL)


def _follow(handle: SessionHandle, wants_json: bool) -> None:
    polls = 0

    def on_progress(session: Session) -> None:
        nonlocal polls
        polls += 1
        if polls == 1 and _has_no_task(session):
            print_message(f"Session {one_line(session.id)} has no task. Waiting up to a minute for one.")

    with handle.follow(on_progress=on_progress) as stream:
        for message in stream:
            _print_message(message, wants_json)
    if _has_no_task(stream.result):
        print_message("No task has begun.")


def _has_no_task(session: Session) -> bool:
    return session.status == "idle" and session.is_task_successful is None


def _row(session: Session) -> str:
    """One line; two lines in a narrow terminal."""
    columns = width(sys.stdout)
    separator = "\n    " if columns is not None and columns < 120 else "  "
    verdict = {True: "achieved", False: "failed", None: ""}[session.is_task_successful]
    created = f"{session.created_at.astimezone():%Y-%m-%d %H:%M}"
    state = f"{one_line(session.id)}  {one_line(session.status):<9}  {verdict:<8}"
    row = f"{state}{separator}{money(session.total_cost_usd):>9}  {created}  {one_line(session.title or '')}"
    return "\n".join(cut(line.rstrip(), columns) for line in row.split("\n"))


def _confirm(session: Session, what: str) -> None:
    cost = money(session.total_cost_usd)
    print_message(f"{what} session {one_line(session.id)}: it is {one_line(session.status)} and has cost {cost}.")


def _print_message(message: Message, wants_json: bool) -> None:
    if wants_json:
        import json

        show(json.dumps(message.to_dict()))
        return
    time: datetime = message.created_at.astimezone()
    kind = one_line(message.type or message.role)
    text = one_line(message.summary or message.data)
    show(cut(f"{time:%H:%M:%S}  {one_line(message.role)}  {kind}: {text}", width(sys.stdout)))

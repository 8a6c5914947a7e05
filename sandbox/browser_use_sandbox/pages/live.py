"""The page that shows one session live."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..common.json_text import plain
from ..http.links import Links
from ..simulation.session import Message, Session
from ..tasks.commands import Status
from .markup import attribute, badge, document, escaped

_MAX_MESSAGES = 200


def live_page(session: Session, now: datetime, links: Links, back: str | None = None) -> str:
    """The page of the session at the moment `now`; `back` is the link to the list of sessions, if the caller may see it."""
    title = session.title or ("New session" if session.status is Status.CREATED else "Session")
    main = "\n".join(_main(session, title, now, links, back))
    return document(f"{session.status}: {title}", main, update=not session.status.is_final)


def _main(session: Session, title: str, now: datetime, links: Links, back: str | None) -> Iterator[str]:
    if back is not None:
        yield f'<nav><a href="{attribute(back)}">All sessions</a></nav>'
    yield f'<header>{badge(session.status)}<h1 dir="auto">{escaped(title, 200)}</h1>'
    task = next((message.data for message in reversed(session.messages) if message.role == "human"), title)
    if task != title:
        yield f'<p class="task" dir="auto">{escaped(task, 500)}</p>'
    yield f'<p class="note">{session.model} · session {session.id}</p></header>'
    yield f'<dl class="facts">{"".join(_facts(session, now))}</dl>'
    yield '<div class="columns"><div>'
    picture = links.picture(session)
    if picture is not None:
        yield from _figure(session, picture)
    yield from _outcome(session)
    for number, url in enumerate(links.recordings(session), 1):
        yield f'<p class="note"><a href="{attribute(url)}">Recording of task {number}</a></p>'
    yield "</div>"
    yield from _messages(session)
    yield "</div>"


def _figure(session: Session, picture: str) -> Iterator[str]:
    summary = session.last_step_summary or "No steps yet"
    alt = attribute(f"The browser after step {session.step_count}: {summary}")
    yield f'<figure><img src="{attribute(picture)}" width="640" height="400" alt="{alt}">'
    yield f'<figcaption dir="auto">{escaped(summary, 500)}</figcaption></figure>'


def _facts(session: Session, now: datetime) -> Iterator[str]:
    lasts = (session.updated_at if session.status.is_final else now) - session.created_at
    limit = "" if session.max_cost_usd is None else f" of {session.max_cost_usd}"
    for name, value in (
        ("Cost", f"{plain(session.total_cost_usd)}{limit} USD"),
        ("Steps", f"{session.step_count}"),
        ("Tokens", f"{session.total_input_tokens + session.total_output_tokens:,}"),
        ("Time", str(timedelta(seconds=int(lasts.total_seconds())))),
    ):
        yield f"<div><dt>{name}</dt><dd>{escaped(value)}</dd></div>"


def _outcome(session: Session) -> Iterator[str]:
    if session.is_task_successful is None:
        return
    output = session.output if isinstance(session.output, str) else json.dumps(session.output, indent=2, ensure_ascii=False)
    result = "Successful" if session.is_task_successful else "Not successful"
    kind = "good" if session.is_task_successful else "bad"
    shown = "No output" if session.output is None else escaped(output, 20_000)
    yield f'<section class="outcome {kind}"><h2>{result}</h2><pre dir="auto">{shown}</pre></section>'


def _messages(session: Session) -> Iterator[str]:
    shown = session.messages[-_MAX_MESSAGES:]
    left_out = len(session.messages) - len(shown)
    yield "<section><h2>Messages, newest first</h2>"
    yield '<ol class="messages" reversed>' if shown else '<p class="note">No messages yet.</p>'
    for message in reversed(shown):
        yield _message(session, message)
    if shown:
        yield "</ol>"
    if left_out:
        yield f'<p class="note">{left_out} older messages are not shown.</p>'
    yield "</section>"


def _message(session: Session, message: Message) -> str:
    after = (message.created_at - session.created_at).total_seconds()
    headline = message.summary or message.data
    summary = f'<p class="summary" dir="auto">{escaped(headline)}</p>' if headline else ""
    data = f'<pre dir="auto">{escaped(message.data)}</pre>' if message.data != headline else ""
    hidden = " hidden" if message.is_hidden else ""
    kind = escaped(message.type.replace("_", " "), 60)
    cost = "" if message.cost_usd is None else f" · {plain(message.cost_usd)} USD"
    note = f"{escaped(message.role)} · {kind}{hidden} · after {after:.1f} s{cost}"
    look = "human" if message.role == "human" else "error" if message.type.endswith("error") else "ai"
    return f'<li class="{look}"><p class="note">{note}</p>{summary}{data}</li>'

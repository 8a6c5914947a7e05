"""The page that lists a project's sessions."""

from collections.abc import Iterator

from ..app_state import AppState
from ..clock import Clock
from ..links import Links
from ..money import plain
from ..project import Project
from ..session import Session
from .live import status_badge
from .markup import attribute, document, escaped

PAGE_SIZE = 50


def list_page(state: AppState, project: Project, number: int, links: Links) -> str:
    """Page `number` of the project's sessions, the newest first."""
    state.simulation.run_until(state.clock.now())
    return document("Sessions", "\n".join(_main(state.clock, project, number, links)), update=True)


def _main(clock: Clock, project: Project, number: int, links: Links) -> Iterator[str]:
    pace = "" if clock.speed == 1 else f", {clock.speed:g} times as fast" if clock.speed else ", stands still"
    yield "<header><h1>Sessions</h1>"
    yield f'<p class="note">Browser Use sandbox · {clock.now():%Y-%m-%d %H:%M:%S} UTC{pace}</p></header>'
    facts = {
        "Sessions": f"{len(project.sessions):,}",
        "Active": f"{project.active:,}",
        "Spent": f"{plain(project.spent_usd)} USD",
    }
    yield f'<dl class="facts">{"".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())}</dl>'
    shown, total = project.sessions.page(number, PAGE_SIZE)
    if shown:
        yield '<ol class="sessions">'
        for session in shown:
            yield _entry(session, links.live(session))
        yield "</ol>"
    else:
        yield '<p class="note">There are none here. POST /api/v3/sessions creates one.</p>'
    yield "<nav>"
    if number > 1:
        yield f'<a href="{attribute(links.project(project, number - 1))}">Newer</a>'
    if number * PAGE_SIZE < total:
        yield f'<a href="{attribute(links.project(project, number + 1))}">Older</a>'
    yield "</nav>"


def _entry(session: Session, url: str) -> str:
    task = next((message.data for message in session.messages if message.role == "human"), None)
    name = session.title or task or "No task yet"
    steps = f"{session.step_count} step{'' if session.step_count == 1 else 's'}"
    numbers = f"{steps} · {plain(session.total_cost_usd)} USD · {session.created_at:%H:%M:%S}"
    return (
        f'<li><a href="{attribute(url)}">{status_badge(session)}<span class="name" dir="auto">{escaped(name, 120)}</span>'
        f'<span class="note">{numbers}</span></a></li>'
    )

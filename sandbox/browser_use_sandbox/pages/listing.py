"""The page that lists the sessions, profiles, workspaces or browsers of a project."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import attrs

from ..app_state import AppState
from ..common.clock import Clock
from ..common.json_text import plain
from ..files.tree import Workspace
from ..http.links import Links
from ..simulation.browser import AgentBrowser, Browser
from ..simulation.project import Profile, Project
from ..simulation.session import Session
from ..simulation.store import Store
from ..tasks.commands import Status
from .markup import attribute, badge, document, escaped

PAGE_SIZE = 50


@attrs.frozen
class _Kind:
    """One kind of resource: how it is listed, and how to create one."""

    title: str
    store: Callable[[Project], Store]  # type: ignore[type-arg]  # each kind is of its own type
    entry: Callable[..., str]
    how: str


def list_page(state: AppState, project: Project, kind: str, number: int, links: Links) -> str:
    """Page `number` of the resources of that kind, the newest first; sessions if the kind is unknown."""
    state.catch_up()
    chosen = kind if kind in _KINDS else "sessions"
    main = "\n".join(_main(state, project, chosen, number, links))
    return document(_KINDS[chosen].title, main, update=True)


def _main(state: AppState, project: Project, kind: str, number: int, links: Links) -> Iterator[str]:
    yield f"<header><h1>{_KINDS[kind].title}</h1>"
    yield f'<p class="note">Browser Use sandbox · {_time(state.clock)}</p></header>'
    yield "<nav>"
    for name, other in _KINDS.items():
        count = len(other.store(project))
        current = ' aria-current="page"' if name == kind else ""
        yield f'<a href="{attribute(links.project(project, kind=name))}"{current}>{other.title} {count:,}</a>'
    yield "</nav>"
    yield f'<dl class="facts">{"".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(project))}</dl>'
    shown, total = _KINDS[kind].store(project).page(number, PAGE_SIZE)
    if shown:
        yield '<ol class="sessions">'
        for resource in shown:
            yield f"<li>{_KINDS[kind].entry(resource, links)}</li>"
        yield "</ol>"
    elif total:
        yield '<p class="note">This page is empty.</p>'
    else:
        yield f'<p class="note">None yet. {_KINDS[kind].how}</p>'
    yield "<nav>"
    if number > 1:
        yield f'<a href="{attribute(links.project(project, number - 1, kind))}">Newer</a>'
    if number * PAGE_SIZE < total:
        yield f'<a href="{attribute(links.project(project, number + 1, kind))}">Older</a>'
    yield "</nav>"


def _time(clock: Clock) -> str:
    speed = "" if clock.speed == 1 else f", {clock.speed:g} times as fast as real time" if clock.speed else ", stands still"
    return f"{clock.now():%Y-%m-%d %H:%M:%S} UTC{speed}"


def _facts(project: Project) -> Iterator[tuple[str, str]]:
    """The numbers and costs of the project. The first cost is that of the listed sessions, without deleted ones."""
    statuses = [session.status for session in project.sessions]
    yield "Working", f"{sum(status in (Status.CREATED, Status.RUNNING) for status in statuses):,}"
    yield "Waiting", f"{statuses.count(Status.IDLE):,}"
    yield "Browsers", f"{project.active_browsers:,}"
    listed = sum((session.total_cost_usd for session in project.sessions), Decimal(0))
    yield "Cost of these sessions", f"{plain(listed)} USD"
    yield "Total spent", f"{plain(project.spent_usd)} USD"
    if project.limits.credits_usd is not None:
        yield "Left", f"{plain(project.limits.credits_usd - project.spent_usd)} USD"


def _line(url: str | None, status: str, name: str, note: str) -> str:
    text = f'{status or "<span></span>"}<span class="name" dir="auto">{escaped(name, 120)}</span><span class="note">{note}</span>'
    return f'<a href="{attribute(url)}">{text}</a>' if url else f"<div>{text}</div>"


def _session(session: Session, links: Links) -> str:
    task = next((message.data for message in session.messages if message.role == "human"), None)
    steps = f"{session.step_count} step{'' if session.step_count == 1 else 's'}"
    note = f"{steps} · {plain(session.total_cost_usd)} USD · {session.created_at:%H:%M:%S}"
    return _line(links.live(session), badge(session.status), session.title or task or "No task yet", note)


def _profile(profile: Profile, links: Links) -> str:
    used = "never used" if profile.last_used_at is None else f"used {profile.last_used_at:%H:%M:%S}"
    sites = "".join(f" · {escaped(site, 60)}" for site in (profile.cookie_domains or ())[:3])
    user = "" if profile.user_id is None else f" · user {escaped(profile.user_id, 60)}"
    return _line(None, "", profile.name or str(profile.id), f"{used}{user}{sites}")


def _workspace(workspace: Workspace, links: Links) -> str:
    count = len(workspace.files)
    files = f"{count:,} file{'' if count == 1 else 's'} · {workspace.files.used_bytes:,} bytes"
    return _line(None, "", workspace.name or str(workspace.id), files)


def _browser(browser: Browser, links: Links) -> str:
    name = f"Browser of session {browser.session.id}" if isinstance(browser, AgentBrowser) else f"Browser {browser.id}"
    note = f"{plain(browser.total_cost_usd)} USD · until {browser.timeout_at:%H:%M:%S}"
    return _line(links.browser(browser), badge(browser.status), name, note)


_KINDS = {
    "sessions": _Kind(
        "Sessions",
        lambda project: project.sessions,
        _session,
        "Start one with <code>bu-sessions run</code>, with a client, or with <code>POST /api/v3/sessions</code>.",
    ),
    "profiles": _Kind("Profiles", lambda project: project.profiles, _profile, "<code>POST /api/v3/profiles</code> creates one."),
    "workspaces": _Kind(
        "Workspaces", lambda project: project.workspaces, _workspace, "<code>POST /api/v3/workspaces</code> creates one."
    ),
    "browsers": _Kind(
        "Browsers",
        lambda project: project.browsers,
        _browser,
        "<code>POST /api/v3/browsers</code> starts one; each session also has one.",
    ),
}

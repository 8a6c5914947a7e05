"""The web pages, as HTML."""

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import attrs
import jinja2
from markupsafe import Markup

from ..app_state import AppState
from ..common.clock import Clock
from ..common.json_text import plain
from ..files.tree import Workspace
from ..http.links import Links
from ..simulation.browser import AgentBrowser, Browser, BrowserStatus, StandaloneBrowser
from ..simulation.project import Profile, Project
from ..simulation.session import Session
from ..simulation.store import Store
from ..tasks.commands import Status

_PAGE_SIZE = 50
_MAX_MESSAGES = 200
#: Control characters, invisible characters, and those that change the direction of text, without tabs and line feeds.
_SPECIAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]"
)


def _visible(text: object, most: int = 4_000) -> Markup:
    """The first `most` characters of a text as HTML; special characters are shown as U+…."""
    whole = str(text)
    shown = html.escape(whole if len(whole) <= most else whole[: most - 1] + "…")
    return Markup(_SPECIAL.sub(lambda odd: f'<span class="odd">U+{ord(odd[0]):04X}</span>', shown))  # noqa: S704 -- it is escaped


def _one_line(text: str) -> str:
    """A text for a title or an attribute, without special characters."""
    return _SPECIAL.sub(" ", text[:500])


_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("browser_use_sandbox.pages"), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
)
_TEMPLATES.filters |= {"visible": _visible, "one_line": _one_line, "plain": plain}


def message_page(title: str, why: str) -> str:
    """A page with one message."""
    return _TEMPLATES.get_template("layout.html").render(title=title, why=why, update=False)


def browser_page(browser: StandaloneBrowser, now: datetime) -> str:
    """The page of a standalone browser at the moment `now`."""
    facts = [
        ("Cost", f"{plain(browser.total_cost_usd)} USD"),
        ("Time", _duration((browser.finished_at or now) - browser.started_at)),
        ("Until", f"{browser.timeout_at:%H:%M:%S} UTC"),
        ("DevTools", browser.real.cdp_url if browser.real else "no real browser (--chromium)"),
    ]
    is_active = browser.status is BrowserStatus.ACTIVE
    template = _TEMPLATES.get_template("browser.html")
    return template.render(title=f"{browser.status}: browser", browser=browser, facts=facts, update=is_active)


def live_page(session: Session, now: datetime, links: Links, back: str | None = None) -> str:
    """The page of a session at the moment `now`; `back` is the link to the list of sessions, if the caller may see it."""
    name = session.title or ("New session" if session.status is Status.CREATED else "Session")
    limit = "" if session.max_cost_usd is None else f" of {session.max_cost_usd}"
    facts = [
        ("Cost", f"{plain(session.total_cost_usd)}{limit} USD"),
        ("Steps", session.step_count),
        ("Tokens", f"{session.total_input_tokens + session.total_output_tokens:,}"),
        ("Time", _duration((session.updated_at if session.status.is_final else now) - session.created_at)),
    ]
    output = session.output if isinstance(session.output, str) else json.dumps(session.output, indent=2, ensure_ascii=False)
    return _TEMPLATES.get_template("live.html").render(
        title=f"{session.status}: {name}",
        update=not session.status.is_final,
        back=back,
        session=session,
        name=name,
        task=next((message.data for message in reversed(session.messages) if message.role == "human"), name),
        facts=facts,
        picture=links.picture(session),
        output="No output" if session.output is None else output,
        recordings=links.recordings(session),
        messages=session.messages[-_MAX_MESSAGES:][::-1],
        left_out=max(len(session.messages) - _MAX_MESSAGES, 0),
    )


def list_page(state: AppState, project: Project, name: str, number: int, links: Links) -> str:
    """Page `number` of the resources of that kind, the newest first; sessions if the kind is unknown."""
    state.catch_up()
    chosen = name if name in _KINDS else "sessions"
    kind = _KINDS[chosen]
    tabs = [
        {
            "url": links.project(project, kind=other),
            "title": _KINDS[other].title,
            "count": f"{len(_KINDS[other].store(project)):,}",
            "is_current": other == chosen,
        }
        for other in _KINDS
    ]
    shown, total = kind.store(project).page(number, _PAGE_SIZE)
    return _TEMPLATES.get_template("list.html").render(
        title=kind.title,
        update=True,
        time=_time(state.clock),
        tabs=tabs,
        facts=list(_facts(project)),
        entries=[kind.entry(resource, links) for resource in shown],
        total=total,
        how=Markup(kind.how),  # noqa: S704 -- a constant
        newer=links.project(project, number - 1, chosen) if number > 1 else None,
        older=links.project(project, number + 1, chosen) if number * _PAGE_SIZE < total else None,
    )


def _duration(lasts: timedelta) -> str:
    return str(timedelta(seconds=int(lasts.total_seconds())))


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


class _Entry(NamedTuple):
    """A resource in a list."""

    name: str
    note: str
    url: str | None = None
    status: str | None = None


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _session(session: Session, links: Links) -> _Entry:
    task = next((message.data for message in session.messages if message.role == "human"), None)
    note = f"{_count(session.step_count, 'step')} · {plain(session.total_cost_usd)} USD · {session.created_at:%H:%M:%S}"
    return _Entry(session.title or task or "No task yet", note, links.live(session), session.status)


def _profile(profile: Profile, links: Links) -> _Entry:
    used = "never used" if profile.last_used_at is None else f"used {profile.last_used_at:%H:%M:%S}"
    user = [] if profile.user_id is None else [f"user {profile.user_id[:60]}"]
    return _Entry(profile.name or str(profile.id), " · ".join([used, *user, *(profile.cookie_domains or ())[:3]]))


def _workspace(workspace: Workspace, links: Links) -> _Entry:
    note = f"{_count(len(workspace.files), 'file')} · {workspace.files.used_bytes:,} bytes"
    return _Entry(workspace.name or str(workspace.id), note)


def _browser(browser: Browser, links: Links) -> _Entry:
    name = f"Browser of session {browser.session.id}" if isinstance(browser, AgentBrowser) else f"Browser {browser.id}"
    note = f"{plain(browser.total_cost_usd)} USD · until {browser.timeout_at:%H:%M:%S}"
    return _Entry(name, note, links.browser(browser), browser.status)


@attrs.frozen
class _Kind:
    """One kind of resource: how it is listed, and how to create one (HTML)."""

    title: str
    store: Callable[[Project], Store[Any]]
    entry: Callable[[Any, Links], _Entry]
    how: str


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

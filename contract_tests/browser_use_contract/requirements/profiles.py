"""Profiles: search and last use. Also requests with a profile or workspace that does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, NamedTuple

from ..exchange import Exchange
from ..requirement import Evaluation, cite, rule
from ..resource_history import ResourceHistory
from ..session_history import SessionHistory
from ..trace import Trace
from ..values import is_uuid, text

_SEARCHED = ("name", "userId")


@rule(
    cite(
        "listProfiles.query",
        {
            "profiles.query": "a search gives only profiles with the text in name or userId",
            "profiles.query.complete": "a search gives every profile with the text in name or userId",
        },
    )
)
def query(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.pages("listProfiles"):
        wanted = page.exchange.parameter("query")
        if not wanted or not wanted.strip():
            continue
        wrong = [identity for identity, item in zip(page.ids, page.items, strict=True) if wanted.lower() not in _searched(item)]
        problem = f"{wrong[:1]} is found by {wanted!r}, which it does not have"
        evaluation.expect("profiles.query", not wrong, problem, page.exchange)
        if page.total == len(page.items) and page.number == 1:
            every = trace.resources("/profiles").values()
            missing = [one.id for one in every if _surely_has(one, wanted, page.exchange) and one.id not in page.ids]
            problem = f"{missing[:1]} is not found by {wanted!r}, which it has"
            evaluation.expect("profiles.query.complete", not missing, problem, page.exchange)


def _searched(item: Mapping[str, Any]) -> str:
    return "\n".join(text(item.get(name)) or "" for name in _SEARCHED).lower()


def _surely_has(history: ResourceHistory, wanted: str, one: Exchange) -> bool:
    """Whether a profile certainly existed during the whole search, with the text in its last written values."""
    write = history.last_write(one)
    values = [history.expected(name, write) for name in _SEARCHED] if write and history.exists_during(one) else []
    return any(wanted in value for value in values if isinstance(value, str))


@rule(
    cite(
        "Profile.lastUsedAt",
        {
            "profiles.used.session": "lastUsedAt is set after a session with the profile has stopped",
            "profiles.used.browser": "lastUsedAt is set after a browser with the profile was stopped",
            "profiles.unused": "lastUsedAt is null for a profile that was never used",
        },
    )
)
def used(trace: Trace, evaluation: Evaluation) -> None:
    users = list(_users(trace))
    for history in trace.resources("/profiles").values():
        own = [user for user in users if user.profile == history.id]
        for one in history.observations:
            found = one.get("lastUsedAt")
            if history.creation and not any(user.begun < one.ended for user in own):
                problem = f"lastUsedAt is {found!r}, but nothing has used the profile"
                evaluation.expect("profiles.unused", found is None, problem, one.exchange)
            for user in own:
                if user.ended <= one.started < history.deleting_since:
                    problem = f"lastUsedAt is null, but a {user.kind} with the profile has stopped"
                    evaluation.expect(f"profiles.used.{user.kind}", found is not None, problem, user.evidence, one.exchange)


class _User(NamedTuple):
    """A session or browser with a profile, and the exchange that shows its end."""

    profile: str
    kind: str
    begun: float
    ended: float
    evidence: Exchange


def _users(trace: Trace) -> Iterator[_User]:
    for history in trace.histories.values():
        profile = history.asked("profileId")
        if history.creation and isinstance(profile, str):
            ended, proof = _stopped(history)
            yield _User(profile.lower(), "session", history.creation.started, ended, proof or history.creation)
    for one in trace.by_operation.get("createBrowser", ()):
        profile = one.fields.get("profileId")
        browser = trace.resources("/browsers").get(str(one.object.get("id")).lower())
        if isinstance(profile, str):
            first = min(browser.done if browser else (), key=lambda stop: stop.ended, default=None)
            yield _User(profile.lower(), "browser", one.started, first.ended if first else inf, first or one)


def _stopped(history: SessionHistory) -> tuple[float, Exchange | None]:
    """Returns when a session was first seen stopped. A session that was deleted before that may not have ended cleanly."""
    found = min((one for one in history.observations if one.status == "stopped"), key=lambda one: one.ended, default=None)
    if found is None or found.ended > history.deleting_since:
        return inf, None
    return found.ended, found.exchange


#: Each requirement with the property that names the resource, and the path of the resource's type.
_UNKNOWN = {
    "profiles.unknown.createSession": ("profileId", "/profiles"),
    "profiles.unknown.createBrowser": ("profileId", "/profiles"),
    "workspaces.unknown.createSession": ("workspaceId", "/workspaces"),
}
_SAYS = {
    name: f"{name.split('.')[2]} with a {field[:-2]} that does not exist is answered 404" for name, (field, _) in _UNKNOWN.items()
}


@rule(cite("{2}.404", _SAYS))
def unknown(trace: Trace, evaluation: Evaluation) -> None:
    """Checks requests with a deleted profile or workspace. Other unknown ids may still exist on the server."""
    for requirement, (field, path) in _UNKNOWN.items():
        for one in trace.by_operation.get(requirement.split(".")[2], ()):
            identity = one.fields.get(field)
            history = trace.resources(path).get(str(identity).lower()) if is_uuid(identity) else None
            has_others = any(one.fields.get(other) for other in ("profileId", "workspaceId", "sessionId") if other != field)
            if history is None or history.deleted_at > one.started or has_others or not one.was_handled or one.status == 401:
                continue
            if trace.mistakes[one.number] == []:
                evaluation.expect(requirement, one.status == 404, f"answered {one.status}", *history.deletes[-1:], one)

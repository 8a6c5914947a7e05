"""Profiles: search and last use. Also requests with a profile or workspace that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from .. import spec
from ..citations import resources
from ..exchange import Exchange
from ..requirement import Evaluation, rule, where
from ..resource_history import ResourceHistory
from ..session_history import SessionHistory
from ..trace import Trace
from ..values import is_uuid, objects, text


@rule(
    resources.QUERY,
    where(
        "listProfiles",
        {
            "profiles.query": "a search gives only profiles with the text in name or userId",
            "profiles.query.complete": "a search gives every profile with the text in name or userId",
        },
    ),
)
def query(trace: Trace, evaluation: Evaluation) -> None:
    things = trace.resource_histories.get("/profiles", {})
    for one in trace.succeeded("listProfiles"):
        wanted = one.parameter("query")
        items = objects(one.object.get("items"))
        if not wanted or not wanted.strip():
            continue
        wrong = [item for item in items if wanted.lower() not in _searched(item)]
        problem = f"{wrong[0].get('id')} is found by {wanted!r}, which it does not have" if wrong else None
        evaluation.check("profiles.query", problem, one)
        if one.object.get("totalItems") == len(items) and one.parameter("pageNumber") in (None, "1"):
            ids = {str(item.get("id")).lower() for item in items}
            missing = [thing.id for thing in things.values() if _surely_has(thing, wanted, one) and thing.id not in ids]
            problem = f"{missing[0]} is not found by {wanted!r}, which it has" if missing else None
            evaluation.check("profiles.query.complete", problem, one)


def _searched(item: object) -> str:
    found = item if isinstance(item, dict) else {}
    return "\n".join(text(found.get(name)) or "" for name in ("name", "userId")).lower()


def _surely_has(thing: ResourceHistory, wanted: str, one: Exchange) -> bool:
    """Whether a profile certainly existed during the whole search, with the text in its last written values."""
    if thing.created_at > one.started or thing.deleting_since < one.ended:
        return False
    write = thing.last_write(one)
    return write is not None and any(
        wanted in value for name in ("name", "userId") if isinstance(value := thing.expected(name, write), str)
    )


@rule(
    resources.USED,
    where(
        "getProfile",
        {
            "profiles.used.session": "lastUsedAt is set after a session with the profile has stopped",
            "profiles.used.browser": "lastUsedAt is set after a browser with the profile was stopped",
            "profiles.unused": "lastUsedAt is null for a profile that was never used",
        },
    ),
)
def used(trace: Trace, evaluation: Evaluation) -> None:
    users = list(_users(trace))
    for thing in trace.resource_histories.get("/profiles", {}).values():
        own = [(name, begun, ended, history) for identity, name, begun, ended, history in users if identity == thing.id]
        for one in thing.shown:
            found = one.value.get("lastUsedAt")
            if thing.creation and not any(begun < one.exchange.ended for _, begun, _, _ in own):
                problem = f"lastUsedAt is {found!r}, but nothing has used the profile" if found is not None else None
                evaluation.check("profiles.unused", problem, one.exchange)
            for name, _, ended, evidence in own:
                if ended <= one.exchange.started and one.exchange.started < thing.deleting_since:
                    problem = f"lastUsedAt is null, but a {name} with the profile has stopped" if found is None else None
                    evaluation.check(f"profiles.used.{name}", problem, evidence, one.exchange)


def _users(trace: Trace) -> Iterator[tuple[str, str, float, float, Exchange]]:
    """Yields the sessions and browsers with a profile: profile id, kind, start, end, and the exchange that shows the end."""
    for history in trace.histories.values():
        profile = history.creation.fields.get("profileId") if history.creation else None
        if history.creation and isinstance(profile, str):
            ended, proof = _stopped(history)
            yield profile.lower(), "session", history.creation.started, ended, proof or history.creation
    for one in trace.by_operation.get("createBrowser", ()):
        profile, thing = (
            one.fields.get("profileId"),
            trace.resource_histories.get("/browsers", {}).get(str(one.object.get("id")).lower()),
        )
        if isinstance(profile, str):
            stops = [stop for stop in thing.updates if 200 <= stop.status < 300] if thing else []
            first = min(stops, key=lambda stop: stop.ended, default=None)
            yield profile.lower(), "browser", one.started, first.ended if first else inf, first or one


def _stopped(history: SessionHistory) -> tuple[float, Exchange | None]:
    """Returns when a session was first seen stopped. A session that was deleted before that may not have ended cleanly."""
    found = min((one for one in history.observations if one.status == "stopped"), key=lambda one: one.ended, default=None)
    if found is None or found.ended > history.deleting_since:
        return inf, None
    return found.ended, found.exchange


_UNKNOWN = {
    "profiles.unknown.createSession": ("createSession", "profileId", "/profiles"),
    "profiles.unknown.createBrowser": ("createBrowser", "profileId", "/profiles"),
    "workspaces.unknown.createSession": ("createSession", "workspaceId", "/workspaces"),
}


@rule(
    lambda requirement: resources.BROWSER_PROFILE if requirement.endswith("Browser") else resources.SESSION_PROFILE,
    lambda: {
        requirement: f"{name} with a {field[:-2]} that does not exist is answered 404"
        for requirement, (name, field, path) in _UNKNOWN.items()
        if spec.has(name) and any(one.path == path for one in spec.operations().values())
    },
)
def unknown(trace: Trace, evaluation: Evaluation) -> None:
    """Checks requests with a deleted profile or workspace. Other unknown ids may still exist on the server."""
    for requirement, (name, field, path) in _UNKNOWN.items():
        if not spec.has(name) or not any(one.path == path for one in spec.operations().values()):
            continue
        things = trace.resource_histories.get(path, {})
        for one in trace.by_operation.get(name, ()):
            identity = one.fields.get(field)
            thing = things.get(str(identity).lower()) if is_uuid(identity) else None
            others = [other for _, other, _ in _UNKNOWN.values() if other != field and one.fields.get(other)]
            if thing is None or thing.deleted_at > one.started or others or one.status in (401, 402, 403, 429):
                continue
            if one.status < 500 and one.status and trace.mistakes[one.number] == [] and one.fields.get("sessionId") is None:
                evaluation.check(requirement, None if one.status == 404 else f"answered {one.status}", *thing.deletes[-1:], one)

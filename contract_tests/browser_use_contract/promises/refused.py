"""A request that breaks the schema or a rule is refused with 422, and the answer says where the mistake is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .. import spec
from ..exchange import Exchange
from ..promise import Ruling, Sentence, rule
from ..sentences import assumed, operations, request
from ..trace import Trace
from ..values import objects
from ..wrongness import (
    ABOVE,
    BELOW,
    MISSING_BODY,
    NOT_A_NUMBER,
    NOT_JSON,
    NOT_OBJECT,
    NULL,
    TYPE,
    VALUE,
    WITHOUT_TASK,
    WITHOUT_WORKSPACE,
    Wrong,
    parameters,
    types,
)

#: Answers that may come instead, whatever the request: credits, permissions, pace.
ELSEWHERE = (402, 403, 429)
_WITH_ID = ("getSession", "stopSession", "deleteSession", "listSessionMessages")
_SAYS = {
    NULL: "null where it is not allowed",
    TYPE: "a value of the wrong type",
    VALUE: "a value that is not allowed",
    NOT_A_NUMBER: "text that is no number",
    BELOW: "a number that is too small",
    ABOVE: "a number that is too large",
    NOT_JSON: "text that is no JSON",
    NOT_OBJECT: "JSON that is no object",
    WITHOUT_TASK: "no task beside it",
    WITHOUT_WORKSPACE: "no workspace beside it",
}


def _body_kinds(schema: str, operation: str) -> Iterator[tuple[str, str, str]]:
    for kind in (NOT_JSON, NOT_OBJECT):
        yield operation, "body", kind
    for name, definition in spec.properties(schema).items():
        yield operation, name, TYPE
        if "null" not in types(schema, name):
            yield operation, name, NULL
        if any(key in str(spec.resolved(definition)) for key in ("enum", "format", "$ref")) and "string" in types(schema, name):
            yield operation, name, VALUE


def _kinds() -> Iterator[tuple[str, str, str]]:
    yield from _body_kinds("CreateSessionRequest", "createSession")
    yield "createSession", "sessionId", WITHOUT_TASK
    yield "createSession", "cacheScript", WITHOUT_WORKSPACE
    yield from _body_kinds("StopSessionRequest", "stopSession")
    for operation in ("listSessions", "listSessionMessages"):
        for name, schema in parameters(operation).items():
            if schema["type"] == "integer":
                yield operation, name, NOT_A_NUMBER
                yield operation, name, BELOW
                if "maximum" in schema:
                    yield operation, name, ABOVE
            else:
                yield operation, name, VALUE


def _sentence(promise: str) -> Sentence:
    _, operation, name, kind = promise.split(".")
    if kind == WITHOUT_TASK:
        return request.TASK_REQUIRED
    if kind == WITHOUT_WORKSPACE:
        return request.CACHE_WORKSPACE
    if kind == NULL and operation == "createSession":
        return operations.BOOLEANS if name != "model" else operations.INVALID
    by_name = {
        "page": operations.PAGE,
        "page_size": operations.PAGE_SIZE,
        "limit": operations.LIMIT,
        "strategy": operations.STRATEGY,
    }
    return by_name.get(name, operations.INVALID)


_REFUSED = {
    f"refused.{op}.{name}.{kind}": f"{op} with {_SAYS[kind]} for {name} is {'refused' if kind == NOT_JSON else 'answered 422'}"
    for op, name, kind in _kinds()
}


def _judgeable(trace: Trace) -> Iterator[tuple[Exchange, Sequence[Wrong]]]:
    for one in trace.authorised:
        if not one.status or one.status in ELSEWHERE:
            continue
        found = trace.mistakes[one.number]
        if not found or (one.status in (404, 409) and not _names_known_session(trace, one, found)):
            continue
        yield one, found


def _names_known_session(trace: Trace, one: Exchange, found: Sequence[Wrong]) -> bool:
    """Whether the session that a request names surely exists, so that a 404 cannot be the answer to that.

    A 409 may be the answer to the state of the session, except where it is documented that a task is missing first of all.
    """
    identity = str(one.session_id or one.fields.get("sessionId") or "").lower()
    life = trace.lives.get(identity)
    if one.status == 409 and found != [Wrong("sessionId", WITHOUT_TASK)]:
        return False
    if any(one.fields.get(name) for name in ("profileId", "workspaceId")):
        return False
    return not identity or bool(life and life.created_at <= one.started and life.deleting_since > one.ended)


@rule(_sentence, _REFUSED)
def refusals(trace: Trace, ruling: Ruling) -> None:
    for one, found in _judgeable(trace):
        is_refused = one.status == 422 or (found[0].kind == NOT_JSON and 400 <= one.status < 500)
        problem = None if is_refused else f"answered {one.status} to {_told(one, found)}"
        for wrong in found if is_refused else found[:1]:
            name = f"refused.{one.operation}.{wrong.name}.{wrong.kind}"
            if name in _REFUSED:
                ruling.look(name, problem, one)


@rule(
    request.CACHE_WORKSPACE,
    {"refused.followUp.cacheScript": "cacheScript true in a follow-up is answered 422 where the session has no workspace"},
)
def cached_follow_ups(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        if life.creation is None or life.creation.fields.get("workspaceId") is not None:
            continue
        for one in (*life.follow_ups, *life.refused):
            if one.fields.get("cacheScript") is True and one.fields.get("workspaceId") is None and one.status in (200, 422):
                ruling.look("refused.followUp.cacheScript", "answered 200" if one.status == 200 else None, life.creation, one)


def _told(one: Exchange, found: Sequence[Wrong]) -> str:
    return " and ".join(f"{wrong.name} with {_SAYS.get(wrong.kind, wrong.kind)}" for wrong in found)


def _id_promises() -> dict[str, str]:
    return {f"no-uuid.{op}.refused": f"{op} is not carried out for an id that is no UUID" for op in _WITH_ID} | {
        f"no-uuid.{op}.422": f"{op} is answered 422 for an id that is no UUID" for op in (*_WITH_ID, "followUp")
    }


@rule(lambda promise: assumed.NO_UUID if promise.endswith("422") else operations.INVALID, _id_promises())
def no_uuid(trace: Trace, ruling: Ruling) -> None:
    for one in trace.authorised:
        if trace.mistakes[one.number] == [Wrong("session_id", VALUE)] and one.status and one.status not in ELSEWHERE:
            succeeded = not 400 <= one.status < 500
            ruling.look(f"no-uuid.{one.operation}.refused", f"answered {one.status}" if succeeded else None, one)
            ruling.look(f"no-uuid.{one.operation}.422", f"answered {one.status}" if one.status != 422 else None, one)
        elif trace.mistakes[one.number] == [Wrong("sessionId", VALUE)] and one.status in (404, 422):
            ruling.look("no-uuid.followUp.422", f"answered {one.status}" if one.status != 422 else None, one)


@rule(assumed.NO_BODY, {"creating.no-body": "a create without a body is answered 422"})
def no_body(trace: Trace, ruling: Ruling) -> None:
    for one, found in _judgeable(trace):
        if found == [Wrong("body", MISSING_BODY)]:
            ruling.look("creating.no-body", f"answered {one.status}" if one.status != 422 else None, one)


_TOGETHER: Mapping[str, tuple[str, ...]] = {WITHOUT_TASK: ("task",), WITHOUT_WORKSPACE: ("workspaceId",)}


@rule(operations.INVALID, {f"refused.{op}.place": f"the 422 of {op} does not blame what is right" for op in spec.OPERATIONS})
def places(trace: Trace, ruling: Ruling) -> None:
    for one, found in _judgeable(trace):
        if one.status != 422 or len(found) != 1:
            continue
        named = {part for item in objects(one.object.get("detail")) for part in _strings(item.get("loc"))}
        right = {found[0].name, *_TOGETHER.get(found[0].kind, ())}
        others = named & (set(parameters(one.operation)) | set(one.fields) | {"session_id"}) - right
        problem = f"loc names {', '.join(sorted(others))}; wrong is {found[0].name}" if others and not named & right else None
        ruling.look(f"refused.{one.operation}.place", problem, one)


def _strings(value: object) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []

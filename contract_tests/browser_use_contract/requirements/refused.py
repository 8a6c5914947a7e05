"""An invalid request is refused with 422, and the response names the mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .. import spec
from ..citations import assumed, derived, operations, request
from ..exchange import Exchange
from ..request_validation import (
    ABOVE,
    ABSENT,
    BELOW,
    MISSING_BODY,
    NOT_A_NUMBER,
    NOT_JSON,
    NOT_OBJECT,
    NULL,
    TOGETHER,
    TOO_FEW,
    TOO_LONG,
    TOO_MANY,
    TOO_SHORT,
    TYPE,
    VALUE,
    WITHOUT_TASK,
    WITHOUT_WORKSPACE,
    Mistake,
    kinds_of,
    options_of,
    parameters,
    types,
    types_of,
)
from ..requirement import OURS, Citation, Evaluation, rule
from ..trace import Trace
from ..values import objects

#: Statuses that may come instead for any request: credits, permissions, rate limit.
ELSEWHERE = (402, 403, 429)
#: The keywords of an integer's schema, and the kind of mistake if a value violates them.
_BOUNDS = {"minimum": BELOW, "maximum": ABOVE}
_SAYS = {
    NULL: "null, which is not allowed",
    TYPE: "a value of the wrong type",
    VALUE: "a value that is not allowed",
    NOT_A_NUMBER: "text that is not a number",
    BELOW: "a number that is too small",
    ABOVE: "a number that is too large",
    NOT_JSON: "text that is not JSON",
    NOT_OBJECT: "JSON that is not an object",
    ABSENT: "nothing",
    TOO_SHORT: "text that is too short",
    TOO_LONG: "text that is too long",
    TOO_FEW: "too few items",
    TOO_MANY: "too many items",
    TOGETHER: "properties that exclude each other",
    WITHOUT_TASK: "no task",
    WITHOUT_WORKSPACE: "no workspace",
}


def _body_kinds(operation: str) -> Iterator[tuple[str, str, str]]:
    one = spec.operations()[operation]
    if one.body is None or "object" not in types(one.body):
        return
    for kind in (NOT_JSON, NOT_OBJECT):
        yield operation, "body", kind
    whole = spec.object_of(one.body)
    for name in whole.get("required", ()):
        yield operation, name, ABSENT
    for name, schema in spec.body_properties(operation).items():
        for wrong in kinds_of(schema):
            yield operation, f"{name}/{wrong.name}" if wrong.name else name, wrong.kind
    if _has_rules(operation):
        yield operation, "body", TOGETHER


def _has_rules(operation: str) -> bool:
    """Whether a body's schema has rules between properties, except the two named rules of create requests."""
    schema = spec.resolved(spec.operations()[operation].body)
    if operation == "createSession":
        dependent = {**schema.get("dependentSchemas", {}), **schema.get("dependentRequired", {})}
        return bool(dependent.keys() - {"sessionId", "cacheScript"})
    return any(key in schema for key in ("dependentSchemas", "dependentRequired", "allOf", "if", "not"))


def _query_kinds(operation: str) -> Iterator[tuple[str, str, str]]:
    for parameter in spec.operations()[operation].query:
        schema = options_of(parameter.schema)[0]
        if parameter.required:
            yield operation, parameter.name, ABSENT
        if types_of(schema) == {"integer"}:
            yield operation, parameter.name, NOT_A_NUMBER
            yield from ((operation, parameter.name, kind) for key, kind in _BOUNDS.items() if key in schema)
        elif types_of(schema) == {"boolean"}:
            yield operation, parameter.name, VALUE
        elif types_of(schema) == {"string"}:
            problem = {wrong.kind for wrong in kinds_of(schema) if wrong.kind in (VALUE, TOO_SHORT, TOO_LONG)}
            yield from ((operation, parameter.name, kind) for kind in sorted(problem))


def _kinds() -> Iterator[tuple[str, str, str]]:
    for name in spec.operations():
        if name == "createSession":
            yield "createSession", "sessionId", WITHOUT_TASK
            yield "createSession", "cacheScript", WITHOUT_WORKSPACE
        yield from _body_kinds(name)
        yield from _query_kinds(name)


def _citation(requirement: str) -> Citation:
    _, operation, name, kind = requirement.split(".")
    if operation not in OURS:
        return derived.answer(operation, "422") if name == "body" else derived.part(operation, name)
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


@spec.cached
def _refused() -> dict[str, str]:
    return {
        f"refused.{op}.{name}.{kind}": f"{op} with {_SAYS[kind]} for {name} is "
        + ("refused" if kind == NOT_JSON else "answered 422")
        for op, name, kind in _kinds()
    }


def _checkable(trace: Trace) -> Iterator[tuple[Exchange, Sequence[Mistake]]]:
    for one in trace.authorised:
        if not one.status or one.status in ELSEWHERE:
            continue
        found = trace.mistakes[one.number]
        if not found or (one.status in (404, 409) and not _names_known_session(trace, one, found)):
            continue
        yield one, found


def _names_known_session(trace: Trace, one: Exchange, found: Sequence[Mistake]) -> bool:
    """Whether the resources in a request certainly exist, so that a 404 is not justified.

    A 409 may be justified by the session's state, unless the documentation says that a missing task is checked first.
    """
    if one.status == 409 and found != [Mistake("sessionId", WITHOUT_TASK)]:
        return False
    if any(one.fields.get(name) for name in ("profileId", "workspaceId")):
        return False
    identity = str(one.session_id or one.fields.get("sessionId") or "").lower()
    return not identity or trace.exists(identity, one)


@rule(_citation, _refused)
def refusals(trace: Trace, evaluation: Evaluation) -> None:
    for one, found in _checkable(trace):
        is_refused = one.status == 422 or (found[0].kind == NOT_JSON and 400 <= one.status < 500)
        problem = None if is_refused else f"answered {one.status} to {_told(one, found)}"
        for wrong in found if is_refused else found[:1]:
            name = f"refused.{one.operation}.{wrong.name}.{wrong.kind}"
            if name in _refused():
                evaluation.check(name, problem, one)


@rule(
    request.CACHE_WORKSPACE,
    {"refused.followUp.cacheScript": "cacheScript true in a follow-up is answered 422 if the session has no workspace"},
)
def cached_follow_ups(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if history.creation is None or history.creation.fields.get("workspaceId") is not None:
            continue
        for one in (*history.follow_ups, *history.refused):
            if one.fields.get("cacheScript") is True and one.fields.get("workspaceId") is None and one.status in (200, 422):
                evaluation.check(
                    "refused.followUp.cacheScript", "answered 200" if one.status == 200 else None, history.creation, one
                )


def _told(one: Exchange, found: Sequence[Mistake]) -> str:
    return " and ".join(f"{wrong.name} with {_SAYS.get(wrong.kind, wrong.kind)}" for wrong in found)


def _with_id() -> list[str]:
    """Returns the operations with a UUID in the path."""
    return [
        name
        for name, one in spec.operations().items()
        if any(parameter.schema.get("format") == "uuid" for parameter in one.in_path)
    ]


def _id_requirements() -> dict[str, str]:
    names = _with_id()
    return {f"no-uuid.{op}.refused": f"{op} is refused for an id that is not a UUID" for op in names} | {
        f"no-uuid.{op}.422": f"{op} is answered 422 for an id that is not a UUID"
        for op in (*names, *(["followUp"] if spec.has("createSession") else []))
    }


def _id_citation(requirement: str) -> Citation:
    name = requirement.split(".")[1]
    if name not in (*OURS, "followUp"):
        return derived.answer(name, "422")
    return assumed.NO_UUID if requirement.endswith("422") else operations.INVALID


@rule(_id_citation, _id_requirements)
def no_uuid(trace: Trace, evaluation: Evaluation) -> None:
    in_path = {name: [Mistake(parameter.name, VALUE) for parameter in spec.operations()[name].in_path] for name in _with_id()}
    for one in trace.authorised:
        wrong = trace.mistakes[one.number]
        if wrong and wrong == in_path.get(one.operation) and one.status and one.status not in ELSEWHERE:
            succeeded = not 400 <= one.status < 500
            evaluation.check(f"no-uuid.{one.operation}.refused", f"answered {one.status}" if succeeded else None, one)
            evaluation.check(f"no-uuid.{one.operation}.422", f"answered {one.status}" if one.status != 422 else None, one)
        elif trace.mistakes[one.number] == [Mistake("sessionId", VALUE)] and one.status in (404, 422):
            evaluation.check("no-uuid.followUp.422", f"answered {one.status}" if one.status != 422 else None, one)


@rule(assumed.NO_BODY, {"creating.no-body": "a create without a body is answered 422"})
def no_body(trace: Trace, evaluation: Evaluation) -> None:
    for one, found in _checkable(trace):
        if found == [Mistake("body", MISSING_BODY)]:
            evaluation.check("creating.no-body", f"answered {one.status}" if one.status != 422 else None, one)


_TOGETHER: Mapping[str, tuple[str, ...]] = {WITHOUT_TASK: ("task",), WITHOUT_WORKSPACE: ("workspaceId",)}


@rule(
    lambda requirement: (
        operations.INVALID if requirement.split(".")[1] in OURS else derived.answer(requirement.split(".")[1], "422")
    ),
    lambda: {
        f"refused.{name}.place": f"the 422 of {name} names no valid property"
        for name in spec.operations()
        if "422" in spec.answers(name)
    },
)
def places(trace: Trace, evaluation: Evaluation) -> None:
    for one, found in _checkable(trace):
        if one.status != 422 or len(found) != 1 or "422" not in spec.answers(one.operation):
            continue
        named = {part for item in objects(one.object.get("detail")) for part in _strings(item.get("loc"))}
        right = {*found[0].name.split("/"), *_TOGETHER.get(found[0].kind, ())}
        in_path = {parameter.name for parameter in spec.operations()[one.operation].in_path}
        others = named & (set(parameters(one.operation)) | set(one.fields) | in_path) - right
        problem = (
            f"loc names {', '.join(sorted(others))}; the mistake is in {found[0].name}" if others and not named & right else None
        )
        evaluation.check(f"refused.{one.operation}.place", problem, one)


def _strings(value: object) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []

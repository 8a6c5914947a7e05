"""An invalid request is refused with 422, and the response names the mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ... import spec
from ...document import cached, resolved
from ...exchange import Exchange
from ...observation import FOLLOW_UP
from ...request_validation import (
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
)
from ...requirement import Evaluation, assume, cite, rule
from ...schemas import object_of, options_of, types, types_of
from ...trace import Trace
from ...values import objects

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
#: The rules between two properties of a create request, with the property that a correct response may name instead.
_PAIRS = {("sessionId", WITHOUT_TASK): "task", ("cacheScript", WITHOUT_WORKSPACE): "workspaceId"}


def _in_body(operation: str) -> Iterator[tuple[str, str]]:
    """Yields the names and kinds of possible mistakes in a body."""
    body = spec.operations()[operation].body
    if body is None or "object" not in types(body):
        return
    yield from (("body", kind) for kind in (NOT_JSON, NOT_OBJECT))
    yield from ((name, ABSENT) for name in object_of(body).get("required", ()))
    for name, schema in spec.body_properties(operation).items():
        yield from ((f"{name}/{wrong.name}" if wrong.name else name, wrong.kind) for wrong in kinds_of(schema))
    schema = resolved(body)
    dependent = {*schema.get("dependentSchemas", ()), *schema.get("dependentRequired", ())}
    named = {name for name, _ in _PAIRS} if operation == "createSession" else set()
    yield from (pair for pair in _PAIRS if pair[0] in named)
    if dependent - named or (not named and any(key in schema for key in ("allOf", "if", "not"))):
        yield "body", TOGETHER


def _in_query(operation: str) -> Iterator[tuple[str, str]]:
    """Yields the names and kinds of possible mistakes in the query."""
    for parameter in spec.operations()[operation].query:
        schema = options_of(parameter.schema)[0]
        kinds: Sequence[str] = ()
        if types_of(schema) == {"integer"}:
            kinds = [NOT_A_NUMBER, *(kind for key, kind in _BOUNDS.items() if key in schema)]
        elif types_of(schema) == {"boolean"}:
            kinds = [VALUE]
        elif types_of(schema) == {"string"}:
            kinds = sorted({wrong.kind for wrong in kinds_of(schema)} & {VALUE, TOO_SHORT, TOO_LONG})
        yield from ((parameter.name, kind) for kind in (*([ABSENT] if parameter.required else ()), *kinds))


@cached
def _refused() -> dict[str, str]:
    return {
        f"refused.{op}.{name}.{kind}": f"{op} with {_SAYS[kind]} for {name} is "
        + ("refused" if kind == NOT_JSON else "answered 422")
        for op in spec.operations()
        for name, kind in (*_in_body(op), *_in_query(op))
    }


def _part(requirement: str) -> str:
    _, operation, name, _ = requirement.split(".")
    return f"{operation}.{'422' if name == 'body' else name}"


def _checkable(trace: Trace) -> Iterator[tuple[Exchange, Sequence[Mistake]]]:
    """Yields the invalid requests that should have been answered 422, with their mistakes."""
    for one in trace.authorised:
        found = trace.mistakes[one.number]
        if found and (one.was_handled or one.status >= 500) and not _is_about_others(trace, one, found):
            yield one, found


def _is_about_others(trace: Trace, one: Exchange, found: Sequence[Mistake]) -> bool:
    """Whether a 404 or 409 may be about a resource in the request instead of its mistake.

    A 409 is not, if the task is missing: that is checked before the session's state.
    """
    if one.status not in (404, 409):
        return False
    identity = str(one.session_id or one.fields.get("sessionId") or "").lower()
    return (
        (one.status == 409 and found != [Mistake("sessionId", WITHOUT_TASK)])
        or any(one.fields.get(name) for name in ("profileId", "workspaceId"))
        or (identity != "" and not trace.exists(identity, one))
    )


@rule(cite(_part, _refused))
def refusals(trace: Trace, evaluation: Evaluation) -> None:
    for one, found in _checkable(trace):
        is_refused = one.status == 422 or (found[0].kind == NOT_JSON and 400 <= one.status < 500)
        told = " and ".join(f"{wrong.name} with {_SAYS.get(wrong.kind, wrong.kind)}" for wrong in found)
        for wrong in found if is_refused else found[:1]:
            name = f"refused.{one.operation}.{wrong.name}.{wrong.kind}"
            if name in _refused():
                evaluation.expect(name, is_refused, f"answered {one.status} to {told}", one)


@rule(
    cite(
        "createSession.cacheScript",
        {"refused.followUp.cacheScript": "cacheScript true in a follow-up is answered 422 if the session has no workspace"},
    )
)
def cached_follow_ups(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        if history.creation is None or history.asked("workspaceId") is not None:
            continue
        for one in (*history.follow_ups, *history.refused):
            if one.fields.get("cacheScript") is True and one.fields.get("workspaceId") is None and one.status in (200, 422):
                evaluation.expect("refused.followUp.cacheScript", one.status == 422, "answered 200", history.creation, one)


@cached
def _with_id() -> dict[str, list[Mistake]]:
    """Returns the operations with a UUID in the path, with the mistakes if no id in it is one."""
    return {
        name: [Mistake(parameter.name, VALUE) for parameter in one.in_path]
        for name, one in spec.operations().items()
        if any(parameter.schema.get("format") == "uuid" for parameter in one.in_path)
    }


def _id_requirements(what: str, says: str, *, of_sessions: bool) -> dict[str, str]:
    names = [name for name in _with_id() if (spec.operations()[name].tag == "sessions") is of_sessions]
    names += [FOLLOW_UP] if of_sessions and what == "422" else []
    return {f"no-uuid.{name}.{what}": f"{name} is {says} for an id that is not a UUID" for name in names}


@rule(
    cite("{1}.422", lambda: _id_requirements("refused", "refused", of_sessions=False)),
    cite("{1}.422", lambda: _id_requirements("422", "answered 422", of_sessions=False)),
    cite("{1}", lambda: _id_requirements("refused", "refused", of_sessions=True)),
    assume("{1}.422", lambda: _id_requirements("422", "answered 422", of_sessions=True)),
)
def no_uuid(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.authorised:
        wrong, problem = trace.mistakes[one.number], f"answered {one.status}"
        if wrong and wrong == _with_id().get(one.operation) and (one.was_handled or one.status >= 500):
            evaluation.expect(f"no-uuid.{one.operation}.refused", 400 <= one.status < 500, problem, one)
            evaluation.expect(f"no-uuid.{one.operation}.422", one.status == 422, problem, one)
        elif wrong == [Mistake("sessionId", VALUE)] and one.status in (404, 422):
            evaluation.expect(f"no-uuid.{FOLLOW_UP}.422", one.status == 422, problem, one)


@rule(assume("createSession.body", {"creating.no-body": "a create without a body is answered 422"}))
def no_body(trace: Trace, evaluation: Evaluation) -> None:
    for one, found in _checkable(trace):
        if found == [Mistake("body", MISSING_BODY)]:
            evaluation.expect("creating.no-body", one.status == 422, f"answered {one.status}", one)


def _places(*, of_sessions: bool) -> dict[str, str]:
    every = spec.operations().values()
    names = [one.id for one in every if "422" in spec.answers(one.id) and (one.tag == "sessions") is of_sessions]
    return {f"refused.{name}.place": f"the 422 of {name} names no valid property" for name in names}


@rule(cite("ValidationIssue.loc", lambda: _places(of_sessions=True)), cite("{1}.422", lambda: _places(of_sessions=False)))
def places(trace: Trace, evaluation: Evaluation) -> None:
    for one, found in _checkable(trace):
        if one.status != 422 or len(found) != 1 or "422" not in spec.answers(one.operation):
            continue
        named = {part for item in objects(one.object.get("detail")) for part in _strings(item.get("loc"))}
        right = {*found[0].name.split("/"), *([_PAIRS[found[0]]] if found[0] in _PAIRS else ())}
        in_path = {parameter.name for parameter in spec.operations()[one.operation].in_path}
        others = named & (set(spec.query_parameters(one.operation)) | set(one.fields) | in_path) - right
        problem = f"loc names {', '.join(sorted(others))}; the mistake is in {found[0].name}"
        evaluation.expect(f"refused.{one.operation}.place", not others or bool(named & right), problem, one)


def _strings(value: object) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []

"""Valid requests are accepted and do not cause server errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from .. import spec
from ..circuit_breaker import HANGING
from ..citations import derived, operations, request, response
from ..exchange import Exchange
from ..observation import is_creation
from ..request_validation import parameters, types
from ..requirement import OURS, Citation, Evaluation, rule
from ..trace import Trace
from ..values import amount, is_plain_text, objects
from .refused import ELSEWHERE
from .shapes import of_operation, per_operation

_WHOLE, _UNKNOWN, _NULL = "body", "unknown-property", "null"
#: A server may refuse longer texts.
_LONG = 200_000
_CITATIONS = {
    "task": request.TASK,
    "model": request.MODEL,
    "sessionId": request.SESSION_ID,
    "keepAlive": request.KEEP_ALIVE_DEFAULT,
    "maxCostUsd": operations.MAX_COST,
    "profileId": request.PROFILE,
    "workspaceId": request.WORKSPACE,
    "proxyCountryCode": request.PROXY,
    "outputSchema": request.OUTPUT_SCHEMA,
    "enableScheduledTasks": request.SCHEDULED,
    "enableRecording": request.RECORDING_DEFAULT,
    "skills": request.SKILLS,
    "agentmail": request.MAIL_DEFAULT,
    "cacheScript": request.CACHE,
    _UNKNOWN: operations.UNKNOWN_PROPERTIES,
    _WHOLE: request.PURPOSE,
}


def _create_requirements() -> dict[str, str]:
    if not spec.has("createSession"):
        return {}
    known = spec.body_properties("createSession")
    found = {
        f"accepted.createSession.{name}": f"a create with a valid {name} is accepted"
        for name in (*known, _UNKNOWN, _WHOLE)
        if name != "sessionId"
    }
    nullable = [name for name, schema in known.items() if "null" in types(schema)]
    return found | {f"accepted.createSession.{name}.{_NULL}": f"a create with null for {name} is accepted" for name in nullable}


def is_ambiguous(fields: object) -> bool:
    """Whether a correct server might refuse a body that the schema allows."""
    if not isinstance(fields, dict):
        return True
    task, limit, schema = fields.get("task"), fields.get("maxCostUsd"), fields.get("outputSchema")
    return (
        (isinstance(task, str) and (not is_plain_text(task) or len(task) > _LONG))
        or (limit is not None and not (amount(limit) or 0) > 0)
        or (isinstance(schema, dict) and not _is_schema(schema))
    )


def _is_schema(value: dict[str, Any]) -> bool:
    """Whether a value is a JSON Schema that refers only to its own definitions."""
    defined = value.get("$defs")
    known = {f"#/$defs/{name}" for name in defined} if isinstance(defined, dict) else set()
    return all(ref in known for ref in _references(value)) and jsonschema_rs.meta.is_valid(value)


def _references(value: Any) -> Iterator[Any]:
    for name, item in value.items() if isinstance(value, dict) else ():
        if name in ("$ref", "$dynamicRef"):
            yield item
        yield from _references(item)
    for item in value if isinstance(value, list) else ():
        yield from _references(item)


def _valid(trace: Trace, *names: str) -> Iterator[Exchange]:
    for name in names:
        for one in trace.by_operation.get(name, ()):
            if one.status and one.status not in ELSEWHERE and trace.mistakes[one.number] == []:
                yield one


def _create_citation(requirement: str) -> Citation:
    name = requirement.split(".")[2]
    return _CITATIONS.get(name) or derived.part("createSession", name)


@rule(_create_citation, _create_requirements)
def creations(trace: Trace, evaluation: Evaluation) -> None:
    for one in _valid(trace, "createSession"):
        made_up = one.status == 404 and (one.fields.get("profileId") or one.fields.get("workspaceId"))
        if not is_creation(one) or is_ambiguous(one.request) or made_up or one.status >= 500:
            continue
        given = [_told(name, value) for name, value in one.fields.items()] + [_WHOLE]
        if 200 <= one.status < 300:
            for name in given:
                evaluation.passed(f"accepted.createSession.{name}")
        else:
            named = {str(part) for item in objects(one.object.get("detail")) for part in (item.get("loc") or ())}
            named = {_told(name, one.fields[name]) for name in named if name in one.fields}
            blamed = [name for name in given if name in named] or (given[:1] if len(given) == 2 else [_WHOLE])
            for name in blamed:
                evaluation.check(f"accepted.createSession.{name}", f"a valid request was answered {one.status}", one)


def _told(name: str, value: object) -> str:
    if name not in spec.body_properties("createSession"):
        return _UNKNOWN
    return f"{name}.{_NULL}" if value is None else name


def _query_citation(requirement: str) -> Citation:
    _, operation, name = requirement.split(".")
    if operation not in OURS:
        return derived.part(operation, name)
    by_name = {"page": operations.PAGE, "page_size": operations.PAGE_SIZE, "limit": operations.LIMIT}
    return by_name.get(name, operations.CURSORS)


@rule(
    _query_citation,
    lambda: {f"accepted.{op}.{name}": f"{op} accepts a valid {name}" for op in spec.operations() for name in parameters(op)},
)
def queries(trace: Trace, evaluation: Evaluation) -> None:
    known = {identity for page in trace.message_pages for identity in page.ids}
    for one in _valid(trace, *spec.operations()):
        cursors = [value.lower() for name, value in one.query if name in ("after", "before")]
        if one.status in (404, 409) or one.status >= 500 or any(cursor not in known for cursor in cursors):
            continue
        if is_unknown_cursor(trace, one):
            continue
        given = [(name, value) for name, value in one.query if name in parameters(one.operation)]
        for name, value in given:
            problem = None if one.status < 300 else f"answered {one.status} to {name}={value}"
            evaluation.check(f"accepted.{one.operation}.{name}", problem, one)


def is_unknown_cursor(trace: Trace, one: Exchange) -> bool:
    """Whether a request has a cursor from no response. The effect of such a cursor is not documented."""
    paging = spec.operations()[one.operation].paging
    value = one.parameter(paging["cursor"]) if paging.get("style", "") == "cursor" else None
    given = (other.object.get(paging["next"]) for other in trace.by_operation.get(one.operation, ())) if value else ()
    return value is not None and value not in given


def _body_requirements() -> dict[str, str]:
    found = {}
    for op, one in spec.operations().items():
        if op in OURS or one.body is None:
            continue
        found[f"accepted.{op}.{_WHOLE}"] = f"a valid {op} is accepted"
        for name, schema in spec.body_properties(op).items():
            found[f"accepted.{op}.{name}"] = f"{op} with a valid {name} is accepted"
            if "null" in types(schema):
                found[f"accepted.{op}.{name}.{_NULL}"] = f"{op} with null for {name} is accepted"
    return found


def _body_citation(requirement: str) -> Citation:
    _, op, name, *_ = requirement.split(".")
    return derived.operation(op) if name == _WHOLE else derived.part(op, name)


@rule(_body_citation, _body_requirements)
def bodies(trace: Trace, evaluation: Evaluation) -> None:
    """Checks that valid bodies are accepted, for every operation without a hand-written rule."""
    for name in spec.operations():
        if name in OURS or spec.operations()[name].body is None:
            continue
        for one in _valid(trace, name):
            if one.status in (404, 409) or one.status >= 500 or not _is_plain(one.request) or _names_odd_file(one):
                continue
            given = [f"{key}.{_NULL}" if value is None else key for key, value in one.fields.items()]
            given = [key for key in given if key.partition(".")[0] in spec.body_properties(name)] + [_WHOLE]
            if one.status < 300:
                for key in given:
                    evaluation.passed(f"accepted.{name}.{key}")
            else:
                blamed = given[:1] if len(given) == 2 else [_WHOLE]
                evaluation.check(f"accepted.{name}.{blamed[0]}", f"a valid request was answered {one.status}", one)


def _names_odd_file(one: Exchange) -> bool:
    """Whether an upload names a file whose path a server may refuse."""
    names = [str(item.get("name")) for item in objects(one.fields.get("files"))] if "files" in one.fields else []
    return len(set(names)) < len(names) or any(part in ("", ".", "..") for name in names for part in re.split(r"[/\\]", name))


def _is_plain(value: object) -> bool:
    """Whether every correct server accepts all texts in a body: none is blank or has control characters."""
    if isinstance(value, str):
        return is_plain_text(value) and len(value) <= _LONG
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else True


@rule(operations.STOP, {"accepted.stopSession.body": "a stop is accepted without a body, with null, and with an object"})
def stops(trace: Trace, evaluation: Evaluation) -> None:
    for one in _valid(trace, "stopSession"):
        if one.status not in (404, 409) and one.status < 500:
            evaluation.check(
                "accepted.stopSession.body", None if one.status == 200 else f"a valid stop was answered {one.status}", one
            )


@rule(
    lambda requirement: response.SUCCESS if requirement == "answered.createSession" else of_operation(requirement.split(".")[1]),
    per_operation("answered", "a valid {} gets a response that is not a server error"),
)
def answered(trace: Trace, evaluation: Evaluation) -> None:
    attempts: dict[tuple[object, ...], list[Exchange]] = defaultdict(list)
    for one in trace.authorised:
        if one.error != "timeout":
            attempts[one.method, one.path, one.query, one.sent].append(one)
    for tries in attempts.values():
        failures = [one for one in tries if not one.status or one.status >= 500]
        if not failures:
            evaluation.passed(f"answered.{tries[0].operation}", len(tries))
            continue
        last = failures[-1]
        is_meant = len(failures) == len(tries) and (len(tries) > 1 or last.status == 500)
        if is_meant and _is_to_be_answered(trace, last):
            problem = f"the request was answered {last.status}" if last.status else f"no response: {last.error}"
            evaluation.check(f"answered.{last.operation}", problem, *failures)


#: Some failures may come from a proxy. This many failures, and this fraction of an operation's responses, count as a violation.
_MANY, _OFTEN = 3, 0.02


@rule(
    lambda requirement: of_operation(requirement.split(".")[1]),
    lambda: {f"answered.{name}.reliably": f"{name} fails only rarely" for name in spec.operations()},
)
def reliably(trace: Trace, evaluation: Evaluation) -> None:
    for name, exchanges in trace.by_operation.items():
        failures = [one for one in exchanges if one.status >= 500]
        late = [one for one in exchanges if one.error == "timeout"]
        problem = f"{len(failures)} of {len(exchanges)} requests failed with {failures[0].status}" if failures else ""
        if len(late) >= HANGING:
            problem, failures = f"{len(late)} of {len(exchanges)} requests had no response within the time limit", late
        is_often = len(late) >= HANGING or (len(failures) >= _MANY and len(failures) > _OFTEN * len(exchanges))
        evaluation.check(f"answered.{name}.reliably", problem if is_often else None, *failures[-1:])


def _is_to_be_answered(trace: Trace, one: Exchange) -> bool:
    """Whether a server must not fail on this request: it is valid, or it is ambiguous and was answered 500."""
    found = trace.mistakes[one.number]
    if found == [] and not (one.operation == "createSession" and is_ambiguous(one.request)):
        return True
    return not found and one.status == 500

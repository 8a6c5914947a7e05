"""Every response has a documented status, the documented content type, and valid JSON."""

from __future__ import annotations

from collections.abc import Callable

from .. import spec
from ..citations import assumed, derived, operations, request
from ..exchange import MISSING, Exchange
from ..requirement import Citation, Evaluation, rule
from ..trace import Trace
from ..values import objects

OF_OPERATION = {
    "createSession": request.TITLE,
    "listSessions": operations.LIST,
    "getSession": operations.GET,
    "stopSession": operations.STOP,
    "deleteSession": operations.DELETE,
    "listSessionMessages": operations.MESSAGES,
}
OF_ERROR = {"401": assumed.KEY, "409": assumed.BUSY, "422": operations.INVALID, "5XX": assumed.SERVER_ERRORS}


def of_operation(name: str) -> Citation:
    """Returns the statement about an operation as a whole."""
    return OF_OPERATION.get(name) or derived.operation(name)


def _operation(requirement: str) -> Citation:
    return of_operation(requirement.split(".")[2])


def _error(requirement: str) -> Citation:
    _, _, name, status = requirement.split(".")
    return OF_ERROR.get(status, operations.ERRORS) if name in OF_OPERATION else derived.answer(name, status)


def per_operation(prefix: str, says: str) -> Callable[[], dict[str, str]]:
    """Returns a function that gives one requirement per operation. `{}` in `says` is its name."""
    return lambda: {f"{prefix}.{name}": says.format(name) for name in spec.operations()}


@rule(_operation, per_operation("shapes.status", "{} returns a documented status"))
def statuses(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.answered:
        if one.sent and one.request is MISSING and 400 <= one.status < 500:
            continue  # a body that is not JSON may be refused before the operation is reached
        known = spec.answer(one.operation, one.status) or not 200 <= one.status < 500
        evaluation.check(
            f"shapes.status.{one.operation}", None if known else f"answered {one.status}, which is not documented", one
        )


def _media_type(exchange: Exchange) -> str:
    return exchange.headers.get("content-type", "").partition(";")[0].strip().lower()


def _has_json_body(exchange: Exchange) -> bool:
    """Whether the documented response is JSON. A server error may be a web page instead."""
    found = spec.answer(exchange.operation, exchange.status)
    return bool(found and spec.answer_schema(exchange.operation, found[0]) is not None) and exchange.status < 500


@rule(
    lambda requirement: request.BODY if requirement.endswith("createSession") else _operation(requirement),
    per_operation("shapes.content-type", "the content type of {} is application/json"),
)
def content_types(trace: Trace, evaluation: Evaluation) -> None:
    for one in filter(_has_json_body, trace.answered):
        found = _media_type(one)
        charset = one.headers.get("content-type", "").lower().partition("charset=")[2].strip('" ')
        problem = None if found == "application/json" else f"the content type is {found or 'missing'}"
        if not problem and charset not in ("", "utf-8", "utf8"):
            problem = f"the charset is {charset}"
        evaluation.check(f"shapes.content-type.{one.operation}", problem, one)


@rule(
    lambda requirement: request.BODY if requirement.endswith("createSession") else _operation(requirement),
    per_operation("shapes.json", "the body of {} is valid JSON: UTF-8, no duplicate names, no NaN"),
)
def sound_json(trace: Trace, evaluation: Evaluation) -> None:
    for one in filter(_has_json_body, trace.answered):
        evaluation.check(f"shapes.json.{one.operation}", f"the body is not valid JSON: {one.flaw}" if one.flaw else None, one)


def _without_body() -> dict[str, str]:
    """Returns the requirements of operations that return 204."""
    silent = [name for name in spec.operations() if "204" in spec.answers(name)]
    return {
        f"shapes.no-body.{name}": f"{'a deletion' if name == 'deleteSession' else name} is answered without a body"
        for name in silent
    }


@rule(_operation, _without_body)
def no_body(trace: Trace, evaluation: Evaluation) -> None:
    for name in spec.operations():
        for one in trace.by_operation.get(name, ()) if "204" in spec.answers(name) else ():
            if one.status == 204:
                announced = one.headers.get("content-length", "0") != "0" or "transfer-encoding" in one.headers
                evaluation.check(f"shapes.no-body.{name}", "204 with a body" if one.body or announced else None, one)


def _errors() -> dict[str, str]:
    return {
        f"shapes.error.{name}.{status}": f"the body of a {status} from {name} is a documented error"
        for name in spec.operations()
        for status in spec.answers(name)
        if not status.startswith(("2", "5")) and spec.answer_schema(name, status) is not None
    }


@rule(_error, _errors)
def errors(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.answered:
        found = spec.answer(one.operation, one.status)
        if not found or found[0].startswith(("2", "5", "d")) or one.flaw:
            continue
        schema = spec.answer_schema(one.operation, found[0])
        if schema is None:
            continue
        fault = next(spec.faults(schema, one.document), None)
        problem = f"{fault.field or 'the body'}: {fault.problem}" if fault else None
        if not problem and found[0] == "422" and one.object.get("detail") == []:
            problem = "detail is empty"
        if not problem and any(item.get("loc") == [] for item in objects(one.object.get("detail"))):
            problem = "loc is empty"
        evaluation.check(f"shapes.error.{one.operation}.{found[0]}", problem, one)

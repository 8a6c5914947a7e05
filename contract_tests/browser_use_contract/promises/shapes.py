"""Every answer has the documented form: its status, its content type, sound JSON."""

from __future__ import annotations

from .. import spec
from ..exchange import MISSING, Exchange
from ..promise import Ruling, Sentence, rule
from ..sentences import assumed, operations, request
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


def _operation(promise: str) -> Sentence:
    return OF_OPERATION[promise.split(".")[2]]


def _error(promise: str) -> Sentence:
    return OF_ERROR.get(promise.split(".")[3], operations.ERRORS)


@rule(
    _operation, {f"shapes.status.{name}": f"{name} answers with a status that is documented for it" for name in spec.OPERATIONS}
)
def statuses(trace: Trace, ruling: Ruling) -> None:
    for one in trace.answered:
        if one.sent and one.request is MISSING and 400 <= one.status < 500:
            continue  # what is no JSON may be refused before the operation is reached
        known = spec.answer(one.operation, one.status) or not 200 <= one.status < 500
        ruling.look(f"shapes.status.{one.operation}", None if known else f"answered {one.status}, which is not documented", one)


def _media_type(exchange: Exchange) -> str:
    return exchange.headers.get("content-type", "").partition(";")[0].strip().lower()


def _has_json_body(exchange: Exchange) -> bool:
    """Whether the documented answer is JSON; a failing server may send a page instead."""
    found = spec.answer(exchange.operation, exchange.status)
    return bool(found and spec.schema_name(exchange.operation, found[0])) and exchange.status < 500


@rule(
    lambda promise: request.BODY if promise.endswith("createSession") else _operation(promise),
    {f"shapes.content-type.{name}": f"what {name} answers is called application/json" for name in spec.OPERATIONS},
)
def content_types(trace: Trace, ruling: Ruling) -> None:
    for one in filter(_has_json_body, trace.answered):
        found = _media_type(one)
        charset = one.headers.get("content-type", "").lower().partition("charset=")[2].strip('" ')
        problem = None if found == "application/json" else f"the content type is {found or 'missing'}"
        if not problem and charset not in ("", "utf-8", "utf8"):
            problem = f"JSON in the charset {charset}"
        ruling.look(f"shapes.content-type.{one.operation}", problem, one)


@rule(
    lambda promise: request.BODY if promise.endswith("createSession") else _operation(promise),
    {f"shapes.json.{name}": f"what {name} answers is sound JSON: UTF-8, no name twice, no NaN" for name in spec.OPERATIONS},
)
def sound_json(trace: Trace, ruling: Ruling) -> None:
    for one in filter(_has_json_body, trace.answered):
        ruling.look(f"shapes.json.{one.operation}", f"the body is no sound JSON: {one.flaw}" if one.flaw else None, one)


@rule(operations.DELETE, {"shapes.no-body.deleteSession": "a deletion is answered without a body"})
def no_body(trace: Trace, ruling: Ruling) -> None:
    for one in trace.by_operation.get("deleteSession", ()):
        if one.status == 204:
            announced = one.headers.get("content-length", "0") != "0" or "transfer-encoding" in one.headers
            problem = "204 with a body" if one.body or announced else None
            ruling.look("shapes.no-body.deleteSession", problem, one)


def _errors() -> dict[str, str]:
    return {
        f"shapes.error.{name}.{status}": f"the {status} of {name} is an error as documented"
        for name in spec.OPERATIONS
        for status in spec.answers(name)
        if not status.startswith(("2", "5"))
    }


@rule(_error, _errors())
def errors(trace: Trace, ruling: Ruling) -> None:
    for one in trace.answered:
        found = spec.answer(one.operation, one.status)
        if not found or found[0].startswith(("2", "5")) or one.flaw:
            continue
        fault = next(spec.faults(spec.schema_name(one.operation, found[0]), one.document), None)
        problem = f"{fault.field or 'the body'}: {fault.problem}" if fault else None
        if not problem and found[0] == "422" and one.object.get("detail") == []:
            problem = "detail is empty: nothing is said to be wrong"
        if not problem and any(item.get("loc") == [] for item in objects(one.object.get("detail"))):
            problem = "loc is empty: it is not said what is wrong"
        ruling.look(f"shapes.error.{one.operation}.{found[0]}", problem, one)

"""Every response has a documented status, the documented content type, and valid JSON."""

from __future__ import annotations

from ... import spec
from ...exchange import MISSING, Exchange
from ...requirement import Evaluation, cite, rule
from ...schemas import faults, name_of
from ...trace import Trace
from ...values import objects
from . import per_operation


@rule(cite("{2}", per_operation("shapes.status", "{} returns a documented status")))
def statuses(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.answered:
        if one.sent and one.request is MISSING and 400 <= one.status < 500:
            continue  # a body that is not JSON may be refused before the operation is reached
        is_known = spec.answer(one.operation, one.status) is not None or not 200 <= one.status < 500
        evaluation.expect(f"shapes.status.{one.operation}", is_known, f"answered {one.status}, which is not documented", one)


def _has_json_body(exchange: Exchange) -> bool:
    """Whether the documented response is JSON. A server error may be a web page instead."""
    found = spec.answer(exchange.operation, exchange.status)
    return found is not None and spec.answer_schema(exchange.operation, found) is not None and exchange.status < 500


def _content_type_problem(exchange: Exchange) -> str:
    stated = exchange.headers.get("content-type", "").lower()
    media_type, charset = stated.partition(";")[0].strip(), stated.partition("charset=")[2].strip('" ')
    if media_type != "application/json":
        return f"the content type is {media_type or 'missing'}"
    return "" if charset in ("", "utf-8", "utf8") else f"the charset is {charset}"


@rule(
    cite("{2}", per_operation("shapes.content-type", "the content type of {} is application/json")),
    cite("{2}", per_operation("shapes.json", "the body of {} is valid JSON: UTF-8, no duplicate names, no NaN")),
)
def json_bodies(trace: Trace, evaluation: Evaluation) -> None:
    for one in filter(_has_json_body, trace.answered):
        problem = _content_type_problem(one)
        evaluation.expect(f"shapes.content-type.{one.operation}", not problem, problem, one)
        evaluation.expect(f"shapes.json.{one.operation}", not one.flaw, f"the body is not valid JSON: {one.flaw}", one)


def _without_body() -> dict[str, str]:
    """Returns the requirements of operations that return 204."""
    silent = [name for name in spec.operations() if "204" in spec.answers(name)]
    return {f"shapes.no-body.{name}": f"{name} is answered without a body" for name in silent}


@rule(cite("{2}.204", _without_body))
def no_body(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.authorised:
        if one.status == 204 and "204" in spec.answers(one.operation):
            is_announced = one.headers.get("content-length", "0") != "0" or "transfer-encoding" in one.headers
            evaluation.expect(f"shapes.no-body.{one.operation}", not one.body and not is_announced, "204 with a body", one)


def _errors() -> dict[str, str]:
    return {
        f"shapes.error.{name}.{status}": f"the body of a {status} from {name} is a documented error"
        for name in spec.operations()
        for status in spec.answers(name)
        if not status.startswith(("2", "5", "D")) and spec.answer_schema(name, status) is not None
    }


def _error_part(requirement: str) -> str:
    """Returns the cited part. For sessions some statuses are assumed, but not the form of their errors."""
    _, _, name, status = requirement.split(".")
    is_documented = spec.operations()[name].tag == "sessions" and status in ("404", "422", "429")
    return name_of(spec.answer_schema(name, status)) if is_documented else f"{name}.{status}"


@rule(cite(_error_part, _errors))
def errors(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.answered:
        found = spec.answer(one.operation, one.status)
        schema = spec.answer_schema(one.operation, found) if found and not found.startswith(("2", "5", "D")) else None
        if schema is None or one.flaw:
            continue
        fault = next(faults(schema, one.document), None)
        problem = f"{fault.field or 'the body'}: {fault.problem}" if fault else ""
        if not problem and found == "422" and one.object.get("detail") == []:
            problem = "detail is empty"
        if not problem and any(item.get("loc") == [] for item in objects(one.object.get("detail"))):
            problem = "loc is empty"
        evaluation.expect(f"shapes.error.{one.operation}.{found}", not problem, problem, one)

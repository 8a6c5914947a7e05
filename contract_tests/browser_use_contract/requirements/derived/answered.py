"""Valid requests are answered, and without server errors."""

from __future__ import annotations

from collections import defaultdict

from ...circuit_breaker import HANGING
from ...exchange import Exchange
from ...requirement import Evaluation, cite, rule
from ...trace import Trace
from . import per_operation
from .accepted import is_ambiguous


@rule(cite("{1}", per_operation("answered", "a valid {} gets a response that is not a server error")))
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
        if failures[0].method == "DELETE":  # A later attempt finds nothing to delete, which does not answer the first one.
            tries = [one for one in tries if one.status != 404]
        last = failures[-1]
        is_meant = len(failures) == len(tries) and (len(tries) > 1 or last.status == 500)
        if is_meant and _is_to_be_answered(trace, last):
            problem = f"the request was answered {last.status}" if last.status else f"no response: {last.error}"
            evaluation.expect(f"answered.{last.operation}", False, problem, *failures)


def _is_to_be_answered(trace: Trace, one: Exchange) -> bool:
    """Whether a server must not fail on this request: it is valid, or it is ambiguous and was answered 500."""
    found = trace.mistakes[one.number]
    return (found == [] and not is_ambiguous(one)) or (not found and one.status == 500)


#: Some failures may come from a proxy. This many failures, and this fraction of an operation's responses, count as a violation.
_MANY, _OFTEN = 3, 0.02


@rule(
    cite("{1}", lambda: {f"{name}.reliably": says for name, says in per_operation("answered", "{} fails only rarely")().items()})
)
def reliably(trace: Trace, evaluation: Evaluation) -> None:
    for name, exchanges in trace.by_operation.items():
        failures = [one for one in exchanges if one.status >= 500]
        late = [one for one in exchanges if one.error == "timeout"]
        is_often = len(failures) >= _MANY and len(failures) > _OFTEN * len(exchanges)
        problem = f"{len(failures)} of {len(exchanges)} requests failed" + (f" with {failures[0].status}" if failures else "")
        if len(late) >= HANGING:
            is_often, failures = True, late
            problem = f"{len(late)} of {len(exchanges)} requests had no response within the time limit"
        evaluation.expect(f"answered.{name}.reliably", not is_often, problem, *failures[-1:])

"""Every operation requires the right API key and checks it first."""

from __future__ import annotations

from ... import spec
from ...exchange import Credentials, Exchange
from ...request_validation import mistakes_of
from ...requirement import Evaluation, cite, rule
from ...trace import Trace

_SAYS = {
    Credentials.NONE: "without a key",
    Credentials.WRONG: "with a wrong key",
    Credentials.ELSEWHERE: "with the key outside its header",
}


def _parts(name: str) -> list[str]:
    """Returns the query parameters and body properties of an operation."""
    return [*spec.query_parameters(name), *spec.body_properties(name)]


def _refused() -> dict[str, str]:
    every = spec.operations()
    return {
        f"authentication.{name}.{how}.refused": f"{name} {problem} is refused" for name in every for how, problem in _SAYS.items()
    } | {
        f"authentication.{name}.with.{part}": f"{name} requires the key also with {part}"
        for name in every
        for part in _parts(name)
    }


def _answered_401() -> dict[str, str]:
    found = {}
    for name, one in spec.operations().items():
        for how, problem in _SAYS.items():
            prefix = f"authentication.{name}.{how}"
            found[f"{prefix}.401"] = f"{name} {problem} is answered 401"
            if how is not Credentials.ELSEWHERE and (one.parameters or one.body is not None):
                found[f"{prefix}.first"] = f"{name} {problem} is answered 401 even if the request has another mistake"
    return found


@rule(cite("security", _refused), cite("{1}.401", _answered_401))
def keys(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.answered:
        if one.credentials not in _SAYS or one.status >= 500 or one.status == 429:
            continue
        prefix = f"authentication.{one.operation}.{one.credentials}"
        problem = f"{_SAYS[one.credentials]} it was answered {one.status}"
        evaluation.expect(f"{prefix}.refused", one.status >= 400, problem, one)
        is_first = one.credentials is not Credentials.ELSEWHERE and _is_wrong_otherwise(trace, one)
        evaluation.expect(f"{prefix}.{'first' if is_first else '401'}", one.status == 401, problem, one)
        given = {*(name for name, _ in one.query), *one.fields}
        for name in given.intersection(_parts(one.operation)):
            evaluation.expect(f"authentication.{one.operation}.with.{name}", one.status >= 400, problem, one)


def _is_wrong_otherwise(trace: Trace, one: Exchange) -> bool:
    is_unknown = bool(one.session_id and one.session_id.lower() not in trace.known_ids)
    return is_unknown or mistakes_of(one) != []

"""Every operation requires the right API key and checks it first."""

from __future__ import annotations

from .. import spec
from ..citations import assumed, operations, request
from ..exchange import Credentials, Exchange
from ..request_validation import mistakes_of, parameters
from ..requirement import Citation, Evaluation, rule
from ..trace import Trace

_SAYS = {
    Credentials.NONE: "without a key",
    Credentials.WRONG: "with a wrong key",
    Credentials.ELSEWHERE: "with the key outside its header",
}


def _can_be_wrong(name: str) -> bool:
    """Whether a request to the operation can have a mistake other than the key."""
    one = spec.operations()[name]
    return bool(one.parameters or one.body is not None)


def _requirements() -> dict[str, str]:
    found = {
        f"authentication.{name}.{how}.{what}": says
        for name in spec.operations()
        for how, problem in _SAYS.items()
        for what, says in (
            ("refused", f"{name} {problem} is refused"),
            ("401", f"{name} {problem} is answered 401"),
            ("first", f"{name} {problem} is answered 401 even if the request has another mistake"),
        )
        if what != "first" or (how is not Credentials.ELSEWHERE and _can_be_wrong(name))
    }
    return found | {
        f"authentication.{name}.with.{part}": f"{name} requires the key also with {part}"
        for name, one in spec.operations().items()
        for part in (*(parameter.name for parameter in one.query), *spec.body_properties(name))
    }


def _citation(requirement: str) -> Citation:
    if not requirement.endswith("refused") and ".with." not in requirement:
        return assumed.KEY
    return request.KEY if "createSession" in requirement else operations.KEY


@rule(_citation, _requirements)
def keys(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.answered:
        if one.credentials not in _SAYS or one.status >= 500 or one.status == 429:
            continue
        prefix = f"authentication.{one.operation}.{one.credentials}"
        problem = f"{_SAYS[one.credentials]} it was answered {one.status}"
        evaluation.check(f"{prefix}.refused", problem if one.status < 400 else None, one)
        is_first = one.credentials is not Credentials.ELSEWHERE and _is_wrong_otherwise(trace, one)
        exact = "first" if is_first else "401"
        evaluation.check(f"{prefix}.{exact}", problem if one.status != 401 else None, one)
        sent = ({name for name, _ in one.query} & parameters(one.operation).keys()) | (
            one.fields.keys() & spec.body_properties(one.operation).keys()
        )
        for name in sent:
            evaluation.check(f"authentication.{one.operation}.with.{name}", problem if one.status < 400 else None, one)


def _is_wrong_otherwise(trace: Trace, one: Exchange) -> bool:
    unknown = bool(one.session_id and one.session_id.lower() not in trace.known_ids)
    return mistakes_of(one) != [] or unknown

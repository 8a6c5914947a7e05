"""The session shows the requested values, and the defaults of absent ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .. import spec
from ..citations import assumed, request, response
from ..exchange import Exchange
from ..observation import SHOWN_BY, Observation
from ..requirement import Citation, Evaluation, rule
from ..session_history import SessionHistory
from ..trace import Trace
from ..values import amount, decimal, is_uuid, shown
from ..wording import follow_up_has_own_limit

#: Session properties that come from the create request and do not change.
ECHOED = ("model", "proxyCountryCode", "profileId", "workspaceId", "maxCostUsd")


def _defaults() -> Mapping[str, Any]:
    """Returns the defaults of absent create properties, without maxCostUsd, whose default is not known."""
    return {name: spec.default("createSession", name) for name in _DEFAULT_CITATIONS}


_DEFAULT_CITATIONS = {
    "model": request.MODEL_DEFAULT,
    "proxyCountryCode": request.PROXY_DEFAULT,
    "profileId": response.PROFILE,
    "workspaceId": response.WORKSPACE,
}


def _same_text(asked: Any, found: Any) -> bool:
    return bool(asked == found)


def _same_uuid(asked: Any, found: Any) -> bool:
    return asked == found or (is_uuid(asked) and is_uuid(found) and asked.lower() == found.lower())


def _same_amount(asked: Any, found: Any) -> bool:
    return amount(asked) == decimal(found) and decimal(found) is not None


_SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    "model": _same_text,
    "proxyCountryCode": _same_text,
    "profileId": _same_uuid,
    "workspaceId": _same_uuid,
    "maxCostUsd": _same_amount,
}


def _echo_citation(requirement: str) -> Citation:
    parts = requirement.split(".")
    return request.PROXY_NULL if parts[-1] == "null" else response.FIELDS[parts[1]]


def _echo_requirements() -> dict[str, str]:
    found = {f"echoes.{name}.{op}": f"{op} shows the requested {name}" for name in ECHOED for op in SHOWN_BY}
    return found | {f"echoes.proxyCountryCode.{op}.null": f"{op} shows no country if null was requested" for op in SHOWN_BY}


@rule(_echo_citation, _echo_requirements())
def echoes(trace: Trace, evaluation: Evaluation) -> None:
    for name in ECHOED:
        for creation, history in _created(trace):
            asked = creation.fields.get(name)
            if name not in creation.fields or (asked is None and name != "proxyCountryCode"):
                continue
            for one in _before_another(history, name):
                found = one.get(name)
                requirement = f"echoes.{name}.{one.operation}"
                if asked is None:
                    evaluation.check(
                        f"{requirement}.null", None if found is None else f"{name} is {shown(found)}", creation, one.exchange
                    )
                else:
                    problem = None if _SAME[name](asked, found) else f"{name} is {shown(found)}; requested was {shown(asked)}"
                    evaluation.check(requirement, problem, creation, one.exchange)


def _created(trace: Trace) -> Iterator[tuple[Exchange, SessionHistory]]:
    """Yields the sessions that were created in the trace, with their create requests."""
    return ((history.creation, history) for history in trace.histories.values() if history.creation)


def _before_another(history: SessionHistory, name: str) -> Iterator[Observation]:
    """Yields the observations of a session before a follow-up requests another value of the property."""
    is_other = name == "maxCostUsd" and follow_up_has_own_limit()
    until = min((other.started for other in history.follow_ups if is_other or name in other.fields), default=float("inf"))
    return (one for one in history.observations if one.ended <= until)


@rule(
    lambda requirement: _DEFAULT_CITATIONS[requirement.split(".")[1]],
    {
        f"defaults.{name}.{op}": f"{op} shows the default {name} if none was requested"
        for name in _DEFAULT_CITATIONS
        for op in SHOWN_BY
    },
)
def defaults(trace: Trace, evaluation: Evaluation) -> None:
    for name, default in _defaults().items():
        for creation, history in _created(trace):
            if name in creation.fields and not (creation.fields[name] is None and default is None):
                continue
            for one in _before_another(history, name):
                found = one.get(name)
                problem = None if found == default else f"{name} is {shown(found)}; the default is {default!r}"
                evaluation.check(f"defaults.{name}.{one.operation}", problem, creation, one.exchange)


#: Properties that a follow-up does not change. Whether it may set another limit is not documented.
_KEPT = ("model", "proxyCountryCode", "profileId", "workspaceId")


@rule(assumed.KEPT, {f"follow-ups.kept.{name}": f"a follow-up does not change the session's {name}" for name in _KEPT})
def kept(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for name in _KEPT:
            first = next((other for other in history.follow_ups if name in other.fields), None)
            before = [one for one in history.observations if first and one.ended <= first.started]
            for one in history.observations if before and first else ():
                if first and (one.started >= first.ended or one.exchange is first):
                    same = one.get(name) == before[-1].get(name)
                    problem = None if same else f"{name} changed from {shown(before[-1].get(name))} to {shown(one.get(name))}"
                    evaluation.check(f"follow-ups.kept.{name}", problem, first, one.exchange)

"""The session shows the requested values, and the defaults of absent ones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from .. import spec
from ..exchange import Exchange
from ..observation import SHOWN_BY, Observation
from ..requirement import Evaluation, assume, cite, rule
from ..schemas import properties
from ..trace import Trace
from ..values import shown
from ..wording import follow_up_has_own_limit
from .derived.written import same

#: Properties of the create request that a follow-up does not change.
_KEPT = ("model", "proxyCountryCode", "profileId", "workspaceId")
#: Session properties that come from the create request and do not change. Whether a follow-up may set another limit is not
#: documented at first.
_ECHOED = (*_KEPT, "maxCostUsd")
_SCHEMA = "outputSchema"


def _options() -> list[str]:
    """Returns the create properties that the session also has and for which there is no other requirement."""
    return [
        name
        for name in spec.body_properties("createSession")
        if name in properties("Session") and name not in (*_ECHOED, _SCHEMA)
    ]


def _shown(subject: str, names: Iterable[str]) -> dict[str, str]:
    return {f"{subject}.{name}.{op}": f"{op} shows the requested {name}" for name in names for op in SHOWN_BY}


@rule(
    cite("Session.{1}", _shown("echoes", _ECHOED)),
    cite(
        "Session.{1}",
        {f"echoes.proxyCountryCode.{op}.null": f"{op} shows no country if null was requested" for op in SHOWN_BY},
    ),
    cite(
        "Session.{1}",
        lambda: {f"options.{name}.{op}": f"{op} shows the requested {name}" for name in _options() for op in SHOWN_BY},
    ),
)
def echoes(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for name in (*_ECHOED, *_options()) if history.creation else ():
            asked = history.asked(name)
            is_null = asked is None and name == "proxyCountryCode"
            if (
                history.creation is None
                or name not in history.creation.fields
                or (asked is None and name in _ECHOED and not is_null)
            ):
                continue
            for one in history.until_follow_up(partial(_may_change, name)):
                requirement = f"{'echoes' if name in _ECHOED else 'options'}.{name}.{one.operation}{'.null' if is_null else ''}"
                problem = f"{name} is {shown(one.get(name))}; requested was {shown(asked)}"
                evaluation.expect(requirement, _is_same(name, asked, one), problem, history.creation, one.exchange)


def _is_same(name: str, asked: Any, one: Observation) -> bool:
    is_exact = asked is None or name in ("model", "proxyCountryCode")
    return bool(asked == one.get(name)) if is_exact else same(asked, one.get(name))


def _sends(name: str, follow_up: Exchange) -> bool:
    return name in follow_up.fields


def _may_change(name: str, follow_up: Exchange) -> bool:
    """Whether a follow-up may change a property of the session."""
    return _sends(name, follow_up) or (name == "maxCostUsd" and follow_up_has_own_limit())


@rule(
    cite(
        "Session.{1}",
        {f"defaults.{name}.{op}": f"{op} shows the default {name} if none was requested" for name in _KEPT for op in SHOWN_BY},
    )
)
def defaults(trace: Trace, evaluation: Evaluation) -> None:
    for name in _KEPT:
        default = spec.default("createSession", name)
        for history in trace.histories.values():
            given = history.creation.fields if history.creation else {}
            if history.creation is None or (name in given and not (given[name] is None and default is None)):
                continue
            for one in history.until_follow_up(partial(_sends, name)):
                problem = f"{name} is {shown(one.get(name))}; the default is {default!r}"
                is_default = one.get(name) == default
                evaluation.expect(f"defaults.{name}.{one.operation}", is_default, problem, history.creation, one.exchange)


@rule(assume("createSession", {f"follow-ups.kept.{name}": f"a follow-up does not change the session's {name}" for name in _KEPT}))
def kept(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for name in _KEPT:
            first = next((other for other in history.follow_ups if name in other.fields), None)
            before = [one.get(name) for one in history.observations if first and one.ended <= first.started]
            for one in history.observations if before and first else ():
                if first and (one.started >= first.ended or one.exchange is first):
                    problem = f"{name} changed from {shown(before[-1])} to {shown(one.get(name))}"
                    evaluation.expect(f"follow-ups.kept.{name}", one.get(name) == before[-1], problem, first, one.exchange)

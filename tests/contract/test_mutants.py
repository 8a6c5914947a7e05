"""Every eighth mutant that changes only responses, with recorded traffic, and a few more with live servers."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browser_use_contract import spec
from browser_use_contract.exchange import Credentials, Exchange
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Verdict, evaluate
from mutants import harness
from mutants.fault import load

pytestmark = pytest.mark.slow

#: Faults that the recorded traffic of a quick check does not show. `make faults` runs all.
_TAKES_A_FULL_CHECK = {
    "deleteWorkspaceFile fails often",
    "a page of ninety nine is refused",
    "a stopped task goes on costing",
    "what stands between brackets does not matter",
    "the case of a template does not matter",
    "forced tasks all have the same script",
    "a run with caching off leaves a script",
    "a session takes no task after a script",
}
REPLAYED = [fault for fault in load() if fault.after and not fault.before and fault.name not in _TAKES_A_FULL_CHECK][::8]
_PLANTED = (
    "a follow up lands in a new session",
    "the default of model is bu-max",
    "getSession takes any key",
    "updateProfile is open with name",
    "stopSession is open with task as strategy",
)
LIVE = [fault for fault in load() if fault.name in _PLANTED]


def test_sound_traffic_is_not_complained_of(recorded: Sequence[Exchange]) -> None:
    results = evaluate(Trace(recorded), strict=True)
    assert results.gave_up == []
    assert [(one.requirement.id, one.violations[0].problem) for one in results.of(Verdict.VIOLATED)] == []
    assert results.tally[Verdict.PASSED] > 600


def test_the_key_is_required_with_every_property(recorded: Sequence[Exchange]) -> None:
    passed = {one.requirement.id for one in evaluate(Trace(recorded)).of(Verdict.PASSED)}
    wanted = {f"authentication.{name}.with.{part}" for name in spec.operations() for part in spec.body_properties(name)}
    assert wanted - passed == set()
    for value in ("session", "task"):
        sent = [one for one in recorded if one.operation == "stopSession" and one.fields.get("strategy") == value]
        assert {Credentials.NONE, Credentials.WRONG} <= {one.credentials for one in sent}


@pytest.mark.parametrize("fault", REPLAYED, ids=lambda fault: fault.name)
def test_a_fault_is_named(fault: Any, recorded: Sequence[Exchange]) -> None:
    assert harness.replay(fault, recorded).named


@pytest.mark.parametrize("fault", LIVE, ids=lambda fault: fault.name)
def test_a_faulty_server_fails_the_check(fault: Any) -> None:
    outcome = harness.run(fault, "--quick")
    assert outcome.exit_code == 1
    assert outcome.named


def test_the_names_of_faults_are_requirements() -> None:
    from browser_use_contract import requirements
    from browser_use_contract.requirement import RULES

    requirements.load()
    known = [requirement.id for rule in RULES for requirement in rule.requirements]
    unknown = {name for fault in load() for name in fault.names if not any(one.startswith(name) for one in known)}
    assert unknown == set()


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_ANYTHING = _SCALARS | st.just([]) | st.just({}) | st.just([[None]])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_rule_trips_over_any_answer(data: st.DataObject, recorded: Sequence[Exchange]) -> None:
    def scrambled(value: Any, chance: random.Random) -> Any:
        if chance.random() < 0.04:
            return data.draw(_ANYTHING)
        if isinstance(value, dict):
            return {name: scrambled(item, chance) for name, item in value.items()}
        return [scrambled(item, chance) for item in value[:3]] if isinstance(value, list) else value

    chance = random.Random(data.draw(st.integers(0, 2**32)))
    altered = []
    for one in recorded[:300]:
        if isinstance(one.document, dict):
            one = replace(one, body=json.dumps(scrambled(one.document, chance)).encode())
        altered.append(one)
    assert evaluate(Trace(altered)).gave_up == []

"""The suite with a revision: sound where sandbox and suite have the same one, and every fault in what is new is named."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from browser_use_contract import document, requirements
from browser_use_contract.command import check as command
from browser_use_contract.exchange import Exchange
from browser_use_contract.requirement import RULES, Evaluation
from browser_use_contract.revisions import file_of, names
from browser_use_contract.run import Options, gather
from browser_use_contract.target import target
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Verdict, evaluate
from mutants import harness
from mutants.fault import Fault
from mutants.middleware import rewrite
from mutants.revisions import REVISION_FAULTS
from tests.revisions.conftest import LATEST, REVISIONS

pytestmark = pytest.mark.slow

#: What a check does not see by itself: it cannot make a browser download something.
_WITHOUT_TRAFFIC = {"downloads.urls"}
_TIMES = {"start_seconds": 0.05, "task_seconds": 0.3}


def _violated(url: str, *options: str) -> tuple[int, str]:
    """The exit code and the output of a check."""
    done = CliRunner().invoke(command, ["--url", url, "--api-key", harness.KEY, "--strict", *options])
    return done.exit_code, done.output


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_sandbox_keeps_its_revision(revision: str) -> None:
    with harness.served(revision=revision, **_TIMES) as url:
        code, output = _violated(url, "--revision", revision)
    assert code == 0, output
    assert "\n0 requirements violated" in output
    assert "Incomplete: " not in output


def test_the_page_s_sandbox_does_not_keep_today_s(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with harness.served(**_TIMES) as url:
        code, _ = _violated(url, "--revision", "latest", "--quick", "--json", str(report))
    assert code == 1
    violated = {one["id"] for one in json.loads(report.read_text())["requirements"] if one["verdict"] == "violated"}
    assert {"caching.no-brackets", "single-view.recordingUrls", "browsers.price", "follow-up-limits.default"} <= violated


@pytest.fixture(scope="module")
def _traffic() -> Sequence[Exchange]:
    """Sound traffic of the newest revision."""
    document.use(file_of("latest"))
    with harness.served(revision=LATEST, **_TIMES) as url:
        return gather(target(url, harness.KEY), Options()).trace.exchanges


@pytest.fixture
def recorded(_traffic: Sequence[Exchange]) -> Sequence[Exchange]:
    """That traffic, while the suite holds servers to the newest revision."""
    document.use(file_of("latest"))
    requirements.load()
    return _traffic


def test_sound_traffic_puts_the_new_requirements_to_the_test(recorded: Sequence[Exchange]) -> None:
    results = evaluate(Trace(recorded), strict=True)
    assert [one.requirement.id for one in results.of(Verdict.VIOLATED)] == []
    passed = {one.requirement.id for one in results.of(Verdict.PASSED)}
    new = {one.id for rule in RULES if rule.check.__module__.endswith(".revisions") for one in rule.requirements}
    idle = {name for name in new - passed if name not in _WITHOUT_TRAFFIC and not name.startswith("options.")}
    assert len(new) > 10
    assert all(rule.requirements for rule in RULES)
    assert idle == set()


@pytest.mark.parametrize("fault", REVISION_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_named(fault: Fault, recorded: Sequence[Exchange]) -> None:
    trace, evaluation = Trace(rewrite(recorded, fault)), Evaluation()
    for rule in RULES:
        if any(requirement.id.startswith(fault.names) for requirement in rule.requirements):
            rule.check(trace, evaluation)
    assert [name for name in evaluation.violations if name.startswith(fault.names)]


def test_each_new_requirement_has_a_fault(recorded: Sequence[Exchange]) -> None:
    faulty = tuple(name for fault in REVISION_FAULTS for name in fault.names)
    new = {one.id for rule in RULES if rule.check.__module__.endswith(".revisions") for one in rule.requirements}
    without = {name for name in new if not name.startswith(faulty)}
    assert {name.rpartition(".")[0] for name in without} <= {"options.browserScreenHeight"}


def test_the_page_has_none_of_them() -> None:
    document.use(None)
    requirements.load()
    assert [rule.requirements for rule in RULES if rule.check.__module__.endswith(".revisions") and rule.requirements] == []


def test_names() -> None:
    done = CliRunner().invoke(command, ["--list-revisions"])
    assert done.exit_code == 0
    assert [line.partition("\t")[0] for line in done.output.splitlines()] == names() == REVISIONS

"""Checks a trace: one verdict for each requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .citations import Source
from .incomplete import needs_all, needs_transfers
from .requirement import RULES, Evaluation, Requirement, Violation, every_requirement
from .trace import Trace


class Verdict(StrEnum):
    PASSED = "passed"
    VIOLATED = "violated"
    NOT_COVERED = "not covered"


@dataclass(frozen=True)
class Result:
    """The verdict on one requirement. `tests` is how often the trace tested it."""

    requirement: Requirement
    tests: int
    violations: tuple[Violation, ...]

    @property
    def verdict(self) -> Verdict:
        if self.violations:
            return Verdict.VIOLATED
        return Verdict.PASSED if self.tests else Verdict.NOT_COVERED


@dataclass(frozen=True)
class Results:
    """All verdicts on one trace."""

    all: Sequence[Result]
    strict: bool
    #: Rules that failed with an exception, and why.
    gave_up: Sequence[str] = ()
    #: Known violations with their reasons. They do not count.
    known: Mapping[str, str] = field(default_factory=dict)

    def counts_against(self, result: Result) -> bool:
        """Whether a violation fails the check. Violations of assumed requirements only warn, unless the check is strict."""
        is_weighty = self.strict or result.requirement.source is not Source.ASSUMED
        return result.verdict is Verdict.VIOLATED and is_weighty and result.requirement.id not in self.known

    def of(self, verdict: Verdict) -> list[Result]:
        return [one for one in self.all if one.verdict is verdict]

    @cached_property
    def tally(self) -> Counter[Verdict]:
        return Counter(one.verdict for one in self.all)

    @property
    def exit_code(self) -> int:
        """0: something passed and no violation counts. 1: a violation counts. 2: nothing could be checked."""
        if any(self.counts_against(one) for one in self.all):
            return 1
        return 0 if self.tally[Verdict.PASSED] else 2


def examine(trace: Trace) -> Evaluation:
    """Tests every requirement against the trace. Pure: the same trace always gives the same result."""
    from . import requirements

    requirements.load()
    evaluation = Evaluation()
    for rule in RULES:
        try:
            rule.check(trace, evaluation)
        except Exception as error:  # a response may have any shape; a rule that fails must not hide the results of the others
            evaluation.gave_up.append(
                f"{rule.check.__module__.rpartition('.')[2]}.{rule.check.__name__}: {type(error).__name__}: {error}"
            )
    for name in {*evaluation.tests, *evaluation.violations}:
        is_forgotten = name.partition(".")[0] in _ON_STATE and trace.stateless & set(name.split("."))
        is_unknown = (not trace.is_complete and needs_all(name)) or (not trace.has_transfers and needs_transfers(name))
        if is_forgotten or is_unknown:
            evaluation.tests.pop(name, None)
            evaluation.violations.pop(name, None)
    return evaluation


def _rule_on_each(traces: Sequence[Trace]) -> Evaluation:
    """Tests every requirement against each trace separately and adds up the results."""
    whole, *others = [examine(trace) for trace in traces] or [examine(Trace(()))]
    for other in others:
        whole.tests += other.tests
        for name, found in other.violations.items():
            whole.violations[name] += found
        whole.gave_up += other.gave_up
    return whole


#: Subjects that need a server with state. They are not tested for operations that are answered with examples.
_ON_STATE = ("unknown", "deleting", "found", "new-id", "own-id", "written", "paging")


def evaluate(
    *traces: Trace,
    strict: bool = False,
    is_chosen: Callable[[Requirement], bool] = lambda requirement: True,
    known: Mapping[str, str] | None = None,
) -> Results:
    """Returns the verdicts on one or more independent traces.

    The violations of a requirement are sorted: those with the smallest requests come first.

    `is_chosen` selects the requirements to check. `known` has the reasons of known violations, which do not count.
    """
    evaluation = _rule_on_each(traces)
    every = sorted(every_requirement(), key=lambda requirement: requirement.id)
    found = {name: tuple(sorted(violations, key=_size)) for name, violations in evaluation.violations.items()}
    verdicts = [Result(one, evaluation.tests[one.id], found.get(one.id, ())) for one in every if is_chosen(one)]
    return Results(verdicts, strict, evaluation.gave_up, known or {})


def _size(violation: Violation) -> int:
    return sum(len(one.sent or b"") + len(one.path) for one in violation.evidence)

"""Judging a trace: every promise, one verdict each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .incomplete import needs_all, needs_transfers
from .promise import RULES, Promise, Ruling, Source, Violation
from .trace import Trace


class Verdict(StrEnum):
    HELD = "held"
    VIOLATED = "violated"
    NOT_EXERCISED = "not exercised"

    @property
    def word(self) -> str:
        """The verdict in reports for people: `passed`, `violated` or `not covered`. Files for programs keep the value."""
        return {"held": "passed", "not exercised": "not covered"}.get(self.value, self.value)


@dataclass(frozen=True)
class Judgement:
    """One promise's verdict. `tests` is how often the trace put it to the test."""

    promise: Promise
    tests: int
    violations: tuple[Violation, ...]

    @property
    def verdict(self) -> Verdict:
        if self.violations:
            return Verdict.VIOLATED
        return Verdict.HELD if self.tests else Verdict.NOT_EXERCISED


@dataclass(frozen=True)
class Judgements:
    """All verdicts on one trace."""

    all: Sequence[Judgement]
    strict: bool
    #: Rules that tripped over an answer, and why.
    gave_up: Sequence[str] = ()
    #: Requirements that are known to be violated, with the reason; they do not count.
    known: Mapping[str, str] = field(default_factory=dict)

    def counts_against(self, judgement: Judgement) -> bool:
        """Whether a violation makes the check fail; that of an assumed promise only warns, unless the check is strict."""
        is_weighty = self.strict or judgement.promise.source is not Source.ASSUMED
        return judgement.verdict is Verdict.VIOLATED and is_weighty and judgement.promise.id not in self.known

    def of(self, verdict: Verdict) -> list[Judgement]:
        return [one for one in self.all if one.verdict is verdict]

    @cached_property
    def tally(self) -> Counter[Verdict]:
        return Counter(one.verdict for one in self.all)

    @property
    def exit_code(self) -> int:
        """0 where something held and nothing that counts is violated, 1 where something is, 2 where nothing could be judged."""
        if any(self.counts_against(one) for one in self.all):
            return 1
        return 0 if self.tally[Verdict.HELD] else 2


def rule_on(trace: Trace) -> Ruling:
    """Puts every promise to the trace. Pure: the same trace always gives the same ruling."""
    from . import promises

    promises.load()
    ruling = Ruling()
    for rule in RULES:
        try:
            rule.check(trace, ruling)
        except Exception as error:  # answers may be of any shape; one that a rule trips over must not hide what others find
            ruling.gave_up.append(
                f"{rule.check.__module__.rpartition('.')[2]}.{rule.check.__name__}: {type(error).__name__}: {error}"
            )
    for name in {*ruling.tests, *ruling.violations}:
        is_forgotten = name.partition(".")[0] in _ON_STATE and trace.stateless & set(name.split("."))
        is_unknown = (not trace.is_complete and needs_all(name)) or (not trace.has_transfers and needs_transfers(name))
        if is_forgotten or is_unknown:
            ruling.tests.pop(name, None)
            ruling.violations.pop(name, None)
    return ruling


def _rule_on_each(traces: Sequence[Trace]) -> Ruling:
    """Puts every promise to each trace by itself, and adds up what is found."""
    whole, *others = [rule_on(trace) for trace in traces] or [rule_on(Trace(()))]
    for other in others:
        whole.tests += other.tests
        for name, found in other.violations.items():
            whole.violations[name] += found
        whole.gave_up += other.gave_up
    return whole


#: The subjects that need a server which remembers what was done; they are not put to operations that are answered by examples.
_ON_STATE = ("unknown", "deleting", "found", "new-id", "own-id", "written", "paging")


def judge(
    *traces: Trace,
    strict: bool = False,
    is_chosen: Callable[[Promise], bool] = lambda promise: True,
    known: Mapping[str, str] | None = None,
) -> Judgements:
    """The verdicts on one trace or several, each of which stands for itself.

    Of several violations of a promise, those by the smallest requests come first.

    `is_chosen` selects the promises that are judged; `known` are those whose violation does not count, with the reason.
    """
    ruling = _rule_on_each(traces)
    every = sorted((promise for rule in RULES for promise in rule.promises), key=lambda promise: promise.id)
    unknown = set(ruling.tests) - {name for rule in RULES for name in rule.ids}
    if unknown:
        raise LookupError(f"a rule judged promises that it does not list: {sorted(unknown)[:5]}")
    found = {name: tuple(sorted(violations, key=_size)) for name, violations in ruling.violations.items()}
    judged = [Judgement(one, ruling.tests[one.id], found.get(one.id, ())) for one in every if is_chosen(one)]
    return Judgements(judged, strict, ruling.gave_up, known or {})


def _size(violation: Violation) -> int:
    return sum(len(one.sent or b"") + len(one.path) for one in violation.evidence)

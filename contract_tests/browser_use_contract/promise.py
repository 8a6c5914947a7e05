"""What a promise is, how a rule judges it, and the register of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .exchange import Exchange
    from .trace import Trace


class Source(StrEnum):
    """How well founded a promise is. Assumed ones warn; the others count."""

    DOCUMENTED = "documented"
    NEIGHBOUR = "neighbour"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Sentence:
    """Something that the documentation says, in our words, with the place where it stands.

    `silent` says why no promise follows from it; it is empty where some do.
    """

    key: str
    source: Source
    place: str
    says: str
    silent: str = ""


@dataclass(frozen=True)
class Promise:
    """One thing that must hold in every trace. Its id never changes; the part before the first dot is its subject."""

    id: str
    sentence: Sentence
    says: str

    @property
    def source(self) -> Source:
        return self.sentence.source

    @property
    def subject(self) -> str:
        return self.id.partition(".")[0]


class Violation(NamedTuple):
    """What was seen instead, and the exchanges that show it, the decisive one last."""

    problem: str
    evidence: tuple[Exchange, ...]


class Ruling:
    """Gathers what rules find: how often each promise was put to the test, and where it was broken."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.violations: dict[str, list[Violation]] = defaultdict(list)
        #: Rules that could not be carried through, and why.
        self.gave_up: list[str] = []

    def look(self, promise: str, problem: str | None, *evidence: Exchange) -> None:
        """One test of a promise: it held where there is no problem."""
        self.tests[promise] += 1
        if problem:
            self.broken(promise, problem, *evidence)

    def broken(self, promise: str, problem: str, *evidence: Exchange) -> None:
        self.violations[promise].append(Violation(problem, evidence))

    def held(self, promise: str, times: int = 1) -> None:
        self.tests[promise] += times


Check = Callable[["Trace", Ruling], None]


class Rule(NamedTuple):
    check: Check
    promises: tuple[Promise, ...]


RULES: list[Rule] = []


def rule(cites: Sentence | Callable[[str], Sentence], promises: Mapping[str, str]) -> Callable[[Check], Check]:
    """Registers a check with the promises that it judges, as ids with what they say.

    `cites` is the sentence that they follow from, or tells it from the id.
    """

    def register(check: Check) -> Check:
        made = tuple(Promise(name, cites(name) if callable(cites) else cites, says) for name, says in promises.items())
        RULES.append(Rule(check, made))
        return check

    return register

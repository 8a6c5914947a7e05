"""Requirements, the rules that check them, and the registry of all rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from . import spec
from .citations import Citation, Source, citation
from .document import cached
from .observation import SHOWN_BY
from .old_ids import public_id

if TYPE_CHECKING:
    from .exchange import Exchange
    from .trace import Trace


@dataclass(frozen=True)
class Requirement:
    """A condition that must hold in every trace. Its id never changes; the part before the first dot is its subject."""

    id: str
    says: str
    citation: Citation
    source: Source
    #: Whether it is derived from the document for every operation, and not written for this one.
    is_derived: bool

    @property
    def subject(self) -> str:
        return self.id.partition(".")[0]


class Violation(NamedTuple):
    """The actual behaviour, and the exchanges that show it. The decisive exchange is the last one."""

    problem: str
    evidence: tuple[Exchange, ...]


class Evaluation:
    """Collects the results of the rules: how often each requirement was tested, and its violations."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.violations: dict[str, list[Violation]] = defaultdict(list)
        #: Rules that failed with an exception, and why.
        self.gave_up: list[str] = []

    def expect(self, requirement: str, holds: bool, problem: str, *evidence: Exchange) -> None:
        """Records one test of a requirement. If it does not hold, `problem` is the actual behaviour."""
        self.passed(requirement)
        if not holds:
            self.violated(requirement, problem, *evidence)

    def violated(self, requirement: str, problem: str, *evidence: Exchange) -> None:
        self.violations[public_id(requirement)].append(Violation(problem, evidence))

    def passed(self, requirement: str, times: int = 1) -> None:
        self.tests[public_id(requirement)] += times


Check = Callable[["Trace", Evaluation], None]
#: Descriptions of requirements by their ids.
Said = Mapping[str, str]


@dataclass(frozen=True)
class Family:
    """Requirements that cite the document in the same way.

    `part` is the cited part of the document (see `citation`). In it, `{1}` stands for the second part of a requirement's id, and
    so on; it may also be a function of the id. A requirement applies if the document has that part.
    """

    part: str | Callable[[str], str]
    says: Said | Callable[[], Said]
    is_assumed: bool = False

    def requirements(self, *, are_derived: bool) -> Iterator[Requirement]:
        for name, says in (self.says() if callable(self.says) else self.says).items():
            part = self.part(name) if callable(self.part) else self.part.format(*name.split("."))
            found = citation(part)
            if found and not any(step in SHOWN_BY and not spec.has(_operation(step)) for step in name.split(".")):
                source = Source.ASSUMED if self.is_assumed else found.source
                yield Requirement(public_id(name), says, found, source, are_derived)


def _operation(name: str) -> str:
    return "createSession" if name == "followUp" else name


def cite(part: str | Callable[[str], str], says: Said | Callable[[], Said]) -> Family:
    """Returns requirements that are as well founded as the part of the document that they cite."""
    return Family(part, says)


def assume(part: str | Callable[[str], str], says: Said | Callable[[], Said]) -> Family:
    """Returns requirements that are assumed: the cited part of the document does not quite say so."""
    return Family(part, says, is_assumed=True)


@dataclass(eq=False)
class Rule:
    """A check function with its requirements. They depend on the OpenAPI document and are computed again for each document."""

    check: Check
    families: tuple[Family, ...]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return _requirements_of(self)


@cached
def _requirements_of(rule: Rule) -> tuple[Requirement, ...]:
    are_derived = ".derived." in rule.check.__module__
    every = (one for family in rule.families for one in family.requirements(are_derived=are_derived))
    return tuple({one.id: one for one in every}.values())


RULES: list[Rule] = []


def every_requirement() -> Sequence[Requirement]:
    """Returns all requirements that apply to the document."""
    from . import requirements

    requirements.load()
    return [requirement for rule in RULES for requirement in rule.requirements]


def rule(*families: Family) -> Callable[[Check], Check]:
    """Registers a check with its requirements."""

    def register(check: Check) -> Check:
        RULES.append(Rule(check, families))
        return check

    return register

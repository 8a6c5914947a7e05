"""What a requirement is, how a rule checks it, and the register of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from . import spec

if TYPE_CHECKING:
    from .exchange import Exchange
    from .trace import Trace


class Source(StrEnum):
    """How well founded a requirement is. Assumed ones warn; the others count."""

    DOCUMENTED = "documented"
    NEIGHBOUR = "neighbour"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Citation:
    """Something that the documentation says, in our words, with the place where it stands.

    `silent` says why no requirement follows from it; it is empty where some do. `about` is the schema and the property that it
    is about, as in `Session.title`: where the document has no such property, nothing follows. `derived` says that it is read from
    the document, where the others are written by hand.
    """

    key: str
    source: Source
    place: str
    says: str
    silent: str = ""
    about: str = ""
    derived: bool = False

    @property
    def applies(self) -> bool:
        """Whether the document still has what the sentence is about."""
        schema, _, name = self.about.partition(".")
        return not self.about or name in spec.properties(schema)


@dataclass(frozen=True)
class Requirement:
    """One thing that must hold in every trace. Its id never changes; the part before the first dot is its subject."""

    id: str
    citation: Citation
    says: str

    @property
    def source(self) -> Source:
        return self.citation.source

    @property
    def subject(self) -> str:
        return self.id.partition(".")[0]


class Violation(NamedTuple):
    """What was seen instead, and the exchanges that show it, the decisive one last."""

    problem: str
    evidence: tuple[Exchange, ...]


class Evaluation:
    """Gathers what rules find: how often each requirement was put to the test, and where it was broken."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.violations: dict[str, list[Violation]] = defaultdict(list)
        #: Rules that could not be carried through, and why.
        self.gave_up: list[str] = []

    def check(self, requirement: str, problem: str | None, *evidence: Exchange) -> None:
        """One test of a requirement: it passed where there is no problem."""
        self.tests[requirement] += 1
        if problem:
            self.violated(requirement, problem, *evidence)

    def violated(self, requirement: str, problem: str, *evidence: Exchange) -> None:
        self.violations[requirement].append(Violation(problem, evidence))

    def passed(self, requirement: str, times: int = 1) -> None:
        self.tests[requirement] += times


Check = Callable[["Trace", Evaluation], None]
Said = Mapping[str, str]


@dataclass(eq=False)
class Rule:
    """A check, with the requirements that it covers. These follow from the document, and so are made anew for each document."""

    check: Check
    cites: Citation | Callable[[str], Citation]
    says: Said | Callable[[], Said]

    @property
    def ids(self) -> Iterable[str]:
        """The ids of all that the check may report, also of what does not apply to the document."""
        return self._requirements[0]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return self._requirements[1]

    @property
    def _requirements(self) -> tuple[Iterable[str], tuple[Requirement, ...]]:
        return _requirements_of(self)


@spec.cached
def _requirements_of(rule: Rule) -> tuple[Iterable[str], tuple[Requirement, ...]]:
    says = rule.says() if callable(rule.says) else rule.says
    made = (Requirement(name, rule.cites(name) if callable(rule.cites) else rule.cites, told) for name, told in says.items())
    return says, tuple(requirement for requirement in made if _applies(requirement))


def _applies(requirement: Requirement) -> bool:
    """Whether the document has what a requirement is about: its sentence's property, and whatever else its id names."""
    parts = requirement.id.split(".")
    if not requirement.citation.applies or any(part in OURS and not spec.has(part) for part in parts):
        return False
    if requirement.citation.derived or requirement.subject in _OF_REQUESTS:
        return True
    if not spec.has("createSession") and requirement.subject not in _OF_OTHERS:
        return any(map(spec.has, parts))
    named = {_NEEDS.get(requirement.subject, ""), *parts[1:]}
    return not (PROPERTIES - spec.properties("Session").keys()) & named


#: The operations that requirements are written for by hand. A document may have others, and not all of these.
OURS = ("createSession", "listSessions", "getSession", "stopSession", "deleteSession", "listSessionMessages")

#: The properties of a session that requirements are written for by hand: those that the API page has.
PROPERTIES: set[str] = set()

#: Subjects whose ids name properties of the request, and those that are not about sessions.
_OF_REQUESTS = ("refused", "accepted")
_OF_OTHERS = ("profiles", "workspaces", "files", "uploads", "browsers", "billing")
#: The property of a session that a whole subject is about.
_NEEDS = {"mail": "agentmailEmail", "recordings": "recordingUrls", "output": "output"}

RULES: list[Rule] = []


def where(operation: str, requirements: Said) -> Callable[[], Said]:
    """Requirements that hold where the document has an operation."""
    return lambda: requirements if spec.has(operation) else {}


def rule(cites: Citation | Callable[[str], Citation], requirements: Said | Callable[[], Said]) -> Callable[[Check], Check]:
    """Registers a check with the requirements that it covers, as ids with what they say, or a function that tells them.

    `cites` is the sentence that they follow from, or tells it from the id.
    """

    def register(check: Check) -> Check:
        RULES.append(Rule(check, cites, requirements))
        return check

    return register

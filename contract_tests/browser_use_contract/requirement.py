"""Requirements, the rules that check them, and the registry of all rules."""

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
    """Where a requirement comes from. Violations of assumed requirements warn; the others fail the check."""

    DOCUMENTED = "documented"
    NEIGHBOUR = "neighbour"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Citation:
    """A statement of the documentation, in our words, with its place.

    `silent` says why no requirement follows from it; it is empty if some do. `about` is the schema and property of the statement,
    such as `Session.title`: no requirement applies if the OpenAPI document lacks that property. `derived` is true for statements
    that are read from the OpenAPI document, and false for hand-written ones.
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
        """Whether the OpenAPI document has the property that the statement is about."""
        schema, _, name = self.about.partition(".")
        return not self.about or name in spec.properties(schema)


@dataclass(frozen=True)
class Requirement:
    """A condition that must hold in every trace. Its id never changes; the part before the first dot is its subject."""

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

    def check(self, requirement: str, problem: str | None, *evidence: Exchange) -> None:
        """Records one test of a requirement. It passed if `problem` is None."""
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
    """A check function with its requirements. They depend on the OpenAPI document and are computed again for each document."""

    check: Check
    cites: Citation | Callable[[str], Citation]
    says: Said | Callable[[], Said]

    @property
    def ids(self) -> Iterable[str]:
        """All ids that the check may report, including those that do not apply to the document."""
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
    made = (
        Requirement(name, rule.cites(name) if callable(rule.cites) else rule.cites, message) for name, message in says.items()
    )
    return says, tuple(requirement for requirement in made if _applies(requirement))


def _applies(requirement: Requirement) -> bool:
    """Whether the document has the properties and operations that a requirement is about."""
    parts = requirement.id.split(".")
    if not requirement.citation.applies or any(part in OURS and not spec.has(part) for part in parts):
        return False
    if requirement.citation.derived or requirement.subject in _OF_REQUESTS:
        return True
    if not spec.has("createSession") and requirement.subject not in _OF_OTHERS:
        return any(map(spec.has, parts))
    named = {_NEEDS.get(requirement.subject, ""), *parts[1:]}
    return not (PROPERTIES - spec.properties("Session").keys()) & named


#: The operations with hand-written requirements. A document may have others, or lack some of these.
OURS = ("createSession", "listSessions", "getSession", "stopSession", "deleteSession", "listSessionMessages")

#: The session properties with hand-written requirements: those on the API page.
PROPERTIES: set[str] = set()

#: Subjects whose ids contain request properties, and subjects that are not about sessions.
_OF_REQUESTS = ("refused", "accepted")
_OF_OTHERS = ("profiles", "workspaces", "files", "uploads", "browsers", "billing")
#: Subjects that are about one session property.
_NEEDS = {"mail": "agentmailEmail", "recordings": "recordingUrls", "output": "output"}

RULES: list[Rule] = []


def where(operation: str, requirements: Said) -> Callable[[], Said]:
    """Returns a function that gives the requirements if the document has the operation, and none otherwise."""
    return lambda: requirements if spec.has(operation) else {}


def rule(cites: Citation | Callable[[str], Citation], requirements: Said | Callable[[], Said]) -> Callable[[Check], Check]:
    """Registers a check with its requirements: a mapping from ids to descriptions, or a function that returns one.

    `cites` is the statement behind the requirements, or a function that returns it for an id.
    """

    def register(check: Check) -> Check:
        RULES.append(Rule(check, cites, requirements))
        return check

    return register

"""What a promise is, how a rule judges it, and the register of all of them."""

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
    """How well founded a promise is. Assumed ones warn; the others count."""

    DOCUMENTED = "documented"
    NEIGHBOUR = "neighbour"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Sentence:
    """Something that the documentation says, in our words, with the place where it stands.

    `silent` says why no promise follows from it; it is empty where some do. `about` is the schema and the property that it
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
Said = Mapping[str, str]


@dataclass(eq=False)
class Rule:
    """A check, with the promises that it judges. These follow from the document, and so are made anew for each document."""

    check: Check
    cites: Sentence | Callable[[str], Sentence]
    says: Said | Callable[[], Said]

    @property
    def ids(self) -> Iterable[str]:
        """The ids of all that the check may judge, also of what does not apply to the document."""
        return self._promises[0]

    @property
    def promises(self) -> tuple[Promise, ...]:
        return self._promises[1]

    @property
    def _promises(self) -> tuple[Iterable[str], tuple[Promise, ...]]:
        return _promises_of(self)


@spec.cached
def _promises_of(rule: Rule) -> tuple[Iterable[str], tuple[Promise, ...]]:
    says = rule.says() if callable(rule.says) else rule.says
    made = (Promise(name, rule.cites(name) if callable(rule.cites) else rule.cites, told) for name, told in says.items())
    return says, tuple(promise for promise in made if _applies(promise))


def _applies(promise: Promise) -> bool:
    """Whether the document has what a promise is about: its sentence's property, and whatever else its id names."""
    parts = promise.id.split(".")
    if not promise.sentence.applies or any(part in OURS and not spec.has(part) for part in parts):
        return False
    if promise.sentence.derived or promise.subject in _OF_REQUESTS:
        return True
    if not spec.has("createSession") and promise.subject not in _OF_OTHERS:
        return any(map(spec.has, parts))
    named = {_NEEDS.get(promise.subject, ""), *parts[1:]}
    return not (PROPERTIES - spec.properties("Session").keys()) & named


#: The operations that promises are written for by hand. A document may have others, and not all of these.
OURS = ("createSession", "listSessions", "getSession", "stopSession", "deleteSession", "listSessionMessages")

#: The properties of a session that promises are written for by hand: those that the API page has.
PROPERTIES: set[str] = set()

#: Subjects whose ids name properties of the request, and those that are not about sessions.
_OF_REQUESTS = ("refused", "accepted")
_OF_OTHERS = ("profiles", "workspaces", "files", "uploads", "browsers", "billing")
#: The property of a session that a whole subject is about.
_NEEDS = {"mail": "agentmailEmail", "recordings": "recordingUrls", "output": "output"}

RULES: list[Rule] = []


def where(operation: str, promises: Said) -> Callable[[], Said]:
    """Promises that hold where the document has an operation."""
    return lambda: promises if spec.has(operation) else {}


def rule(cites: Sentence | Callable[[str], Sentence], promises: Said | Callable[[], Said]) -> Callable[[Check], Check]:
    """Registers a check with the promises that it judges, as ids with what they say, or a function that tells them.

    `cites` is the sentence that they follow from, or tells it from the id.
    """

    def register(check: Check) -> Check:
        RULES.append(Rule(check, cites, promises))
        return check

    return register

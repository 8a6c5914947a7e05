"""A check's result as plain data without secrets: what all reports are made from."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from urllib.parse import quote, urlencode

from .exchange import Credentials, Exchange
from .redact import Redactor
from .requirement import Requirement, Violation
from .requirements.lifecycle import STUCK_AFTER
from .run import Gathered
from .verdicts import Result, Results, Verdict

#: How many violations of one requirement are told; the others are counted.
_TOLD = 5
#: How many exchanges are shown for one violation: the decisive ones, which come last.
_EVIDENCE = 4
#: How much of a body is shown, in characters.
_EXCERPT = 4_000


@dataclass(frozen=True)
class Shown:
    """One exchange as evidence. `gist` is the part of the answer that the problem is about; `curl` sends the request again, with
    the key taken from the environment."""

    number: int
    title: str
    status: int
    error: str
    request: str
    answer: str
    shown_part: str
    curl: str


@dataclass(frozen=True)
class Problem:
    text: str
    evidence: Sequence[Shown]


@dataclass(frozen=True)
class Item:
    """One requirement with its verdict."""

    requirement: Requirement
    verdict: Verdict
    tests: int
    violated: int
    #: Whether the violation makes the check fail.
    counts: bool
    problems: Sequence[Problem]
    #: Why the violation is known and does not count; None where it is not in the baseline.
    known: str | None = None


@dataclass(frozen=True)
class Report:
    """Everything that a report says. `seconds` is the whole check's duration."""

    url: str
    strict: bool
    quick: bool
    seed: int
    seconds: float
    exit_code: int
    items: Sequence[Item]
    exchanges: int
    #: What was not read of a recording, and what a recording cannot tell.
    left_out: Sequence[str] = ()
    left: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=list)
    interrupted: bool = False
    refusal: str = ""
    #: The version of this package.
    version: str = ""

    def of(self, verdict: Verdict) -> list[Item]:
        return [item for item in self.items if item.verdict is verdict]

    @property
    def failures(self) -> list[Item]:
        return [item for item in self.items if item.counts]

    @property
    def warnings(self) -> list[Item]:
        return [item for item in self.of(Verdict.VIOLATED) if not item.counts and item.known is None]

    @property
    def known(self) -> list[Item]:
        """Violations that the baseline has, and that do not count."""
        return [item for item in self.of(Verdict.VIOLATED) if item.known is not None]

    def count(self, verdict: Verdict) -> int:
        return len(self.of(verdict))


def excerpt(text: str, length: int = _EXCERPT) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text)} characters)"


def curl(one: Exchange, url: str, redactor: Redactor) -> str:
    """A shell command that sends the same request."""
    if one.url:
        return f"# {one.method} to a signed URL, which is good for a short time only; ask for a new one"
    target = redactor.keyless(url + quote(one.path, safe="/%") + (f"?{urlencode(one.query)}" if one.query else ""))
    parts = ["curl", "-sS", "-i"] + ([] if one.method == "GET" else ["-X", one.method]) + [shlex.quote(target)]
    if one.credentials in (Credentials.RIGHT, Credentials.UNKNOWN):
        parts += ["-H", '"X-Browser-Use-API-Key: $BROWSER_USE_API_KEY"']
    elif one.credentials is Credentials.WRONG:
        parts += ["-H", "'X-Browser-Use-API-Key: wrong-key'"]
    if one.sent is not None:
        parts += ["-H", "'content-type: application/json'", "--data-binary", shlex.quote(redactor.request(one))]
    return " ".join(parts)


def _shown(one: Exchange, about: str, url: str, redactor: Redactor) -> Shown:
    query = f"?{urlencode(one.query)}" if one.query else ""
    return Shown(
        number=one.number,
        title=f"{one.method} {redactor.secret(one.url)}" if one.url else redactor.text(f"{one.method} {one.path}{query}"),
        status=one.status,
        error=redactor.text(one.error),
        request=excerpt(redactor.request(one)),
        answer=excerpt(redactor.answer(one)),
        shown_part=excerpt(redactor.shown_part(one, about)),
        curl=curl(one, url, redactor),
    )


def _problem(requirement: Requirement, violation: Violation, url: str, redactor: Redactor) -> Problem:
    evidence = list(dict.fromkeys(violation.evidence))[-_EVIDENCE:]
    about = f"{requirement.id} {requirement.says} {violation.problem}"
    return Problem(excerpt(redactor.text(violation.problem), 600), [_shown(one, about, url, redactor) for one in evidence])


def _item(result: Result, results: Results, url: str, redactor: Redactor) -> Item:
    different = {violation.problem: violation for violation in reversed(result.violations)}
    told = [_problem(result.requirement, violation, url, redactor) for violation in list(reversed(different.values()))[:_TOLD]]
    return Item(
        result.requirement,
        result.verdict,
        result.tests,
        len(result.violations),
        results.counts_against(result),
        told,
        results.known.get(result.requirement.id) if result.verdict is Verdict.VIOLATED else None,
    )


def _refusal(gathered: Gathered, results: Results) -> str:
    """Why what was seen is too little for a verdict; empty where it is enough."""
    if gathered.ended_early and not gathered.interrupted:
        return f"{gathered.ended_early} What was seen by then is too little for a verdict."
    if gathered.interrupted:
        return "The check was interrupted: nothing was found to be violated by then, which says little."
    if results.exit_code == 2:
        return "Nothing could be checked: nothing that was seen is covered by a requirement."
    tasks = [task for history in gathered.trace.histories.values() for task in history.tasks if not task.stops]
    waited = [task for task in tasks if task.observations and task.observations[-1].started - task.dispatch.ended > STUCK_AFTER]
    if waited and not any(task.over for task in tasks):
        return f"The server is too slow: none of {len(tasks)} tasks ended within {STUCK_AFTER:.0f} s. Give it shorter tasks."
    return ""


def version() -> str:
    """The version of this package; empty where it is not installed."""
    try:
        return metadata.version("browser-use-sessions")
    except metadata.PackageNotFoundError:
        return ""


#: What is more likely to be the cause of other violations comes before what may be a consequence.
_CAUSES = (
    *("shapes", "answered", "authentication", "found", "unknown", "no-uuid", "fields", "creating", "accepted", "refused"),
    *("follow-ups", "lifecycle", "success", "stopping", "deleting", "keep-alive", "output", "defaults", "echoes", "messages"),
)


def _rank(requirement: Requirement) -> int:
    return _CAUSES.index(requirement.subject) if requirement.subject in _CAUSES else len(_CAUSES)


def make_report(
    gathered: Gathered,
    results: Results,
    redactor: Redactor,
    *,
    url: str,
    seconds: float,
    quick: bool = False,
    seed: int = 0,
) -> Report:
    """The report of a check. Violations that count come first, then warnings; likely causes before consequences."""
    items = [_item(result, results, url, redactor) for result in results.all]
    items.sort(key=lambda item: (not item.counts, item.verdict is not Verdict.VIOLATED, _rank(item.requirement)))
    refusal = "" if results.exit_code == 1 else _refusal(gathered, results)
    return Report(
        url=url,
        strict=results.strict,
        quick=quick,
        seed=seed,
        seconds=seconds,
        exit_code=2 if refusal else results.exit_code,
        items=items,
        exchanges=len(gathered.trace.exchanges),
        left_out=gathered.left_out,
        left=gathered.left,
        notes=[redactor.text(note) for note in (*gathered.notes, *results.gave_up)],
        interrupted=gathered.interrupted,
        refusal=refusal,
        version=version(),
    )

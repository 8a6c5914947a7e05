"""The result of a check as plain data without secrets. All reports are made from it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from urllib.parse import quote, urlencode

from .exchange import Credentials, Exchange
from .redact import Redactor, visible
from .requirement import Requirement, Violation
from .requirements.lifecycle import STUCK_AFTER
from .run import CollectedTraffic
from .verdicts import Result, Results, Verdict

#: How many violations of one requirement are shown. The others are only counted.
_TOLD = 5
#: How many exchanges are shown for one violation: the last ones, which are decisive.
_EVIDENCE = 4
#: The maximum length of a shown body, in characters.
_EXCERPT = 4_000


@dataclass(frozen=True)
class ShownExchange:
    """One exchange as evidence. `shown_part` is the relevant part of the response. `curl` is a command that repeats the request
    with the API key from the environment."""

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
    evidence: Sequence[ShownExchange]


@dataclass(frozen=True)
class Item:
    """One requirement with its verdict."""

    requirement: Requirement
    verdict: Verdict
    tests: int
    violated: int
    #: Whether the violation fails the check.
    counts: bool
    problems: Sequence[Problem]
    #: The reason from the baseline why the violation does not count. None if it is not in the baseline.
    known: str | None = None


@dataclass(frozen=True)
class Report:
    """The content of a report. `seconds` is the duration of the check."""

    url: str
    strict: bool
    quick: bool
    seed: int
    seconds: float
    exit_code: int
    items: Sequence[Item]
    exchanges: int
    #: Notes on ignored entries of a recording, and on what the recording cannot test.
    left_out: Sequence[str] = ()
    left: Sequence[str] = ()
    #: What a user should change in the baseline.
    baseline: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=list)
    interrupted: bool = False
    refusal: str = ""
    #: The version of this package.
    version: str = ""

    @property
    def left_resources(self) -> list[str]:
        """The resources that could not be deleted, with what they are: `session 3c90…`, `workspaces/4c90…`."""
        return [name if "/" in name else f"session {name}" for name in self.left]

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
        """Violations in the baseline. They do not count."""
        return [item for item in self.of(Verdict.VIOLATED) if item.known is not None]

    def count(self, verdict: Verdict) -> int:
        return len(self.of(verdict))


def excerpt(text: str, length: int = _EXCERPT) -> str:
    return text if len(text) <= length else f"{text[:length]}… ({len(text)} characters)"


def curl(one: Exchange, url: str, redactor: Redactor) -> str:
    """Returns a shell command that sends the same request."""
    if one.url:
        return f"# {one.method} to a signed URL, which expires soon; request a new one"
    target = redactor.keyless(url + quote(one.path, safe="/%") + (f"?{urlencode(one.query)}" if one.query else ""))
    parts = ["curl", "-sS", "-i"] + ([] if one.method == "GET" else ["-X", one.method]) + [shlex.quote(target)]
    if one.credentials in (Credentials.RIGHT, Credentials.UNKNOWN):
        parts += ["-H", '"X-Browser-Use-API-Key: $BROWSER_USE_API_KEY"']
    elif one.credentials is Credentials.WRONG:
        parts += ["-H", "'X-Browser-Use-API-Key: wrong-key'"]
    if one.sent is not None:
        parts += ["-H", "'content-type: application/json'", "--data-binary", shlex.quote(redactor.request(one))]
    return " ".join(parts)


def _shown(one: Exchange, about: str, url: str, redactor: Redactor) -> ShownExchange:
    query = f"?{urlencode(one.query)}" if one.query else ""
    return ShownExchange(
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
    message = [_problem(result.requirement, violation, url, redactor) for violation in list(reversed(different.values()))[:_TOLD]]
    return Item(
        result.requirement,
        result.verdict,
        result.tests,
        len(result.violations),
        results.counts_against(result),
        message,
        results.known.get(result.requirement.id) if result.verdict is Verdict.VIOLATED else None,
    )


def as_text(item: Item, most: int = _TOLD) -> str:
    """Returns a violated requirement as plain text of several lines, with at most so many of its problems."""
    lines = [f"{item.requirement.says}.", f"{item.requirement.citation.place}: {item.requirement.citation.says}"]
    for problem in item.problems[:most]:
        lines += ["", visible(problem.text)]
        lines += [f"  {visible(one.title)} -> {one.status}\n  {visible(one.curl)}" for one in problem.evidence]
    return "\n".join(lines)


def _refusal(gathered: CollectedTraffic, results: Results) -> str:
    """Returns why there is no verdict. Empty if there is one."""
    if gathered.ended_early and not gathered.interrupted:
        return f"{gathered.ended_early} There were too few responses for a verdict."
    if gathered.interrupted:
        return "The check was interrupted before it found a violation, so there is no verdict."
    if results.exit_code == 2:
        return "Nothing could be checked: no requirement applies to the responses."
    tasks = [task for history in gathered.trace.histories.values() for task in history.tasks if not task.stops]
    waited = [task for task in tasks if task.observations and task.observations[-1].started - task.dispatch.ended > STUCK_AFTER]
    if waited and not any(task.over for task in tasks):
        return f"The server is too slow: none of {len(tasks)} tasks ended within {STUCK_AFTER:.0f} s. Use shorter tasks."
    return ""


def version() -> str:
    """Returns the version of this package. Empty if it is not installed."""
    try:
        return metadata.version("browser-use-sessions")
    except metadata.PackageNotFoundError:
        return ""


#: Subjects in report order: likely causes of other violations first, likely consequences last.
_CAUSES = (
    *("shapes", "answered", "authentication", "found", "unknown", "no-uuid", "fields", "creating", "accepted", "refused"),
    *("follow-ups", "lifecycle", "success", "stopping", "deleting", "keep-alive", "output", "defaults", "echoes", "messages"),
)


def _rank(requirement: Requirement) -> int:
    return _CAUSES.index(requirement.subject) if requirement.subject in _CAUSES else len(_CAUSES)


def make_report(
    gathered: CollectedTraffic,
    results: Results,
    redactor: Redactor,
    *,
    url: str,
    seconds: float,
    quick: bool = False,
    seed: int = 0,
) -> Report:
    """Returns the report of a check. Violations that count come first, then warnings; likely causes before consequences."""
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

"""The HTML report: one self-contained page, for readers who do not know the tool."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from .. import spec
from ..catalogue import UNTESTED
from ..citations import Source
from ..grouping import grouped, operation_of
from ..redact import visible
from ..report import Item, Problem, Report
from ..timeline import SessionTimeline
from ..verdicts import Verdict
from .drawing import draw, legend

_CLASS = {Verdict.PASSED: "passed", Verdict.VIOLATED: "violated", Verdict.NOT_COVERED: "quiet"}
#: The order of the verdicts, the most important first.
_ORDER = (Verdict.VIOLATED, Verdict.PASSED, Verdict.NOT_COVERED)
_SOURCES = {
    Source.DOCUMENTED: "documented",
    Source.NEIGHBOUR: "documented on another page",
    Source.ASSUMED: "assumed, not documented",
}


def _text(value: str) -> str:
    return escape(visible(value))


def _block(value: str) -> str:
    """Returns escaped text of several lines, with visible control characters."""
    return "\n".join(_text(line) for line in value.split("\n"))


def _evidence(item: Item, problem: Problem) -> str:
    """Returns the exchanges of a problem. The decisive one is first and open: its relevant part, then the whole response."""
    named = frozenset(re.findall(r"\w+", f"{problem.text} {item.requirement.id}"))
    parts = []
    for place, one in enumerate(reversed(problem.evidence)):
        outcome = str(one.status) if one.status else f"no response: {one.error}"
        parts.append(
            f"<details{'' if place else ' open'}><summary class='exchange'>{_text(one.title)} → {_text(outcome)}</summary>"
        )
        if one.request:
            parts.append(f"<p>The request</p><pre>{_block(one.request)}</pre>")
        if one.shown_part:
            parts.append(f"<p>The relevant part of the response</p><pre>{_marked(one.shown_part, named)}</pre>")
        if one.answer and one.answer != one.shown_part:
            parts.append(f"<details><summary>The whole response</summary><pre>{_block(one.answer)}</pre></details>")
        parts.append(f"<p>To repeat the request</p><pre>{_block(one.curl)}</pre></details>")
    return "".join(parts)


def _marked(text: str, named: frozenset[str]) -> str:
    """Returns JSON in lines, with marks on the properties that the problem names."""
    try:
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    except ValueError:  # it was shortened, or is not JSON
        return _block(text)
    lines = []
    for line in text.split("\n"):
        found = re.match(r'\s*"(\w+)":', line)
        is_named = found is not None and found[1] in named
        lines.append(f"<mark>{_text(line)}</mark>" if is_named else _text(line))
    return "\n".join(lines)


def _problem(item: Item, problem: Problem, *, is_first: bool) -> str:
    summary = f"<summary class='problem'>{_text(problem.text)}</summary>"
    return f"<details{' open' if is_first else ''}>{summary}{_evidence(item, problem)}</details>"


def _violated(item: Item) -> str:
    requirement = item.requirement
    problems = "".join(_problem(item, problem, is_first=not place) for place, problem in enumerate(item.problems))
    more = f"<p class='fine'>Violated in {item.violated} of {item.tests} tests.</p>" if item.violated > 1 else ""
    kind = "violated" if item.counts else "warning"
    return (
        f"<article class='{kind}' id='{_text(requirement.id)}'><h3>{_text(requirement.says)}</h3><p class='fine'>"
        f"{_text(requirement.citation.place)}: {_text(requirement.citation.says)} <i>({_SOURCES[requirement.source]})</i></p>"
        f"<p class='fine'><code>{_text(requirement.id)}</code>{_documentation(operation_of(requirement))}</p>"
        f"{problems}{more}</article>"
    )


def _documentation(operation: str) -> str:
    """Returns a link to the `externalDocs` of an operation or of the API. Empty if there are none."""
    url = spec.documentation(operation)
    return f" · <a href='{_text(url)}' rel='noreferrer'>documentation</a>" if url else ""


def _section(title: str, says: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    return f"<section><h2>{title}</h2><p>{says}</p>{''.join(_violated(item) for item in items)}</section>"


def _row(item: Item) -> str:
    says, name = _text(item.requirement.says), _text(item.requirement.id)
    link = f"<a href='#{name}'>{says}</a>" if item.verdict is Verdict.VIOLATED and item.known is None else says
    word = "known violation" if item.known is not None else item.verdict.value
    why = UNTESTED.get(item.requirement.citation.key, "") if item.verdict is Verdict.NOT_COVERED else ""
    told = f"<br><span class='fine'>{_text(why)}</span>" if why else ""
    cells = f"<td>{word}</td><td>{link}<br><code>{name}</code>{told}</td><td>{item.tests}</td>"
    return f"<tr class='{_CLASS[item.verdict]}'>{cells}</tr>"


def _subject(name: str, items: Sequence[Item]) -> str:
    counts = {verdict: sum(1 for item in items if item.verdict is verdict) for verdict in _ORDER}
    bar = "".join(f"<i class='{_CLASS[verdict]}' style='flex-grow:{count}'></i>" for verdict, count in counts.items() if count)
    message = ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items() if count)
    rows = "".join(map(_row, sorted(items, key=lambda item: _ORDER.index(item.verdict))))
    table = f"<table><tr><th>verdict</th><th>requirement</th><th>tests</th></tr>{rows}</table>"
    summary = f"<summary><b>{_text(name)}</b><span class='bar'>{bar}</span><span>{message}</span></summary>"
    return f"<details class='subject'>{summary}{table}</details>"


def _is_sound(items: Iterable[Item]) -> bool:
    return all(item.verdict is not Verdict.VIOLATED for item in items)


def _subjects(report: Report) -> str:
    """Returns the requirements by resource, operation and subject. Groups with violations come first."""
    found: list[tuple[bool, str]] = []
    for resource, operations in grouped((item.requirement, item) for item in report.items).items():
        named = [
            (f"{operation}: {subject}" if operation else subject, items)
            for operation, subjects in operations.items()
            for subject, items in subjects.items()
        ]
        named.sort(key=lambda one: _is_sound(one[1]))
        message = "".join(_subject(name, items) for name, items in named)
        found.append((all(_is_sound(items) for _, items in named), f"<h3>{_text(resource)}</h3>{message}"))
    return "".join(message for _, message in sorted(found, key=lambda one: one[0]))


def _histories(lines: Sequence[SessionTimeline]) -> str:
    return "".join(
        f"<details id='life-{_text(line.session)}'><summary><code>{_text(line.session)}</code> {_text(line.title)}</summary>"
        f"<pre>{_block(chr(10).join(message for _, message in line.requests))}</pre></details>"
        for line in lines
    )


def _verdict(report: Report) -> tuple[str, str]:
    if report.exit_code == 2:
        return "quiet", "It could not be checked"
    if report.failures:
        count = len(report.failures)
        return "violated", f"{count} requirement{'s are' if count > 1 else ' is'} violated"
    return "passed", "Every requirement that was tested passed"


def _notes(report: Report) -> str:
    message = [f"Could not be deleted: {one}. Delete it yourself; it may cost money." for one in report.left_resources]
    message += ["The check was interrupted. The report shows the results up to then."] if report.interrupted else []
    message += [report.refusal] if report.refusal else []
    message += [f"Left out: {one}" if one[0].isdigit() else one for one in report.left_out]
    message += [f"Baseline: {one}" for one in report.baseline]
    return "".join(f"<p class='alarm'>{_text(note)}</p>" for note in message)


_INTRODUCTION = """<p>This page shows how a server conforms to the documentation of the Browser Use Cloud API. A requirement has
<b>passed</b> if it was tested and no response violates it. It is <b>violated</b> if a response violates it. It is
<b>not covered</b> if the traffic could not test it. <code>docs/requirements.md</code> lists all requirements,
each with its statement in the documentation.</p>"""
_LIVES = """<h2>Timeline of the sessions</h2><p>Drawn to scale. A bar starts when a status was first seen; the change was earlier.
Point at a bar or symbol for details. The requests of each session are listed below.</p>"""


def _counts(report: Report) -> str:
    numbers = (
        (len(report.failures), "violated"),
        (report.count(Verdict.PASSED), "passed"),
        (len(report.warnings), "warnings (assumed)"),
        (len(report.known), "known violations"),
        (report.count(Verdict.NOT_COVERED), "not covered"),
    )
    message = " · ".join(f"<b>{number}</b> {name}" for number, name in numbers if number or name in ("violated", "passed"))
    return f"{message} · {report.exchanges} requests in {report.seconds:.1f} s"


def as_html(report: Report, lines: Sequence[SessionTimeline]) -> str:
    """Returns the page. It contains no script and loads nothing."""
    kind, verdict = _verdict(report)
    style = (resources.files("browser_use_contract.reports") / "page.css").read_text("utf-8")
    version = f" · version {_text(report.version)}" if report.version else ""
    different = "These requirements are not documented. A violation may be worth a look, but does not count."
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(verdict)}: {_text(report.url)}</title>
<style>{style}</style>
</head>
<body>
<header class="{kind}"><h1>{_text(verdict)}</h1><p><code>{_text(report.url)}</code></p><p>{_counts(report)}</p>
<p class="fine">seed {report.seed}{version}{_documentation("")}</p></header>
<main>
{_INTRODUCTION}
{_notes(report)}
{_section("Violated", "Each with the request and the answer that show it. What decides is marked.", report.failures)}
{_section("Assumed, and different here", different, report.warnings)}
<section><h2>By resource and operation</h2>{_subjects(report)}</section>
<section>{_LIVES}<p class="legend">{legend()}</p>{draw(lines)}{_histories(lines)}</section>
</main>
</body>
</html>
"""

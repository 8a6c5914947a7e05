"""The HTML report: one page that needs nothing else, for people who have never seen the tool."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources

from ..grouping import grouped
from ..promise import Source
from ..redact import visible
from ..report import Item, Problem, Report
from ..timeline import Line
from ..verdicts import Verdict
from .drawing import draw, legend

_CLASS = {Verdict.HELD: "held", Verdict.VIOLATED: "violated", Verdict.NOT_EXERCISED: "quiet"}
_SOURCES = {
    Source.DOCUMENTED: "documented on the API page",
    Source.NEIGHBOUR: "documented on a neighbouring reference page",
    Source.ASSUMED: "assumed: written down nowhere",
}


def _text(value: str) -> str:
    return escape(visible(value))


def _block(value: str) -> str:
    """Text over several lines, with everything else that could act shown instead."""
    return "\n".join(_text(line) for line in value.split("\n"))


def _evidence(problem: Problem) -> str:
    parts = []
    for one in problem.evidence:
        outcome = str(one.status) if one.status else f"no answer: {one.error}"
        parts.append(f"<h4>{_text(one.title)} → {_text(outcome)}</h4>")
        if one.request:
            parts.append(f"<p>sent</p><pre>{_block(one.request)}</pre>")
        if one.answer:
            parts.append(f"<p>answered</p><pre>{_block(one.answer)}</pre>")
        parts.append(f"<p>again</p><pre>{_block(one.curl)}</pre>")
    return "".join(parts)


def _violated(item: Item) -> str:
    promise = item.promise
    problems = "".join(
        f"<details><summary>{_text(problem.text)}</summary>{_evidence(problem)}</details>" for problem in item.problems
    )
    more = f"<p class='fine'>{item.violated} times in all, of {item.tests} tests.</p>" if item.violated > 1 else ""
    kind = "violated" if item.counts else "warning"
    return (
        f"<article class='{kind}'><h3>{_text(promise.says)}</h3>"
        f"<p class='fine'><code>{_text(promise.id)}</code> · {_SOURCES[promise.source]} · "
        f"{_text(promise.sentence.place)}: {_text(promise.sentence.says)}</p>{problems}{more}</article>"
    )


def _section(title: str, says: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    return f"<section><h2>{title}</h2><p>{says}</p>{''.join(_violated(item) for item in items)}</section>"


def _subject(name: str, items: Sequence[Item]) -> str:
    counts = {verdict: sum(1 for item in items if item.verdict is verdict) for verdict in Verdict}
    bar = "".join(f"<i class='{_CLASS[verdict]}' style='flex-grow:{count}'></i>" for verdict, count in counts.items() if count)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    rows = "".join(
        f"<tr class='{_CLASS[item.verdict]}'><td>{_text(str(item.verdict))}</td><td>{_text(item.promise.says)}"
        f"<br><code>{_text(item.promise.id)}</code></td><td>{item.tests}</td></tr>"
        for item in items
    )
    table = f"<table><tr><th>verdict</th><th>promise</th><th>tests</th></tr>{rows}</table>"
    summary = f"<summary><b>{_text(name)}</b><span class='bar'>{bar}</span><span>{told}</span></summary>"
    return f"<details class='subject'>{summary}{table}</details>"


def _subjects(report: Report) -> str:
    """What was judged by resource, then by operation and subject; what is about the whole resource comes last."""
    parts = []
    for resource, operations in grouped((item.promise, item) for item in report.items).items():
        parts.append(f"<h3>{_text(resource)}</h3>")
        for operation, subjects in operations.items():
            for subject, items in subjects.items():
                parts.append(_subject(f"{operation}: {subject}" if operation else subject, items))
    return "".join(parts)


def _lives(lines: Sequence[Line]) -> str:
    return "".join(
        f"<details id='life-{_text(line.session)}'><summary><code>{_text(line.session)}</code> {_text(line.title)}</summary>"
        f"<pre>{_block(chr(10).join(told for _, told in line.requests))}</pre></details>"
        for line in lines
    )


def _verdict(report: Report) -> tuple[str, str]:
    if report.exit_code == 2:
        return "quiet", "It could not be judged"
    if report.failures:
        count = len(report.failures)
        return "violated", f"{count} promise{'s are' if count > 1 else ' is'} violated"
    return "held", "Every promise that was put to the test held"


def _notes(report: Report) -> str:
    told = [f"Session {session} could not be deleted. Stop it yourself; it may cost money." for session in report.left]
    told += ["The check was interrupted; what is shown had been seen by then."] if report.interrupted else []
    told += [report.refusal] if report.refusal else []
    told += [f"Left out: {one}" if one[0].isdigit() else one for one in report.left_out]
    return "".join(f"<p class='alarm'>{_text(note)}</p>" for note in told)


_INTRODUCTION = """<p>This page judges a server by what the documentation of the Browser Use Cloud API promises. A
promise is <b>held</b> where it was put to the test and nothing was found, <b>violated</b> where an answer breaks it, and <b>not
exercised</b> where nothing in the traffic could have broken it.</p>"""
_LIVES = """<h2>The sessions' lives</h2><p>Drawn to scale. A bar begins where a status was first seen, so that the change lies
before it. Rest on a bar or symbol to read it; a session's requests are listed below.</p>"""


def _counts(report: Report) -> str:
    numbers = (
        (report.count(Verdict.HELD), "held"),
        (len(report.failures), "violated"),
        (len(report.warnings), "assumed ones differ"),
        (report.count(Verdict.NOT_EXERCISED), "not exercised"),
    )
    told = " · ".join(f"<b>{number}</b> {name}" for number, name in numbers)
    return f"{told} · {report.exchanges} requests in {report.seconds:.1f} s"


def as_html(report: Report, lines: Sequence[Line]) -> str:
    """The page. It holds no script and loads nothing."""
    kind, verdict = _verdict(report)
    style = (resources.files("browser_use_contract.reports") / "page.css").read_text("utf-8")
    different = "Nobody documents these; a difference is worth a look, and does not count."
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
<header class="{kind}"><h1>{_text(verdict)}</h1><p><code>{_text(report.url)}</code></p><p>{_counts(report)}</p></header>
<main>
{_INTRODUCTION}
{_notes(report)}
{_section("Violated", "Open a line to see the requests and answers that show it.", report.failures)}
{_section("Assumed, and different here", different, report.warnings)}
<section><h2>By resource and operation</h2>{_subjects(report)}</section>
<section>{_LIVES}<p class="legend">{legend()}</p>{draw(lines)}{_lives(lines)}</section>
</main>
</body>
</html>
"""

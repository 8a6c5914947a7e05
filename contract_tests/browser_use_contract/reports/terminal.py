"""The terminal report: violated requirements first, with their evidence, then the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..citations import Source
from ..grouping import grouped
from ..redact import visible
from ..report import Item, Problem, Report, ShownExchange, excerpt
from ..verdicts import Verdict

#: How many violated requirements are shown in full. The others are only named.
_IN_FULL = 12
_LONGEST_CURL, _LONGEST_CITATION = 600, 400
_MARK = {Verdict.PASSED: "green", Verdict.VIOLATED: "bold red", Verdict.NOT_COVERED: "dim"}


def _line(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    console.print(Padding(Text(visible(text), style=style, overflow="fold"), (0, 0, 0, indent), expand=False))


def _command(console: Console, text: str) -> None:
    """Prints a command in one line, so that it can be copied even from a narrow terminal."""
    console.print(Text(f"    {visible(text)}", style="green"), soft_wrap=True)


def _exchange(console: Console, one: ShownExchange) -> None:
    outcome = str(one.status) if one.status else f"no response: {one.error}"
    _line(console, f"{one.title} → {outcome}", "cyan", 4)
    if one.answer:
        _line(console, excerpt(one.shown_part, 400), "dim", 6)


def _problem(console: Console, problem: Problem) -> None:
    _line(console, problem.text, "bold", 2)
    for one in problem.evidence[-2:]:
        _exchange(console, one)
    if problem.evidence:
        command = problem.evidence[-1].curl
        _command(console, command if len(command) <= _LONGEST_CURL else "# the command is too long; see --json or --html")


def _violated(console: Console, item: Item) -> None:
    heading = Text()
    heading.append("VIOLATED " if item.counts else "warning  ", "bold red" if item.counts else "yellow")
    heading.append(item.requirement.id, "bold")
    if item.requirement.source is not Source.DOCUMENTED:
        heading.append(f" ({item.requirement.source})", "dim")
    console.print(heading)
    _line(console, f"{item.requirement.says}.", "", 2)
    _line(console, excerpt(f"{item.requirement.citation.place}: {item.requirement.citation.says}", _LONGEST_CITATION), "dim", 2)
    if item.problems:
        _problem(console, item.problems[0])
    if item.violated > 1:
        _line(console, f"{item.violated} times in total", "dim", 2)
    console.print()


def _table(report: Report) -> Table:
    """Returns the counts by operation, and by subject for requirements about a resource as a whole."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("subject")
    for verdict in Verdict:
        table.add_column(verdict.value, justify="right")
    for resource, operations in grouped((item.requirement, item) for item in report.items).items():
        every = [item for subjects in operations.values() for items in subjects.values() for item in items]
        table.add_row(Text(resource, "bold"), *_numbers(every, "bold"))
        for operation, subjects in operations.items():
            if operation:
                table.add_row(f"  {operation}", *_numbers([item for items in subjects.values() for item in items]))
            else:
                for subject, items in subjects.items():
                    table.add_row(f"  {subject}", *_numbers(items))
    return table


def _numbers(items: Sequence[Item], style: str = "") -> list[Text]:
    counts = Counter(item.verdict for item in items)
    return [
        Text(str(counts[verdict] or "·"), f"{style} {_MARK[verdict] if counts[verdict] else 'dim'}".strip())
        for verdict in Verdict
    ]


def _summary(report: Report) -> str:
    passed, not_covered = report.count(Verdict.PASSED), report.count(Verdict.NOT_COVERED)
    warned = f", {len(report.warnings)} warnings" if report.warnings else ""
    violated = f"{len(report.failures)} requirement{'' if len(report.failures) == 1 else 's'} violated"
    return (
        f"{violated}, {passed} passed, {not_covered} not covered{warned}; {report.exchanges} requests in {report.seconds:.1f} s"
    )


def print_report(report: Report, console: Console) -> None:
    """Prints the report. Control characters from the server are shown as escapes."""
    shown = [*report.failures, *report.warnings]
    for item in shown[:_IN_FULL]:
        _violated(console, item)
    if len(shown) > _IN_FULL:
        _line(console, f"and {len(shown) - _IN_FULL} more: {', '.join(item.requirement.id for item in shown[_IN_FULL:])}")
        console.print()
    console.print(_table(report))
    console.print()
    for message in report.left_out:
        _line(console, f"Left out: {message}" if message[0].isdigit() else message, "yellow")
    for note in report.notes:
        _line(console, f"Incomplete: {note}", "yellow")
    for resource in report.left_resources:
        _line(console, f"Could not be deleted: {resource}. Delete it yourself; it may cost money.", "bold red")
    for told in report.baseline:
        _line(console, f"Baseline: {told}", "yellow")
    for item in report.known:
        _line(console, f"Known: {item.requirement.id}. {item.known or 'The baseline gives no reason.'}", "dim")
    if report.interrupted:
        _line(console, "Interrupted: the report shows the results up to then.", "yellow")
    if report.refusal:
        _line(console, report.refusal, "bold red")
    _line(console, _summary(report), "bold red" if report.failures else "bold green" if not report.exit_code else "bold")

"""The comparison for a terminal."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

from ..change import Change
from ..comparison import Comparison
from .wording import from_to, groups, others, verdicts

# Characters that could move the cursor or change the writing direction.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STYLES = {"breaks": "bold red", "works": "green"}


def clean(text: str) -> str:
    """Returns the text without control and direction characters."""
    return _UNSAFE.sub("\ufffd", text)


def print_report(comparison: Comparison, console: Console | None = None) -> None:
    """Prints all changes, breaking ones first, then the verdict."""
    console = console or Console(highlight=False, soft_wrap=True)
    for title, changes in groups(comparison).items():
        console.print(Text(f"{title} ({len(changes)})", style="bold"))
        for change in changes:
            _print_change(change, console)
        console.print()
    if not comparison.changes:
        console.print(Text("Nothing has changed in meaning."))
    for what, verdict in verdicts(comparison):
        console.print(Text(f"{what}: ").append(verdict, style=_STYLES.get(verdict, "")))


def _print_change(change: Change, console: Console) -> None:
    where = change.where[0]
    mark, style = ("✗", "red") if any(change.breaks) else ("·", "dim")
    place = " · ".join(clean(each) for each in (where.operation, where.part, where.path) if each)
    lines = [
        Text(f"  {mark} ", style=style).append(place, style="cyan"),
        Text(f"      {_sentence(clean(from_to(change)))}"),
        Text(f"      {clean(change.why)}", style="italic"),
        Text(f"      {clean(change.old_line.source)}:{change.old_line.number}", style="dim").append(
            f" -> {clean(change.new_line.source)}:{change.new_line.number}"
        ),
    ]
    if more := others(change):
        lines.insert(1, Text(f"      {clean(more)}", style="dim"))
    for line in lines:
        console.print(line)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"

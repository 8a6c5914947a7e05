"""The comparison as Markdown, for a changelog entry or a pull request."""

from __future__ import annotations

import re

from ..change import Change
from ..comparison import Comparison
from .terminal import clean
from .wording import from_to, groups, others, verdicts


def as_markdown(comparison: Comparison) -> str:
    """Returns the comparison as Markdown text with a final newline."""
    lines = [f"### API changes: {code(comparison.old.source)} → {code(comparison.new.source)}", ""]
    lines += [f"- {what}: **{verdict}**" for what, verdict in verdicts(comparison)]
    if not comparison.changes:
        lines += ["", "Nothing has changed in meaning."]
    for title, changes in groups(comparison).items():
        lines += ["", f"#### {title}", ""]
        lines += [_item(change) for change in changes]
    return "\n".join(lines) + "\n"


def _item(change: Change) -> str:
    where = change.where[0]
    place = " ".join(code(each) for each in (where.operation, where.part, where.path) if each)
    more = others(change)
    lines = " → ".join(code(f"{each.source}:{each.number}") for each in (change.old_line, change.new_line))
    return f"- {place}: {describe(change)}. {_plain(change.why)}{f' ({_plain(more)})' if more else ''} — {lines}"


def describe(change: Change) -> str:
    """Describes a change. Values from the documents become code spans, so that they cannot act as Markdown."""
    shown = from_to(change, "\0{}\0").split("\0")
    return "".join(code(each) if index % 2 else each for index, each in enumerate(shown))


def code(text: str) -> str:
    """Returns a code span, also for text with backticks."""
    text = clean(text).replace("\n", " ").replace("\t", " ")
    longest = max((len(each) for each in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"`{text}`"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]|#])", r"\\\1", clean(text).replace("\n", " "))

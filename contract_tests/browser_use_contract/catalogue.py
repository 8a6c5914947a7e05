"""The table of all requirements: `python -m browser_use_contract.catalogue` prints it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from . import spec
from .citations import Citation, citation
from .grouping import grouped
from .observation import SHOWN_BY
from .requirement import Requirement, every_requirement

_HEAD = """# Requirements and the statements behind them

Each row is a statement of openapi.yaml: the part of the document, its text, and how well founded it is (`x-source`).
*documented* and *neighbour* are pages of the API's reference; *assumed* means that no page says so. A violation fails a check. A
requirement with a star is assumed: its violation only warns, unless `--strict` is given. A requirement's id never changes. `…`
stands for each of several operations, with their number behind the id.

`python -m browser_use_contract.catalogue` generates this file; a test checks that it is up to date.
"""
_STATEMENTS = "\n## By statement\n\n| part of the document | statement | requirements |\n|---|---|---|"
_OPERATIONS = """
## By operation: derived and written by hand

Derived requirements follow from the document (openapi.yaml, or that of `--spec`) and apply to every operation in it, also to new
ones. The others are written by hand, from its prose.

| operation | derived | written by hand |
|---|---|---|"""
#: Statements without a requirement, with the reason.
UNTESTED = {
    "createSession.skills": "No response shows what the agent may use.",
    "createSession.enableScheduledTasks": "No operation shows scheduled tasks, and they would remain after the check.",
    "createSession.402": "A check cannot use up an account.",
    "createSession.429": "The limit depends on the plan; a check stays below it, and waits after a 429.",
    "createProfile.402": "A check does not use up the plan.",
    "createBrowser.429": "The limit depends on the plan; a check stays below it.",
    "getBillingAccount.404": "The key of a check has a project.",
    "SessionStatus": "A client cannot make a browser fail, which is `error`, and time limits take longer than a check.",
    "BrowserDownload.url": "A check cannot make a browser download something. Recorded traffic is checked.",
    "Model": "Speed, price and ability are advice without numbers to check.",
    "Message.type": "Other values are allowed too.",
    "Profile.cookieDomains": "The cookies of a task are not known in advance.",
    "Workspace": "The files of an agent are not known in advance, nor where script caching keeps its scripts.",
    "WorkspaceFile.url": "Waiting until a URL expires takes longer than a check.",
    "FileUpload.uploadUrl": "Waiting until a URL expires takes longer than a check.",
    "Browser.timeoutAt": "The shortest timeout takes longer than a check.",
    "WebhookEvent": "Webhooks are sent to a receiver, and a check has none.",
}


def _grouped(requirements: Iterable[Requirement]) -> str:
    """Returns ids as text. Ids that differ only in the operation are written as one."""
    names = {*SHOWN_BY, *spec.operations()}
    by_pattern: dict[str, list[str]] = {}
    for one in sorted(requirements, key=lambda one: one.id):
        star = "*" if one.source == "assumed" else ""
        pattern = ".".join("…" if part in names else part for part in one.id.split("."))
        by_pattern.setdefault(f"{pattern}{star}", []).append(f"{one.id}{star}")
    return "<br>".join(f"`{ids[0]}`" if len(ids) == 1 else f"`{name}` ({len(ids)})" for name, ids in by_pattern.items())


def as_markdown() -> str:
    """Returns the tables as Markdown."""
    every = every_requirement()
    by_citation: dict[Citation, list[Requirement]] = {}
    for one in every:
        by_citation.setdefault(one.citation, []).append(one)
    for part in map(citation, UNTESTED):
        if part:
            by_citation.setdefault(part, [])
    lines = [_HEAD, _STATEMENTS]
    for part, requirements in sorted(by_citation.items(), key=lambda row: row[0].key):
        told = "<br>".join(filter(None, (_grouped(requirements), UNTESTED.get(part.key))))
        lines.append(f"| `{part.key}` | {part.says.replace('|', chr(92) + '|')} ({part.source}) | {told} |")
    lines += [_OPERATIONS, *_operations(every)]
    return "\n".join([*lines, "", f"{len(every)} requirements from {len(by_citation)} statements."]) + "\n"


def _operations(every: Iterable[Requirement]) -> Iterable[str]:
    """Yields the rows of the table of requirements by operation."""
    for resource, operations in grouped((requirement, requirement) for requirement in every).items():
        for operation, subjects in operations.items():
            found = [requirement for items in subjects.values() for requirement in items]
            derived = Counter(requirement.subject for requirement in found if requirement.is_derived)
            by_hand = Counter(requirement.subject for requirement in found if not requirement.is_derived)
            yield f"| {operation or f'{resource} as a whole'} | {_counted(derived)} | {_counted(by_hand)} |"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in sorted(counts.items())) or "none"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())

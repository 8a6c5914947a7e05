"""The entry in CHANGELOG.md, and the proposed version."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import urlsplit

from browser_use_contract.diff.change import Change
from browser_use_contract.diff.comparison import Comparison, Step
from browser_use_contract.diff.reports.as_markdown import code, describe

_HEADING = re.compile(r"^## .*$", re.MULTILINE)
_WHOM = {
    (True, True): "breaks old and new clients",
    (True, False): "breaks old clients on a new server",
    (False, True): "new clients need a new server",
    (False, False): "breaks nobody",
}


def with_entry(changelog: str, comparison: Comparison, source: str, date: str) -> str:
    """Returns the changelog with an entry at the end of the `Unreleased` section, which is created if it is missing."""
    entry = _entry(comparison, source, date)
    headings = list(_HEADING.finditer(changelog))
    if headings and "unreleased" in headings[0].group().lower():
        end = headings[1].start() if len(headings) > 1 else len(changelog)
        before, after = changelog[:end].rstrip("\n"), changelog[end:]
        return f"{before}\n{entry}" + (f"\n{after}" if after else "")
    at = headings[0].start() if headings else len(changelog)
    head = changelog[:at].rstrip("\n")
    return (f"{head}\n\n" if head else "") + f"## Unreleased\n\n{entry}" + (f"\n{changelog[at:]}" if headings else "")


def _entry(comparison: Comparison, source: str, date: str) -> str:
    head = f"- **The API has changed**: taken over from {code(_public(source))} on {date}; {_verdict(comparison)}.\n"
    return head + "".join(f"  - {_line(change)}\n" for change in comparison.changes)


def _public(source: str) -> str:
    """Returns the file name, or the URL without credentials and query: the rest of the path is private."""
    url = urlsplit(source)
    if url.scheme.lower() in ("http", "https"):
        return f"{url.scheme}://{url.hostname}{url.path}"
    return PurePath(source).name


def _verdict(comparison: Comparison) -> str:
    if not comparison.changes:
        return "only words have changed"
    return "old clients break" if comparison.old_client_breaks else "old clients go on"


def _line(change: Change) -> str:
    where = change.where[0]
    others = f" and in {len(change.where) - 1} other places" if len(change.where) > 1 else ""
    place = " ".join(code(each) for each in (where.operation, where.part, where.path) if each)
    return f"{place}{others}: {describe(change)} ({_WHOM[change.breaks]})"


def proposed_version(version: str, step: Step) -> str:
    """Returns the next version. Before 1.0, a breaking change increases the minor version."""
    numbers = [int(each) for each in version.split(".")[:3]]
    major, minor, patch = [*numbers, 0, 0][:3]
    if step == "none":
        return version
    if major == 0:
        return f"0.{minor + 1}.0" if step == "major" else f"0.{minor}.{patch + 1}"
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0"}.get(step, f"{major}.{minor}.{patch + 1}")

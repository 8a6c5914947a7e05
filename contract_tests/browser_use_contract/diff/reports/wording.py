"""The texts and groups of changes in reports."""

from __future__ import annotations

from ..change import Change
from ..comparison import Comparison

_GROUPS = {
    (True, True): "Breaks old and new clients",
    (True, False): "Breaks old clients on a new server",
    (False, True): "Breaks new clients on an old server",
    (False, False): "Breaks no client",
}
_STEPS = {
    "major": "major: old clients break",
    "minor": "minor: what the document says has changed, and old clients go on",
    "patch": "patch: only words, names or order have changed",
    "none": "none: the documents are equal",
}


def groups(comparison: Comparison) -> dict[str, list[Change]]:
    """Returns the changes grouped by the clients that break, without empty groups."""
    found = {title: [each for each in comparison.changes if each.breaks == key] for key, title in _GROUPS.items()}
    return {title: changes for title, changes in found.items() if changes}


def verdicts(comparison: Comparison) -> list[tuple[str, str]]:
    """Returns which clients break, and the proposed version step."""
    return [
        ("An old client on a new server", "breaks" if comparison.old_client_breaks else "works"),
        ("A new client on an old server", "breaks" if comparison.new_client_breaks else "works"),
        ("Version step", _STEPS[comparison.step]),
    ]


def from_to(change: Change, code: str = "{}") -> str:
    """Describes a change with its old and new value. `code` is the format of a value."""
    if change.old is None and change.new is None:
        return change.what
    if change.kind.startswith("enum-value"):
        return f"{change.what} {code.format(change.new or change.old)}"
    if change.old is None:
        return f"{change.what} is new: {code.format(change.new)}"
    if change.new is None:
        return f"{change.what} is gone: {code.format(change.old)}"
    return f"{change.what} changes from {code.format(change.old)} to {code.format(change.new)}"


def others(change: Change, most: int = 8) -> str | None:
    """Returns the other places that the change affects."""
    rest = change.where[1:]
    if not rest:
        return None
    shown = ", ".join(dict.fromkeys(each.operation for each in rest[:most]))
    return f"also in {len(rest)} other place{'s' if len(rest) > 1 else ''}: {shown}{', …' if len(rest) > most else ''}"

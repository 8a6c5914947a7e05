"""The comparison as JSON. README.md of this package describes the format.

`version` increases if a property changes its meaning or is removed. New properties do not change it.
"""

from __future__ import annotations

import json
from typing import Any

from ..change import Change
from ..comparison import Comparison
from ..document import Document
from ..reading.tree import Line

FORMAT_VERSION = 1


def as_json(comparison: Comparison) -> str:
    """Returns the comparison as JSON text with a final newline."""
    changes = comparison.changes
    value = {
        "format": "browser-use-contract-diff",
        "version": FORMAT_VERSION,
        "old": _document(comparison.old),
        "new": _document(comparison.new),
        "old_client": "breaks" if comparison.old_client_breaks else "works",
        "new_client": "breaks" if comparison.new_client_breaks else "works",
        "step": comparison.step,
        "counts": {
            "changes": len(changes),
            "old_client_breaks": sum(each.breaks.old_client for each in changes),
            "new_client_breaks": sum(each.breaks.new_client for each in changes),
        },
        "changes": [_change(each) for each in changes],
    }
    return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"


def _document(document: Document) -> dict[str, Any]:
    info = document.root.get("info")
    info = info if isinstance(info, dict) else {}
    return {"source": document.source, "openapi": document.version, "title": info.get("title"), "version": info.get("version")}


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "what": change.what,
        "old": change.old,
        "new": change.new,
        "breaks": {"old_client": change.breaks.old_client, "new_client": change.breaks.new_client},
        "why": change.why,
        "where": [each._asdict() for each in change.where],
        "old_line": _line(change.old_line),
        "new_line": _line(change.new_line),
    }


def _line(line: Line) -> dict[str, Any]:
    return {"source": line.source, "line": line.number}

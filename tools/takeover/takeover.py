"""Merges the changes of another document into openapi.yaml."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

from browser_use_contract.diff.change import Change
from browser_use_contract.diff.comparison import Comparison, compare_documents
from browser_use_contract.diff.document import Document
from browser_use_contract.diff.reading.yaml_text import read_yaml

from .examples import mend_examples
from .own import is_own_version, own_version
from .published import merged
from .sources import mark_sources
from .splice import splice
from .tidy import tidy


class TakenOver(NamedTuple):
    """The result of a merge.

    `text` is the new text of openapi.yaml, and `document` its content. `changes` has the differences from the old openapi.yaml,
    `left` the remaining differences from the other document, and `notes` remarks for people.
    """

    text: str
    document: Document
    changes: Comparison
    left: list[Change]
    notes: list[str]


def take_over(text: str, old: Document, new: Document, *, is_overlay: bool) -> TakenOver:
    """Merges every change that can be merged. `text` is the text of `old`.

    Raises:
        CannotCompare: one of the documents is not valid OpenAPI.
        CannotSplice: openapi.yaml has YAML syntax that cannot be edited in place.
    """
    comparison = compare_documents(old, new)
    root, notes = _root(old, new, comparison, is_overlay)
    changed = splice(text, old.root, root)
    document = Document(old.source, read_yaml(changed, old.source))
    done = compare_documents(old, document)
    return TakenOver(changed, document, done, compare_documents(document, new).changes, notes)


def _root(old: Document, new: Document, comparison: Comparison, is_overlay: bool) -> tuple[dict[str, Any], list[str]]:
    notes: list[str] = []
    if is_overlay:
        root = _unique(deepcopy(new.root))
    elif is_own_version(old, new):
        root = deepcopy(own_version(old.root, new.root))
    elif comparison.changes:
        root, notes = merged(old, new)
        tidy(old.root, root)
    else:
        root = deepcopy(old.root)
    mark_sources(old.root, root)
    if not is_overlay and comparison.changes:
        notes = [*notes, *mend_examples(old.root, root)]
    return root, notes


def _unique(value: Any, key: str = "") -> Any:
    """Returns the value without the duplicates that an overlay appends to a list."""
    if isinstance(value, dict):
        return {name: _unique(each, name) for name, each in value.items()}
    if isinstance(value, list):
        items = [_unique(each) for each in value]
        return [each for index, each in enumerate(items) if each not in items[:index]] if key in ("enum", "required") else items
    return value

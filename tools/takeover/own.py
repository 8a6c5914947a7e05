"""Merges a later version of openapi.yaml itself: it has the same names and our descriptions."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from browser_use_contract.diff.document import Document

# If a version leaves these out, ours stay.
_WORDS = {"description", "summary"}
_VALUES = {"example", "value", "default", "const", "x-paging"}


def is_own_version(old: Document, new: Document) -> bool:
    """Whether `new` is a version of `old`: it has the same OpenAPI version, and most of the references and `x-source` values."""
    if str(new.version)[:3] != str(old.version)[:3]:
        return False
    before, after = _marks(old.root), _marks(new.root)
    return all(sum((before[kind] & after[kind]).values()) >= 0.7 * sum(before[kind].values()) for kind in ("$ref", "x-source"))


def own_version(old: Any, new: Any, key: str = "") -> Any:
    """Returns `new` in the order of `old`, with the descriptions of `old` that `new` leaves out."""
    if isinstance(old, dict) and isinstance(new, dict) and key not in _VALUES:
        kept = {name: own_version(each, new[name], name) for name, each in old.items() if name in new}
        kept = {name: kept.get(name, old[name]) for name in old if name in new or (name in _WORDS and key != "properties")}
        return {**kept, **{name: each for name, each in new.items() if name not in old}}
    if isinstance(old, list) and isinstance(new, list):
        return _list(old, new, key)
    return old if json.dumps(old) == json.dumps(new) else new


def _list(old: list[Any], new: list[Any], key: str) -> list[Any]:
    if key in ("enum", "required", "tags", "type"):
        return [each for each in old if each in new] + [each for each in new if each not in old]
    if key == "parameters":
        known = {_name(each): each for each in new}
        kept = [own_version(each, known[_name(each)]) for each in old if _name(each) in known]
        return kept + [each for each in new if _name(each) not in {_name(one) for one in old}]
    if key in ("allOf", "anyOf", "oneOf", "prefixItems") and len(old) == len(new):
        return [own_version(*pair) for pair in zip(old, new, strict=True)]
    return old if json.dumps(old) == json.dumps(new) else new


def _name(parameter: Any) -> str:
    if not isinstance(parameter, dict):
        return str(parameter)
    return str(parameter.get("$ref") or (parameter.get("in"), parameter.get("name")))


def _marks(root: Any) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {"$ref": Counter(), "x-source": Counter()}
    work = [root]
    while work:
        value = work.pop()
        if isinstance(value, dict):
            for kind, counter in found.items():
                if isinstance(value.get(kind), str):
                    counter[value[kind]] += 1
            work += value.values()
        elif isinstance(value, list):
            work += value
    return found

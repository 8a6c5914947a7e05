"""Selects the part of a response body that a problem is about."""

from __future__ import annotations

import re
from typing import Any

#: Properties that are always shown, to identify the object.
_ALWAYS = ("id", "status")
_MOST_ITEMS = 3
_DOTS = "…"


def shown_part(document: Any, about: str) -> Any:
    """Returns the document with only the properties that are named in `about`.

    In a list of objects, it keeps the items with the most values that `about` contains. Returns the document unchanged if `about`
    names none of its properties.
    """
    if not isinstance(document, dict):
        return document
    named = frozenset(re.findall(r"\w+", about))
    listed = next((name for name, value in document.items() if _is_list_of_objects(value)), None)
    if listed is None:
        return _narrowed(document, named)
    items = [_narrowed(item, named) for item in document[listed]]
    matches = [sum(isinstance(value, str) and len(value) > 3 and value in about for value in item.values()) for item in items]
    message = [item for item, count in zip(items, matches, strict=True) if count == max(matches)]
    more = {_DOTS: f"{len(items)} in all"} if len(message) > _MOST_ITEMS or len(message) < len(items) else {}
    return {**document, listed: message[:_MOST_ITEMS], **more}


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _narrowed(item: dict[str, Any], named: frozenset[str]) -> dict[str, Any]:
    if not named & item.keys():
        return item
    kept = {name: value for name, value in item.items() if name in named or name in _ALWAYS}
    return kept if len(kept) == len(item) else {**kept, _DOTS: f"{len(item) - len(kept)} more"}

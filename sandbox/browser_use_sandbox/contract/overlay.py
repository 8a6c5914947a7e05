"""Applies overlays, which update and remove parts of a document (OpenAPI Overlay Specification, 1.0 and 1.1).

Unlike in the standard, a target that matches nothing is an error: the overlay was then written for another document.
"""

import copy
from collections.abc import Sequence
from typing import Any

from .errors import DocumentError

_VERSIONS = ("1.0.", "1.1.")
_Place = Sequence[str | int]


def is_overlay(value: Any) -> bool:
    return isinstance(value, dict) and "overlay" in value and "openapi" not in value


def apply_overlay(document: Any, overlay: dict[str, Any], name: str) -> Any:
    """Apply an overlay, which was read from the file `name`, to the document, in place.

    Raises:
        DocumentError: the overlay is invalid, or a target is not a JSONPath, matches nothing, or cannot be changed in this way.
    """
    version, actions = str(overlay.get("overlay")), overlay.get("actions")
    if not version.startswith(_VERSIONS):
        raise DocumentError(f"{name}: says `overlay: {version[:40]}`; 1.0 and 1.1 can be applied")
    if not isinstance(actions, list) or not actions:
        raise DocumentError(f"{name}: an overlay needs at least one action under `actions`")
    for number, action in enumerate(actions):
        try:
            # In 1.0, an update of an array is appended as one item; since 1.1, an array is concatenated.
            _act(document, action, joins_arrays=not version.startswith("1.0."))
        except ValueError as error:
            raise DocumentError(f"{name}: actions[{number}]: {error}") from None
    return document


def _act(document: Any, action: Any, *, joins_arrays: bool) -> None:
    if not isinstance(action, dict):
        raise ValueError("an action must be an object")
    places = _places(document, action.get("target"), "target")
    if not places:
        raise ValueError(f"the target `{action['target'][:200]}` matches nothing")
    if action.get("remove") is True:
        # In reverse order, so that the indexes of earlier items stay valid.
        for place in reversed(places):
            if not place:
                raise ValueError("the whole document cannot be removed")
            del _at(document, place[:-1])[place[-1]]
    elif "copy" in action:
        sources = _places(document, action["copy"], "copy")
        if len(sources) != 1:
            raise ValueError(f"`copy` selects {len(sources)} values; it must select one")
        _update(document, places, _at(document, sources[0]), joins_arrays)
    elif "update" in action:
        _update(document, places, action["update"], joins_arrays)
    else:
        raise ValueError("has none of `update`, `copy` and `remove: true`")


def _places(document: Any, path: Any, word: str) -> list[_Place]:
    import jsonpath  # Slow to import, and only overlays need it.

    if not isinstance(path, str):
        raise ValueError(f"`{word}` must be a JSONPath, such as $.paths['/sessions'].get")
    try:
        return [tuple(match.parts) for match in jsonpath.finditer(path, document)]
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise ValueError(f"`{path[:200]}` is not a JSONPath: {error}") from None


def _update(document: Any, places: list[_Place], update: Any, joins_arrays: bool) -> None:
    for place in places:
        value = _at(document, place)
        if isinstance(value, list):
            value += copy.deepcopy(update if isinstance(update, list) and joins_arrays else [update])
        elif isinstance(value, dict) and isinstance(update, dict):
            _merge(value, update)
        elif isinstance(value, dict) or not place:
            raise ValueError("only an object can update an object")
        else:
            _at(document, place[:-1])[place[-1]] = copy.deepcopy(update)


def _merge(value: dict[str, Any], update: dict[str, Any]) -> None:
    """Merge objects, concatenate arrays, and replace all other values."""
    for name, new in update.items():
        old = value.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            _merge(old, new)
        elif isinstance(old, list) and isinstance(new, list):
            old += copy.deepcopy(new)
        else:
            value[name] = copy.deepcopy(new)


def _at(document: Any, place: _Place) -> Any:
    for step in place:
        document = document[step]
    return document

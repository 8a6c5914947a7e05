"""Overlays: actions that update and remove parts of a document (the OpenAPI Initiative's Overlay Specification, 1.0 and 1.1).

Stricter than the standard, a target that matches nothing is an error: then the overlay was written for another document.
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
    """The document with an overlay, which was read from the file `name`, applied to it; the document is changed in place.

    Raises:
        DocumentError: it is no overlay, or a target is no JSONPath, matches nothing, or cannot be changed as asked.
    """
    version, actions = str(overlay.get("overlay")), overlay.get("actions")
    if not version.startswith(_VERSIONS):
        raise DocumentError(f"{name}: says `overlay: {version[:40]}`; 1.0 and 1.1 can be applied")
    if not isinstance(actions, list) or not actions:
        raise DocumentError(f"{name}: an overlay has at least one action under `actions`")
    for number, action in enumerate(actions):
        try:
            # By 1.0 what is given for an array is one more item; since 1.1 an array is joined to it.
            _act(document, action, joins_arrays=not version.startswith("1.0."))
        except ValueError as error:
            raise DocumentError(f"{name}: actions[{number}]: {error}") from None
    return document


def _act(document: Any, action: Any, *, joins_arrays: bool) -> None:
    if not isinstance(action, dict):
        raise ValueError("an action is an object")
    places = _places(document, action.get("target"), "target")
    if not places:
        raise ValueError(f"the target `{action['target'][:200]}` matches nothing")
    if action.get("remove") is True:
        # From the back, so that what comes before it in a list stays where it is.
        for place in reversed(places):
            if not place:
                raise ValueError("the whole document cannot be removed")
            del _at(document, place[:-1])[place[-1]]
    elif "copy" in action:
        sources = _places(document, action["copy"], "copy")
        if len(sources) != 1:
            raise ValueError(f"`copy` selects {len(sources)} values; it has to be one")
        _update(document, places, _at(document, sources[0]), joins_arrays)
    elif "update" in action:
        _update(document, places, action["update"], joins_arrays)
    else:
        raise ValueError("has none of `update`, `copy` and `remove: true`")


def _places(document: Any, path: Any, word: str) -> list[_Place]:
    import jsonpath  # Only needed where a later state of the document is served.

    if not isinstance(path, str):
        raise ValueError(f"`{word}` is a JSONPath, such as $.paths['/sessions'].get")
    try:
        return [tuple(match.parts) for match in jsonpath.finditer(path, document)]
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise ValueError(f"`{path[:200]}` is no JSONPath: {error}") from None


def _update(document: Any, places: list[_Place], update: Any, joins_arrays: bool) -> None:
    for place in places:
        value = _at(document, place)
        if isinstance(value, list):
            value += copy.deepcopy(update if isinstance(update, list) and joins_arrays else [update])
        elif isinstance(value, dict) and isinstance(update, dict):
            _merge(value, update)
        elif isinstance(value, dict) or not place:
            raise ValueError("an object can be updated by an object alone")
        else:
            _at(document, place[:-1])[place[-1]] = copy.deepcopy(update)


def _merge(value: dict[str, Any], update: dict[str, Any]) -> None:
    """Objects are merged, arrays joined, and all else is replaced."""
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

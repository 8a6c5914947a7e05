"""Applies overlays: the OpenAPI Initiative's Overlay Specification, 1.0 and 1.1.

An overlay is an ordered list of actions. Each selects parts of a document by JSONPath (RFC 9535) and updates or removes them;
since 1.1 it can also copy another part into them. Unlike in the standard, a target that matches nothing is an error, since the
overlay was probably written for another document.
"""

from __future__ import annotations

from typing import Any

import jsonpath

from ..errors import CannotCompare
from .tree import MOST_VALUES, Key, Line, Tree

_VERSIONS = ("1.0.", "1.1.")


def is_overlay(tree: Tree) -> bool:
    return isinstance(tree.value, dict) and "overlay" in tree.value and "openapi" not in tree.value


def apply_overlay(document: Tree, overlay: Tree, source: str) -> Tree:
    """Returns a copy of `document` with the overlay from `source` applied. Both arguments stay unchanged.

    Raises:
        CannotCompare: it is not an overlay, or a target is not a JSONPath, matches nothing, or cannot be changed as requested.
    """
    applied = _Application(document, overlay, source)
    version = overlay.value.get("overlay")
    if not str(version).startswith(_VERSIONS):
        raise applied.error(overlay.value, "overlay", f"says `overlay: {str(version)[:40]}`; 1.0 and 1.1 can be applied")
    actions = overlay.value.get("actions")
    if not isinstance(actions, list) or not actions:
        raise applied.error(overlay.value, "actions", "an overlay needs at least one action under `actions`")
    for index, action in enumerate(actions):
        if not isinstance(action, dict):
            raise applied.error(actions, index, "an action must be an object")
        applied.act(action)
    return Tree(applied.value, applied.lines)


class _Application:
    def __init__(self, document: Tree, overlay: Tree, source: str) -> None:
        self.lines: dict[int, dict[Key, Line]] = {}
        self.value = self._copy(document.value, document.lines)
        self._overlay = overlay
        # In 1.0, the update of an array is appended as one item. Since 1.1, arrays are concatenated.
        self._joins_arrays = not str(overlay.value.get("overlay")).startswith("1.0.")
        self._source = source

    def error(self, holder: Any, key: Key, reason: str) -> CannotCompare:
        line = self._overlay.lines.get(id(holder), {}).get(key)
        return CannotCompare(self._source, line.number if line else 1, reason)

    def act(self, action: dict[str, Any]) -> None:
        target = action.get("target")
        found = self._select(action, "target")
        if not found:
            raise self.error(action, "target", f"the target `{str(target)[:200]}` matches nothing")
        if action.get("remove") is True:
            for parts in sorted(found, key=_deepest_first, reverse=True):
                self._remove(parts, action)
            return
        if "copy" in action:
            sources = self._select(action, "copy")
            if len(sources) != 1:
                raise self.error(action, "copy", f"`copy` selects {len(sources)} values; it must select one")
            update, lines = self._at(sources[0]), self.lines
        elif "update" in action:
            update, lines = action["update"], self._overlay.lines
        else:
            raise self.error(action, "target", "the action has none of `update`, `copy` and `remove: true`")
        for parts in found:
            self._update(parts, update, lines, action)

    def _select(self, action: dict[str, Any], key: str) -> list[tuple[Key, ...]]:
        path = action.get(key)
        if not isinstance(path, str):
            raise self.error(action, key, f"`{key}` must be a JSONPath, such as $.paths['/sessions'].get")
        try:
            return [tuple(match.parts) for match in jsonpath.finditer(path, self.value)]
        except (jsonpath.JSONPathError, RecursionError) as error:
            raise self.error(action, key, f"`{path[:200]}` is not a JSONPath: {error}") from error

    def _remove(self, parts: tuple[Key, ...], action: dict[str, Any]) -> None:
        if not parts:
            raise self.error(action, "target", "the whole document cannot be removed")
        holder = self._at(parts[:-1])
        del holder[parts[-1]]
        lines = self.lines[id(holder)]
        if isinstance(holder, list):
            kept = [line for index, line in sorted(lines.items()) if index != parts[-1]]
            self.lines[id(holder)] = dict(enumerate(kept))
        else:
            lines.pop(parts[-1], None)

    def _update(self, parts: tuple[Key, ...], update: Any, lines: dict[int, dict[Key, Line]], action: dict[str, Any]) -> None:
        value = self._at(parts)
        if isinstance(value, list):
            items = update if isinstance(update, list) and self._joins_arrays else [update]
            self._append(value, items, lines, self._line(action))
        elif isinstance(value, dict) and isinstance(update, dict):
            self._merge(value, update, lines)
        elif isinstance(value, dict) or not parts:
            raise self.error(action, "update", "only an object can update an object")
        else:
            holder = self._at(parts[:-1])
            holder[parts[-1]] = self._copy(update, lines)
            self.lines[id(holder)][parts[-1]] = self._line(action)

    def _merge(self, value: dict[str, Any], update: dict[str, Any], lines: dict[int, dict[Key, Line]]) -> None:
        """Merges an update into an object: objects are merged, arrays concatenated, other values replaced."""
        for key, new in update.items():
            old = value.get(key)
            line = lines[id(update)][key]
            if isinstance(old, dict) and isinstance(new, dict):
                self._merge(old, new, lines)
            elif isinstance(old, list) and isinstance(new, list):
                self._append(old, new, lines, line)
            else:
                value[key] = self._copy(new, lines)
                self.lines[id(value)][key] = line

    def _append(self, value: list[Any], items: list[Any], lines: dict[int, dict[Key, Line]], default: Line) -> None:
        known = lines.get(id(items), {})
        for index, item in enumerate(list(items)):
            self.lines[id(value)][len(value)] = known.get(index, default)
            value.append(self._copy(item, lines))

    def _at(self, parts: tuple[Key, ...]) -> Any:
        value = self.value
        for part in parts:
            value = value[part]
        return value

    def _line(self, action: dict[str, Any]) -> Line:
        lines = self._overlay.lines[id(action)]
        return lines.get("update") or lines["target"]

    def _copy(self, value: Any, lines: dict[int, dict[Key, Line]]) -> Any:
        if not isinstance(value, dict | list):
            return value
        if len(self.lines) > MOST_VALUES:
            raise CannotCompare(self._source, None, f"more than {MOST_VALUES:,} values; are aliases multiplying?")
        copied: Any
        if isinstance(value, dict):
            copied = {key: self._copy(each, lines) for key, each in value.items()}
        else:
            copied = [self._copy(each, lines) for each in value]
        self.lines[id(copied)] = dict(lines[id(value)])
        return copied


def _deepest_first(parts: tuple[Key, ...]) -> tuple[int, list[tuple[int, Key]]]:
    return len(parts), [(isinstance(part, int), part) for part in parts]

"""Collects changes of a document and makes them together, so that all places refer to the unchanged document."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

Place = tuple[str | int, ...]


class Edits:
    """Collects changes of a document. `apply` returns a changed copy."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._detached: list[tuple[Place, Any]] = []
        self._set: dict[Place, Any] = {}
        self._required: list[tuple[Place, str]] = []
        self._appended: list[tuple[Place, Any]] = []
        self._rebuilt: list[tuple[Place, Callable[[dict[str, Any]], None]]] = []
        self._removed: set[Place] = set()

    def detach(self, place: Place, value: Any) -> None:
        """Replaces a reference by a copy of its target, before all other changes."""
        self._detached.append((place, deepcopy(value)))

    def set(self, place: Place, value: Any) -> None:
        self._set[place] = value

    def require(self, place: Place, name: str) -> None:
        """Adds the property to `required` of the object schema at `place`."""
        if (place, name) not in self._required:
            self._required.append((place, name))

    def append(self, place: Place, item: Any) -> None:
        """Appends an item to the array at `place`, which is created if it is missing."""
        if (place, item) not in self._appended:
            self._appended.append((place, item))

    def rebuild(self, place: Place, change: Callable[[dict[str, Any]], None]) -> None:
        """Calls `change` with the object at `place` after all other changes."""
        self._rebuilt.append((place, change))

    def remove(self, place: Place) -> None:
        self._removed.add(place)

    def apply(self) -> dict[str, Any]:
        root = deepcopy(self._root)
        for place, value in sorted(self._detached, key=lambda each: len(each[0])):
            _at(root, place[:-1])[place[-1]] = value
        for place, value in self._set.items():
            _at(root, place[:-1], make=True)[place[-1]] = deepcopy(value)
        for place, name in self._required:
            _at(root, place).setdefault("required", []).append(name)
        for place, item in self._appended:
            holder = _at(root, place[:-1], make=True)
            holder.setdefault(place[-1], []).append(deepcopy(item))
        removed = sorted(self._removed, key=lambda place: [(isinstance(step, str), step) for step in place], reverse=True)
        for place in removed:
            inner: Any = _at(root, place[:-1])
            if not isinstance(inner, dict) or place[-1] in inner:
                del inner[place[-1]]
            if not inner and place[-2] in ("required", "parameters", "dependentSchemas", "dependentRequired", "headers"):
                del _at(root, place[:-2])[place[-2]]
        for place, change in self._rebuilt:
            change(_at(root, place))
        return root


def _at(root: Any, place: Place, *, make: bool = False) -> Any:
    for step in place:
        root = root.setdefault(step, {}) if make and isinstance(root, dict) else root[step]
    return root

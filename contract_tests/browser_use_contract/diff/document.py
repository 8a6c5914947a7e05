"""An OpenAPI document: its version, its resolved references, and the line of each part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from .errors import CannotCompare
from .reading.tree import Line, Tree

# The path to a part of the document: keys and indices from the root.
Place = tuple[str | int, ...]

# Keywords with arbitrary values, which are not parts of the document.
_VALUES = {"example", "examples", "default", "enum", "const", "value"}
# Keywords with maps from free names to parts of the document.
_NAMED = {
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "paths",
    "webhooks",
    "responses",
    "headers",
}
_COMPONENTS = {"schemas", "parameters", "requestBodies", "securitySchemes", "links", "callbacks", "pathItems"}


class Part(NamedTuple):
    """A part of the document and its place."""

    value: Any
    place: Place


class Document:
    """A document with a known version and without broken references.

    Raises:
        CannotCompare: it is not an OpenAPI 3.0 or 3.1 document, or has a broken reference.
    """

    def __init__(self, source: str, tree: Tree) -> None:
        self.source = source
        self.tree = tree
        self._resolved: dict[str, Part] = {}
        if not isinstance(tree.value, dict):
            raise CannotCompare(source, 1, "an OpenAPI document is an object that starts with `openapi: 3.1.0`")
        self.root: dict[str, Any] = tree.value
        self.version = self._version()
        if not any(key in self.root for key in ("paths", "webhooks", "components")):
            raise CannotCompare(source, 1, "not an OpenAPI document: it has no `paths`")
        self._check_references()

    @property
    def is_3_0(self) -> bool:
        return self.version.startswith("3.0")

    def line(self, place: Place) -> Line:
        """Returns the line of the key or item at `place`, or of its nearest existing parent."""
        value: Any = self.root
        line = Line(self.source, 1)
        for step in place:
            known = self.tree.lines.get(id(value), {})
            if step not in known:
                break
            line = known[step]
            value = value[step]
        return line

    def error(self, place: Place, reason: str) -> CannotCompare:
        line = self.line(place)
        return CannotCompare(line.source, line.number, reason)

    def resolve(self, part: Part) -> Part:
        """Returns the part with its `$ref` resolved."""
        seen: list[str] = []
        while isinstance(part.value, dict) and isinstance(part.value.get("$ref"), str):
            reference: str = part.value["$ref"]
            if reference in seen:
                raise self.error(part.place, f"the reference `{_short(reference)}` points to itself")
            seen.append(reference)
            part = self.target(reference, part.place)
        return part

    def target(self, reference: str, place: Place) -> Part:
        """Returns the part that `reference` points to. `place` is the position of the reference."""
        if reference not in self._resolved:
            self._resolved[reference] = self._find(reference, place)
        return self._resolved[reference]

    def mapping(self, part: Part, what: str) -> dict[str, Any]:
        """Returns the value of `part`, which must be an object."""
        if not isinstance(part.value, dict):
            raise self.error(part.place, f"{what} must be an object, not {_kind(part.value)}")
        return part.value

    def members(self, part: Part, key: str, what: str, *, extensions: bool = True) -> Iterator[tuple[str, Part]]:
        """Yields each member of the object under `key` in `part`, by default without extensions."""
        place = (*part.place, key)
        members = self.mapping(part, "this").get(key)
        for name, value in self.mapping(Part({} if members is None else members, place), what).items():
            if not (extensions and name.startswith("x-")):
                yield name, Part(value, (*place, name))

    def items(self, part: Part, key: str, what: str) -> Iterator[Part]:
        """Yields each item of the array under `key` in `part`."""
        place = (*part.place, key)
        value = self.mapping(part, "this").get(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.error(place, f"{what} must be an array, not {_kind(value)}")
        for index, item in enumerate(value):
            yield Part(item, (*place, index))

    def _version(self) -> str:
        version = self.root.get("openapi")
        if "swagger" in self.root:
            also = " and `openapi` too; one document has one version" if version is not None else ""
            reason = (
                f"says `swagger: {_short(str(self.root['swagger']))}`{also}: OpenAPI 3.0 and 3.1 can be compared, Swagger 2 can't"
            )
            raise self.error(("swagger",), reason)
        if version is None:
            raise CannotCompare(self.source, 1, "not an OpenAPI document: it does not start with `openapi: 3.1.0`")
        if not str(version).startswith(("3.0", "3.1")):
            raise self.error(("openapi",), f"says `openapi: {_short(str(version))}`; OpenAPI 3.0 and 3.1 can be compared")
        return str(version)

    def _find(self, reference: str, place: Place) -> Part:
        if not reference.startswith("#"):
            reason = f"the reference `{_short(reference)}` points to another file; bundle the document first"
            raise self.error(place, reason)
        pointer = unquote(reference[1:])
        if pointer and not pointer.startswith("/"):
            raise self.error(place, f"the reference `{_short(reference)}` is not a JSON Pointer")
        value: Any = self.root
        steps: list[str | int] = []
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and name in value:
                value = value[name]
                steps.append(name)
            elif isinstance(value, list) and name.isdecimal() and int(name[:9]) < len(value):
                value = value[int(name[:9])]
                steps.append(int(name[:9]))
            else:
                raise self.error(place, f"the reference `{_short(reference)}` does not exist")
        return Part(value, tuple(steps))

    def _check_references(self) -> None:
        work: list[tuple[Any, Place, bool]] = [(self.root, (), False)]
        seen: set[int] = set()
        while work:
            value, place, names = work.pop()
            if isinstance(value, dict | list):
                if id(value) in seen:
                    continue
                seen.add(id(value))
            if isinstance(value, list):
                work += [(item, (*place, index), False) for index, item in enumerate(value)]
            elif isinstance(value, dict):
                reference = value.get("$ref")
                if not names and isinstance(reference, str):
                    self.resolve(Part(value, place))
                for key, child in value.items():
                    if names or not (key in _VALUES or key.startswith("x-")):
                        named = not names and (key in _NAMED or (key in _COMPONENTS and place == ("components",)))
                        work.append((child, (*place, key), named))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    return {str: "a string", int: "a number", float: "a number", list: "an array", dict: "an object"}.get(type(value), "null")


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "…"

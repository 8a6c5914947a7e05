"""A document in the one form that code is made from.

Published documents say the same thing in many ways. Here each is turned into one: parameters, bodies and responses stand where
they are used; each object and each enum of strings is a class with a name of its own; `allOf` is merged; null is one branch of
`anyOf`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openapi_python_client import strings

from spec_fields import METHODS, is_extension
from spec_file import Place
from spec_merge import REMARKS, Merger, Schema, is_null, optional, with_null_apart
from spec_python import class_name, module_name, without_fastapi_suffix
from spec_references import follow

_PREFIX = "#/components/schemas/"


class Unsupported(Exception):
    """The document says something that no code can be made for: the reason, with a remedy, and the place."""

    def __init__(self, reason: str, place: Place = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


@contextmanager
def at(place: Place) -> Iterator[None]:
    """What is unsupported inside, and does not know better, is unsupported here."""
    try:
        yield
    except Unsupported as error:
        raise Unsupported(error.reason, error.place or place) from error
    except RecursionError as error:
        raise Unsupported("schemas are nested too deeply here: give inner ones names of their own", place) from error


# So long that the class's module, with `_` between all letters, keeps within the bound of `spec_python`.
_SHORT = 30


class Normal:
    """The normal form of a document that has been checked.

    Attributes:
        schemas: class name → schema: an object with `properties`, or an enum of strings; others are no classes of their own.
        places: class name → where it comes from.
        operations: method and path → operation, with `parameters`, `requestBody` and `responses` in place.
        tags: name → description.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._merger = Merger(document)
        self.info: dict[str, Any] = document.get("info") or {}
        self.servers: list[dict[str, Any]] = document.get("servers") or []
        self.tags = {str(tag["name"]): str(tag.get("description") or "") for tag in document.get("tags") or ()}
        self.schemas: dict[str, Schema] = {}
        self.places: dict[str, Place] = {}
        self._taken: set[str] = set()
        self._here: Place = ()
        self._targets: dict[str, Any] = {}
        """Name of what a `$ref` leads to → its schema in the document."""
        self._names: dict[Place, str] = {}
        self._made: dict[str, Any] = {}
        self._bases: dict[str, list[str]] = {}
        for key, schema in ((document.get("components") or {}).get("schemas") or {}).items():
            self._add_target(("components", "schemas", key), schema)
        for name, place in [(name, place) for place, name in self._names.items()]:
            with self._in(place):
                self._make(name)
        self.operations = {(method, path): operation for method, path, operation in self._find_operations()}

    def resolve(self, schema: Any) -> Any:
        """The schema that a `$ref` leads to, or the schema itself; with a circle of references, one that takes anything."""
        seen: set[str] = set()
        while isinstance(schema, dict) and "$ref" in schema:
            name = schema["$ref"].removeprefix(_PREFIX)
            if name in seen:
                return {}
            seen.add(name)
            schema = self.schemas.get(name, self._made.get(name, {}))
        return schema

    def named(self) -> dict[str, Any]:
        """All schemas that a `$ref` in normal form leads to, by name."""
        return {**self._made, **self.schemas}

    @staticmethod
    def name(ref: str) -> str:
        """The name in a `$ref` in normal form."""
        return ref.removeprefix(_PREFIX)

    def name_of(self, schema: Any) -> str | None:
        """The class that the schema refers to, None where it is none."""
        seen = set()
        while isinstance(schema, dict) and "$ref" in schema and schema["$ref"] not in seen:
            seen.add(schema["$ref"])
            name: str = schema["$ref"].removeprefix(_PREFIX)
            if name in self.schemas:
                return name
            schema = self._made.get(name)
        return None

    def component(self, ref: str) -> str | None:
        """The class that a discriminator's mapping means, by a `$ref` or a name; None where it is none."""
        try:
            place = follow(self._document, ref if ref.startswith("#/") else _PREFIX + ref)[0]
        except KeyError:
            return None
        return self.name_of({"$ref": _PREFIX + self._names[place]}) if place in self._names else None

    def derived(self, name: str) -> list[str]:
        """The classes that are made by `allOf` of this one, which tells by a discriminator which it is."""
        if "discriminator" not in self.schemas[name]:
            return []
        if not self._bases:
            for other in self.schemas:
                schema = self._targets.get(other)
                for part in (schema.get("allOf") or ()) if isinstance(schema, dict) else ():
                    if isinstance(part, dict) and "$ref" in part:
                        self._bases.setdefault(self._target(part["$ref"]), []).append(other)
        found = list(self._bases.get(name, ()))
        for each in found:
            found += [other for other in self._bases.get(each, ()) if other not in found]
        return found

    @contextmanager
    def _in(self, place: Place) -> Iterator[None]:
        before, self._here = self._here, place
        with at(place):
            yield
        self._here = before

    def _add_target(self, place: Place, schema: Any) -> str:
        words = [str(step) for step in place if step not in ("components", "schemas", "properties", "paths", "content", "schema")]
        name = self._free_name(" ".join(words[-4:]))
        if isinstance(schema, dict) and _is_class_or_null(with_null_apart(self._merger.merged(schema))):
            self._taken.discard(name.lower())  # It is no class: its branch that is not null is the class of this name.
            name = f"{name} or null"
        self._names[place] = name
        self._targets[name] = schema
        return name

    def _free_name(self, text: str) -> str:
        """A class name like the text that no other has, in a module that no other has."""
        name = class_name(text)
        free, number = name, 2
        while free.lower() in self._taken or module_name(free) in self._taken:
            free = f"{name[:_SHORT]}{number}"  # Short, since the names of modules have a bound that the number must not pass.
            number += 1
        self._taken |= {free.lower(), module_name(free)}
        return free

    def _make(self, name: str) -> None:
        """Make the target of a `$ref`, if it was not made before."""
        if name in self._made:
            return
        self._made[name] = {}  # What is asked for while it is being made: a circle.
        schema = self._schema(self._targets[name], name.removesuffix(" or null"), is_target=True)
        if _is_class(schema):
            self._add_class(name, schema)
        self._made[name] = schema

    def _add_class(self, name: str, schema: Schema) -> None:
        self.schemas[name] = schema
        self.places[name] = self._here

    def _target(self, ref: str) -> str:
        place, schema = follow(self._document, ref)
        if place not in self._names:
            self._make(self._add_target(place, schema))
        return self._names[place]

    def _schema(self, schema: Any, name: str, is_target: bool = False) -> Any:
        """The schema in normal form; objects and enums inside of it become classes that are called after `name`."""
        if not isinstance(schema, dict):
            return {} if schema is not False else {"not": {}}
        schema = with_null_apart(self._merger.merged(schema))
        if "$ref" in schema:
            return {**schema, "$ref": _PREFIX + self._target(schema["$ref"])}
        for keyword in ("anyOf", "oneOf"):
            if isinstance(schema.get(keyword), list):
                schema = self._union(schema, keyword, name)
                break
        if isinstance(schema.get("properties"), dict) and schema["properties"]:
            schema = {**schema, "type": "object"}
            schema["properties"] = {str(key): self._schema(part, f"{name} {key}") for key, part in schema["properties"].items()}
        for keyword in ("items", "additionalProperties"):
            if isinstance(schema.get(keyword), dict):
                inner = f"{name} Item" if keyword == "items" else f"{name} Value"
                schema = {**schema, keyword: self._schema(schema[keyword], inner)}
        if not is_target and _is_class(schema):
            return self._hoisted(schema, name)
        return schema

    def _hoisted(self, schema: Schema, name: str) -> Schema:
        """A reference to a new class."""
        title = schema.get("title")
        free = self._free_name(
            _of_title(name, title) if isinstance(title, str) and len(title) <= 40 and title.isascii() else name
        )
        self._add_class(free, {key: value for key, value in schema.items() if key not in ("default", "deprecated")})
        extensions = {key: value for key, value in schema.items() if key.startswith("x-") and key != "x-source"}
        return {**{key: schema[key] for key in REMARKS if key in schema}, **extensions, "$ref": _PREFIX + free}

    def _union(self, schema: Schema, keyword: str, name: str) -> Schema:
        branches = [branch for branch in schema[keyword] if isinstance(branch, dict | bool)]
        is_object = isinstance(schema.get("properties"), dict) and "discriminator" not in schema
        if is_object or (schema.get("type") == "object" and not any(map(_has_shape, branches))):
            # A rule about an object's properties, or alternatives of them: its shape is all of them together.
            shape = {key: value for key, value in schema.items() if key != keyword}
            return self._merger.merged({**shape, "allOf": [optional(self._merger.expanded(branch)) for branch in branches]})
        keeps = {key for key in schema if key in (*REMARKS, "discriminator") or key[:2] == "x-"}
        rest = {key: value for key, value in schema.items() if key not in (keyword, *keeps)}
        multiple = [branch for branch in branches if not is_null(branch)]
        made: list[Any] = []
        for branch in branches:
            part = {**rest, **branch} if isinstance(branch, dict) and "$ref" not in branch else branch
            made.append(self._schema(part, name if len(multiple) == 1 else f"{name} {len(made) + 1}"))
        flat = [
            inner for part in made for inner in (part["anyOf"] if isinstance(part, dict) and set(part) == {"anyOf"} else [part])
        ]
        unique = [branch for number, branch in enumerate(flat) if branch not in flat[:number]]
        return {**{key: value for key, value in schema.items() if key in keeps}, "anyOf": unique}

    def _find_operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, item in (self._document.get("paths") or {}).items():
            if is_extension(("paths",), path):
                continue
            place, item = self._referred(("paths", path), item)
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    with self._in((*place, method)):
                        yield method, path, self._operation(method, path, item)

    def _operation(self, method: str, path: str, item: dict[str, Any]) -> dict[str, Any]:
        operation = {**item[method], "x-place": self._here}
        id = operation.get("operationId")
        name = f"{method} {path}" if id is None else without_fastapi_suffix(str(id), method, path)
        parameters = {}
        for each in [*(item.get("parameters") or ()), *(operation.get("parameters") or ())]:
            parameter = dict(self._referred((), each)[1])
            schema = parameter.get("schema")
            if schema is None:
                media: Any = next(iter((parameter.get("content") or {"": {}}).values()), {})
                schema = media.get("schema", {}) if isinstance(media, dict) else {}
                parameter["x-json"] = True
            parameter["schema"] = self._schema(schema, f"{name} {parameter.get('name')}")
            parameters[parameter.get("name"), parameter.get("in")] = parameter
        operation["parameters"] = list(parameters.values())
        body = operation.get("requestBody")
        if body is not None:
            operation["requestBody"] = self._with_content(self._referred((), body)[1], f"{name} Body")
        operation["responses"] = {
            status: self._with_content(self._referred((), response)[1], f"{name} Response {'' if status[:1] == '2' else status}")
            for status, response in (operation.get("responses") or {}).items()
            if not status.startswith("x-")
        }
        return operation

    def _with_content(self, holder: dict[str, Any], name: str) -> dict[str, Any]:
        content = {
            kind: {**media, "schema": self._schema(media.get("schema", {}), name)}
            for kind, media in (holder.get("content") or {}).items()
            if isinstance(media, dict)
        }
        return {**holder, "content": content}

    def _referred(self, place: Place, value: Any) -> tuple[Place, dict[str, Any]]:
        """What a reference to anything but a schema leads to, with its place."""
        while isinstance(value, dict) and "$ref" in value:
            place, value = follow(self._document, value["$ref"])
        return place, value if isinstance(value, dict) else {}


def _is_class(schema: Any) -> bool:
    """Whether a schema gets a class: objects with named properties, and enums of strings with more than one value."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return False
    if isinstance(schema.get("properties"), dict) and schema["properties"]:
        return True
    values = schema.get("enum")
    return isinstance(values, list) and len(values) > 1 and all(isinstance(value, str) for value in values)


def _is_class_or_null(schema: Schema) -> bool:
    branches = schema.get("anyOf") or schema.get("oneOf")
    if not isinstance(branches, list) or "properties" in schema or not any(map(is_null, branches)):
        return False
    others = [branch for branch in branches if not is_null(branch)]
    return len(others) == 1 and _is_class(others[0])


def _has_shape(branch: Any) -> bool:
    """Whether a branch says of what kind the value is, rather than which properties go together."""
    return isinstance(branch, dict) and any(key in branch for key in ("$ref", "type", "enum", "const", "anyOf", "oneOf", "allOf"))


def _of_title(name: str, title: str) -> str:
    """The name of a hoisted schema: its title, as FastAPI gives one to each, where that says more than the place."""
    words = {word.lower() for word in strings.split_words(strings.sanitize(name))}
    return name if {word.lower() for word in strings.split_words(strings.sanitize(title))} <= words else title

"""Reads an OpenAPI document from its file, and resolves its references."""

import copy
import functools
from collections.abc import Iterator, Sequence
from datetime import date
from os import PathLike, fspath
from os.path import normpath
from pathlib import Path
from typing import Any

import jsonschema_rs


class DocumentError(ValueError):
    """An OpenAPI document is invalid; the message begins with the name of its file."""


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
        _update_places(document, places, _at(document, sources[0]), joins_arrays)
    elif "update" in action:
        _update_places(document, places, action["update"], joins_arrays)
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


def _update_places(document: Any, places: list[_Place], update: Any, joins_arrays: bool) -> None:
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


#: The URI of the document. All references are made absolute with it, so that each part can be compiled alone.
URI = "urn:openapi:document"
_LARGEST = 50_000_000
_DEEPEST = 64
#: A longer chain of overlays is probably a circle.
_MOST_OVERLAYS = 100


class Document:
    """A document of OpenAPI 3.1 without broken references. DocumentError if it is not such a document."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        if not isinstance(value, dict) or not str(value.get("openapi", "")).startswith("3.1"):
            version = value.get("openapi", "no version") if isinstance(value, dict) else "no mapping"
            raise DocumentError(f"{name}: must be a document of OpenAPI 3.1, not {version}")
        if not isinstance(value.get("paths"), dict):
            raise DocumentError(f"{name}: has no paths")
        references: set[str] = set()
        self.value: dict[str, Any] = _prepared(value, references)
        for reference in sorted(references):
            self._target(reference)

    @functools.cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        return jsonschema_rs.Registry([(URI, self.value)], draft=jsonschema_rs.Draft202012)

    def compile(self, schema: Any) -> jsonschema_rs.Validator:
        """A validator for a schema of the document. DocumentError if the schema is invalid."""
        try:
            return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, registry=self._registry)
        except (ValueError, jsonschema_rs.ValidationError) as error:
            raise DocumentError(f"{self.name}: has an invalid schema: {error}") from None

    def bundled(self, schema: Any) -> dict[str, Any]:
        """A schema that includes everything it refers to, for use without the document."""
        components = self.value.get("components", {}).get("schemas", {})
        return dict(_within({**(schema if isinstance(schema, dict) else {}), "components": {"schemas": components}}))

    def resolve(self, part: Any) -> Any:
        """The part itself, or the target of its `$ref`; keywords beside the `$ref` override those of the target."""
        for _ in range(_DEEPEST):
            if not isinstance(part, dict) or not isinstance(part.get("$ref"), str):
                return part
            target = self._target(part["$ref"])
            beside = {name: value for name, value in part.items() if name != "$ref"}
            part = {**target, **beside} if beside and isinstance(target, dict) else target
        raise DocumentError(f"{self.name}: references form a circle: {part}")

    def _target(self, reference: str) -> Any:
        place, _, pointer = reference.partition("#")
        if place not in ("", URI):
            raise DocumentError(f"{self.name}: only references within the document are supported, not {reference!r}")
        target: Any = self.value
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            try:
                target = target[int(step)] if isinstance(target, list) else target[step]
            except (KeyError, IndexError, ValueError, TypeError):
                raise DocumentError(f"{self.name}: the reference #{pointer} has no target") from None
        return target


def read_document(file: str | PathLike[str]) -> Any:
    """The document in a YAML or JSON file; an overlay is applied to the document that its `extends` names. DocumentError."""
    (first, document), *overlays = reversed(_layers(file))
    if is_overlay(document):
        raise DocumentError(f"{first}: is an overlay without `extends: FILE`, which names its document")
    for name, overlay in overlays:
        document = apply_overlay(document, overlay, name)
    return document


def _layers(file: str | PathLike[str]) -> list[tuple[str, Any]]:
    """The names and contents of a file and of what it extends, down to the document that is not an overlay."""
    layers = [(fspath(file), read_layer(fspath(file)))]
    while is_overlay(layers[-1][1]) and isinstance(extends := layers[-1][1].get("extends"), str):
        if len(layers) > _MOST_OVERLAYS:
            raise DocumentError(f"{fspath(file)}: the overlays extend each other in a circle")
        # Not resolved: within a package, the folder of the overlays may be a link.
        name = normpath(Path(layers[-1][0]).parent / extends)
        layers.append((name, read_layer(name)))
    return layers


def read_layer(name: str) -> Any:
    """The content of one file; an overlay is not applied. DocumentError if it cannot be read."""
    import yaml  # Slow to import, and not needed where the document is cached.

    try:
        raw = Path(name).read_bytes()
        if len(raw) > _LARGEST:
            raise DocumentError(f"{name}: is larger than {_LARGEST} bytes")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.load(raw, loader)  # noqa: S506 -- both are safe loaders
    except OSError as error:
        raise DocumentError(f"{name}: {error.strerror or error}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise DocumentError(f"{name}: is not YAML: {_one_line(error)}") from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).replace('in "<byte string>", ', "at ")


def _prepared(value: Any, references: set[str], depth: int = 0) -> Any:
    r"""The document with absolute references, which are added to `references`, and with patterns as ECMAScript reads them.

    In a pattern with a lookahead, the regex engine takes `\d` for a digit of any script; in ECMAScript it is an ASCII digit.
    """
    if isinstance(value, dict):
        return dict(_prepared_items(value, references, depth + 1))
    if isinstance(value, list):
        return [_prepared(part, references, depth + 1) for part in value]
    return value.isoformat() if isinstance(value, date) else value  # YAML has turned the text into a date.


def _within(value: Any) -> Any:
    """The part with its references made relative again."""
    if isinstance(value, dict):
        return {
            name: part.removeprefix(URI) if name == "$ref" and isinstance(part, str) else _within(part)
            for name, part in value.items()
        }
    return [_within(part) for part in value] if isinstance(value, list) else value


def _prepared_items(value: dict[Any, Any], references: set[str], depth: int) -> Iterator[tuple[str, Any]]:
    if depth > 4 * _DEEPEST:
        raise DocumentError("the document is nested too deeply")
    for name, part in value.items():
        if isinstance(part, dict | list):
            yield str(name), _prepared(part, references, depth)
        elif name == "$ref" and isinstance(part, str) and part.startswith("#"):
            references.add(part)
            yield name, URI + part
        elif name == "pattern" and isinstance(part, str):
            yield name, part.replace(r"\d", "[0-9]")
        else:
            yield str(name), part.isoformat() if isinstance(part, date) else part

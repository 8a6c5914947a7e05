"""The OpenAPI document that a server is checked against: operations, parameters, bodies, responses and validators.

The document is openapi.yaml, unless `use` selects another one. Everything that is computed from it is wrapped in `cached`, so
that a new document clears the caches.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

import jsonschema_rs
import yaml

from .refused import CheckRefused
from .revisions import OWN_DOCUMENT, is_overlay, with_overlays

_METHODS = ("get", "post", "put", "patch", "delete")
_JSON = "application/json"
_DEEPEST = 64

P = ParamSpec("P")
R = TypeVar("R")
_clearers: list[Callable[[], None]] = []
_chosen: list[Path] = []


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Like functools.cache. The cache is cleared when another document is used."""
    found = functools.cache(function)
    _clearers.append(found.cache_clear)
    return found  # type: ignore[return-value]  # the cache has the signature of what it caches


def on_change(forget: Callable[[], None]) -> None:
    """Registers a function that is called when another document is used, to clear a cache."""
    _clearers.append(forget)


def by_identity(function: Callable[[Any], R]) -> Callable[[Any], R]:
    """Caches a function by the identity of its argument, a part of the document. A reference keeps the identity unique."""
    known: dict[int, tuple[Any, R]] = {}

    @functools.wraps(function)
    def look_up(part: Any) -> R:
        found = known.get(id(part))
        if found is None:
            found = known[id(part)] = (part, function(part))
        return found[1]

    on_change(known.clear)
    return look_up


def use(path: Path | None) -> None:
    """Selects the document to check against. None means openapi.yaml.

    Raises CheckRefused if the document cannot be used. The previous one then stays selected.
    """
    before = chosen()
    _choose(path)
    try:
        document()
    except BaseException:
        _choose(before)
        raise


def _choose(path: Path | None) -> None:
    _chosen[:] = [path] if path else []
    for clear in _clearers:
        clear()


def chosen() -> Path | None:
    """Returns the path that `use` selected."""
    return _chosen[0] if _chosen else None


class Fault(NamedTuple):
    """One violation of a schema. `field` is the property of the outermost object, empty for the whole value."""

    field: str
    problem: str


@dataclass(frozen=True, eq=False)
class Parameter:
    """A path or query parameter. `schema` is resolved."""

    name: str
    place: str
    required: bool
    schema: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    path: str
    tag: str
    pattern: re.Pattern[str]
    parameters: tuple[Parameter, ...]
    #: The schema of the JSON body as written in the document. None if the operation has no body.
    body: Mapping[str, Any] | None
    body_required: bool
    definition: Mapping[str, Any]

    @property
    def query(self) -> Sequence[Parameter]:
        return [one for one in self.parameters if one.place == "query"]

    @property
    def in_path(self) -> Sequence[Parameter]:
        """The path parameters, in the order of the path."""
        names = re.findall(r"\{(.*?)\}", self.path)
        found = {one.name: one for one in self.parameters if one.place == "path"}
        anything = {"type": "string"}
        return [found.get(name) or Parameter(name, "path", True, anything) for name in names]

    @property
    def paging(self) -> Mapping[str, str]:
        """The paging of the operation (`x-paging`). Empty if it has none."""
        found = self.definition.get("x-paging")
        return found if isinstance(found, dict) else {}

    @property
    def source(self) -> str:
        return str(self.definition.get("x-source", "documented"))

    @property
    def success(self) -> int:
        """The status code of success."""
        found = [int(status) for status in map(str, self.definition.get("responses", {})) if re.fullmatch("2[0-9][0-9]", status)]
        return min(found, default=200)

    def values(self, path: str) -> tuple[str, ...]:
        """Returns the values of the path parameters in a path of this operation."""
        match = self.pattern.fullmatch(path)
        return match.groups() if match else ()


def in_rust(schema: Any) -> Any:
    r"""Returns the schema with patterns for jsonschema-rs, where `\d` would match any Unicode digit."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\d", "[0-9]") if name == "pattern" and isinstance(value, str) else in_rust(value)
            for name, value in schema.items()
        }
    return [in_rust(item) for item in schema] if isinstance(schema, list) else schema


@cached
def document() -> dict[str, Any]:
    """Returns the document. Raises CheckRefused if it cannot be read or has no operations."""
    path = chosen()
    try:
        text = (path or OWN_DOCUMENT).read_bytes()
        found = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- both are safe loaders
        if path and is_overlay(found):
            found = with_overlays(path)
        if not isinstance(found, dict) or not str(found.get("openapi", "")).startswith("3."):
            raise ValueError("it is not an OpenAPI 3 document")
        if not any(
            isinstance(item, dict) and method in _METHODS for path in found["paths"].values() for method, item in path.items()
        ):
            raise ValueError("it has no operations")
        for name in found.get("components", {}).get("schemas", {}):
            _compiled({"$ref": f"#/components/schemas/{name}", **_roots(found)})
    except (
        OSError,
        UnicodeDecodeError,
        yaml.YAMLError,
        KeyError,
        TypeError,
        AttributeError,
        ValueError,
        RecursionError,
    ) as error:
        what = f"{type(error).__name__}: {error}" if isinstance(error, (KeyError, AttributeError)) else str(error)
        if path:
            raise CheckRefused(f"{path} cannot be used as the OpenAPI document: {what}") from None
        raise CheckRefused(f"The suite's own openapi.yaml is broken: {what}\nRestore it, or install the package again.") from None
    return dict(found)


def _roots(found: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parts of the document that references in a schema may point to."""
    return {"components": in_rust(found.get("components", {}))}


@cached
def _components() -> dict[str, Any]:
    return _roots(document())


def _compiled(schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)


@by_identity
def resolved(node: Any) -> Any:
    """Resolves a `$ref` and adds the keywords beside it. Returns anything else unchanged."""
    for _ in range(_DEEPEST):
        if not isinstance(node, dict) or not isinstance(reference := node.get("$ref"), str) or not reference.startswith("#/"):
            break
        target: Any = document()
        for part in reference[2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}} if len(node) > 1 else target
    return node


@cached
def operations() -> Mapping[str, Operation]:
    """Returns all operations by id, in the order of the document. An operation without an id has method and path as its id."""
    found: dict[str, Operation] = {}
    for template, item in document()["paths"].items():
        for method in _METHODS:
            definition = item.get(method) if isinstance(item, dict) else None
            if isinstance(definition, dict):
                made = _operation(template, method, item, definition)
                found[made.id] = made
    return found


def _operation(template: str, method: str, item: Mapping[str, Any], definition: Mapping[str, Any]) -> Operation:
    pattern = re.compile(re.sub(r"\\\{.*?\\\}", "([^/]*)", re.escape(template)))
    parameters = {}
    for one in map(resolved, (*item.get("parameters", ()), *definition.get("parameters", ()))):
        media: Mapping[str, Any] = next(iter(one.get("content", {}).values()), {})
        schema = one.get("schema") or media.get("schema", {})
        made = Parameter(str(one["name"]), str(one["in"]), bool(one.get("required")), resolved(schema))
        parameters[made.place, made.name] = made
    body = resolved(definition.get("requestBody", {}))
    return Operation(
        id=str(definition.get("operationId") or f"{method} {template}").replace(".", "_"),
        method=method.upper(),
        path=template,
        tag=str(next(iter(definition.get("tags", ())), template.strip("/").partition("/")[0])),
        pattern=pattern,
        parameters=tuple(parameters.values()),
        body=body.get("content", {}).get(_JSON, {}).get("schema"),
        body_required=bool(body.get("required")),
        definition=definition,
    )


@cached
def _by_method() -> Mapping[str, Sequence[Operation]]:
    """Returns the operations of each method. Paths with more literal text come first."""
    found: dict[str, list[Operation]] = {}
    for one in sorted(operations().values(), key=lambda one: one.path.count("{")):
        found.setdefault(one.method, []).append(one)
    return found


def locate(method: str, path: str) -> tuple[str, str]:
    """Returns the operation of a request and the first id in its path. Both are empty if no operation matches."""
    for one in _by_method().get(method, ()):
        if match := one.pattern.fullmatch(path):
            return one.id, match[1] if match.groups() else ""
    return "", ""


@cached
def _paths() -> re.Pattern[str]:
    templates = sorted({re.sub(r"\\\{.*?\\\}", "[^/]*", re.escape(one.path)) for one in operations().values()})
    return re.compile(rf"(?P<base>.*?)(?P<path>{'|'.join(templates)})/?\Z")


def split_path(path: str) -> tuple[str, str] | None:
    """Splits a URL's path into the base URL's path and a path of the document. None if no path of the document matches."""
    match = _paths().match(path)
    return (match["base"], match["path"]) if match else None


def has(operation: str) -> bool:
    return operation in operations()


@cached
def documentation(operation: str = "") -> str:
    """Returns the URL in the `externalDocs` of an operation, or of the whole API. Empty if there is none."""
    parts = [operations()[operation].definition] if operation else []
    for part in (*parts, document()):
        found = part.get("externalDocs")
        url = found.get("url") if isinstance(found, dict) else None
        if isinstance(url, str) and url.startswith("https://"):
            return url
    return ""


@cached
def answers(operation: str) -> Mapping[str, Mapping[str, Any]]:
    """Returns the documented responses of an operation: status ("200", "5XX") to response object."""
    found = operations()[operation].definition.get("responses", {})
    return {str(status).upper(): resolved(response) for status, response in found.items() if str(status) != "default"}


@cached
def answer(operation: str, status: int) -> tuple[str, Mapping[str, Any]] | None:
    """Returns the documented response for a status, by its number or its class, or None."""
    known = answers(operation)
    for name in (str(status), f"{status // 100}XX"):
        if name in known:
            return name, known[name]
    default = operations()[operation].definition.get("responses", {}).get("default")
    return ("default", resolved(default)) if default is not None else None


@cached
def answer_schema(operation: str, status: str) -> Mapping[str, Any] | None:
    """Returns the schema of a response's JSON body. None if it has no JSON body or no schema."""
    found = answers(operation).get(status) or resolved(operations()[operation].definition["responses"].get("default", {}))
    schema: Mapping[str, Any] | None = found.get("content", {}).get(_JSON, {}).get("schema")
    return schema


@cached
def body_properties(operation: str) -> Mapping[str, Any]:
    """Returns the properties of an operation's JSON body, as written in the document. Empty if it has no body."""
    body = operations()[operation].body
    found: Mapping[str, Any] = object_of(body).get("properties", {}) if body else {}
    return found


@by_identity
def object_of(schema: Any) -> Mapping[str, Any]:
    """Returns the object option of a schema, such as the one beside null. Empty if there is none."""
    found = resolved(schema) or {}
    if "properties" in found or found.get("type") == "object":
        return merged(found)
    for option in (*found.get("anyOf", ()), *found.get("oneOf", ()), *found.get("allOf", ())):
        if inner := object_of(option):
            return inner
    return {}


@by_identity
def merged(schema: Any) -> Mapping[str, Any]:
    """Returns an object schema with the properties of its `allOf` parts."""
    whole: Mapping[str, Any] = schema
    parts = [object_of(part) for part in whole.get("allOf", ())]
    if not any("properties" in part for part in parts):
        return whole
    names = {name: value for part in (*parts, schema) for name, value in part.get("properties", {}).items()}
    required = [name for part in (*parts, schema) for name in part.get("required", ())]
    return {**schema, "properties": names, "required": required}


@cached
def success_properties(operation: str) -> Mapping[str, Any]:
    """Returns the properties of an operation's successful JSON response. Empty if it is not an object."""
    one = operations()[operation]
    found: Mapping[str, Any] = object_of(answer_schema(operation, str(one.success))).get("properties", {})
    return found


@cached
def properties(schema: str) -> Mapping[str, Any]:
    """Returns the properties of a named schema. Empty if the document has no such schema."""
    named_schema = document().get("components", {}).get("schemas", {}).get(schema)
    found: Mapping[str, Any] = object_of(named_schema).get("properties", {})
    return found


@cached
def item_schema(operation: str) -> Mapping[str, Any] | None:
    """Returns the schema of the list items of an operation with paging."""
    one = operations()[operation]
    listed = resolved(success_properties(operation).get(one.paging.get("items", ""), {}))
    schema: Mapping[str, Any] | None = listed.get("items")
    return schema


@by_identity
def validator_of(schema: Any) -> jsonschema_rs.Validator:
    """Returns a validator for a schema of the document. It resolves references and checks formats."""
    return _compiled({**in_rust(schema), **(_components() if _refers(schema) else {})})


def _refers(schema: Any) -> bool:
    if isinstance(schema, dict):
        return "$ref" in schema or any(map(_refers, schema.values()))
    return isinstance(schema, list) and any(map(_refers, schema))


def named(schema: str) -> Mapping[str, Any]:
    """Returns a schema by its name."""
    found: Mapping[str, Any] = document()["components"]["schemas"][schema]
    return found


def faults(schema: str | Mapping[str, Any], value: Any) -> Iterator[Fault]:
    """Yields the violations of a schema by a value. The schema is a name or a part of the document."""
    check = validator_of(named(schema) if isinstance(schema, str) else schema)
    try:
        if check.is_valid(value):
            return
        for error in check.iter_errors(value):
            path = [str(part) for part in error.instance_path]
            if not path and str(error.schema_path[-1]) == "required":
                yield Fault(error.message.split('"')[1], "is missing")
            else:
                yield Fault(path[0] if path else "", f"{'/'.join(path[1:]) + ': ' if path[1:] else ''}{error.message}")
    except (ValueError, TypeError, OverflowError) as error:  # a value that JSON Schema cannot check, such as a huge number
        yield Fault("", str(error))


@cached
def enum(schema: str) -> tuple[str, ...]:
    """Returns the enum values of a named schema. Empty if the document has no such schema."""
    return tuple(document().get("components", {}).get("schemas", {}).get(schema, {}).get("enum", ()))


@cached
def secret_names() -> frozenset[str]:
    """Returns the names of all secret properties (`x-secret`) in the document."""
    found: set[str] = set()

    def search(node: Any) -> None:
        for name, value in node.items() if isinstance(node, dict) else ():
            if name == "properties" and isinstance(value, dict):
                found.update(key for key, schema in value.items() if _is_secret(schema))
            search(value)
        for item in node if isinstance(node, list) else ():
            search(item)

    search(document())
    return frozenset(found)


def _is_secret(schema: Any) -> bool:
    """Whether a property or the items of its list are secrets."""
    if not isinstance(schema, dict):
        return False
    parts = (schema, resolved(schema), resolved(schema).get("items"))
    return any(isinstance(part, dict) and part.get("x-secret") is True for part in parts)


def default(operation: str, name: str, otherwise: Any = None) -> Any:
    """Returns the default of a query parameter or body property."""
    one = operations().get(operation)
    if one is None:
        return otherwise
    for parameter in one.query:
        if parameter.name == name:
            return parameter.schema.get("default", otherwise)
    return resolved(body_properties(operation).get(name, {})).get("default", otherwise)

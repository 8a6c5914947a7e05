"""The operations of the document: parameters, bodies, responses, paging."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .document import METHODS, cached, document, resolved
from .schemas import object_of

_JSON = "application/json"


@dataclass(frozen=True, eq=False)
class Parameter:
    """A path or query parameter. `schema` is resolved."""

    name: str
    place: str
    required: bool
    schema: Mapping[str, Any]
    definition: Mapping[str, Any]


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
        return [found.get(name) or Parameter(name, "path", True, {"type": "string"}, {}) for name in names]

    @property
    def paging(self) -> Mapping[str, str]:
        """The paging of the operation (`x-paging`). Empty if it has none."""
        found = self.definition.get("x-paging")
        return found if isinstance(found, dict) else {}

    @property
    def success(self) -> int:
        """The status code of success."""
        found = [int(status) for status in map(str, self.definition.get("responses", {})) if re.fullmatch("2[0-9][0-9]", status)]
        return min(found, default=200)

    def values(self, path: str) -> tuple[str, ...]:
        """Returns the values of the path parameters in a path of this operation."""
        match = self.pattern.fullmatch(path)
        return match.groups() if match else ()


@cached
def operations() -> Mapping[str, Operation]:
    """Returns all operations by id, in the order of the document. An operation without an id has method and path as its id."""
    found: dict[str, Operation] = {}
    for template, item in document()["paths"].items():
        for method in METHODS:
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
        made = Parameter(str(one["name"]), str(one["in"]), bool(one.get("required")), resolved(schema), one)
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


def has(operation: str) -> bool:
    return operation in operations()


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


@cached
def answers(operation: str) -> Mapping[str, Mapping[str, Any]]:
    """Returns the documented responses of an operation: status ("200", "5XX", "DEFAULT") to response object."""
    found = operations()[operation].definition.get("responses", {})
    return {str(status).upper(): resolved(response) for status, response in found.items()}


@cached
def answer(operation: str, status: int) -> str | None:
    """Returns the key of the documented response for a status: its number, its class or `DEFAULT`. None if there is none."""
    known = answers(operation)
    return next((name for name in (str(status), f"{status // 100}XX", "DEFAULT") if name in known), None)


@cached
def answer_schema(operation: str, status: str) -> Mapping[str, Any] | None:
    """Returns the schema of a response's JSON body. None if it has no JSON body or no schema."""
    known = answers(operation)
    found = known.get(status) or known.get("DEFAULT", {})
    schema: Mapping[str, Any] | None = found.get("content", {}).get(_JSON, {}).get("schema")
    return schema


def success_schema(operation: str) -> Mapping[str, Any] | None:
    """Returns the schema of a successful response's JSON body. None if it has none."""
    return answer_schema(operation, str(operations()[operation].success))


@cached
def success_properties(operation: str) -> Mapping[str, Any]:
    """Returns the properties of an operation's successful JSON response. Empty if it is not an object."""
    found: Mapping[str, Any] = object_of(success_schema(operation)).get("properties", {})
    return found


@cached
def body_properties(operation: str) -> Mapping[str, Any]:
    """Returns the properties of an operation's JSON body, as written. Empty if it has no body, or there is no such operation."""
    one = operations().get(operation)
    found: Mapping[str, Any] = object_of(one.body).get("properties", {}) if one and one.body else {}
    return found


@cached
def query_parameters(operation: str) -> Mapping[str, Mapping[str, Any]]:
    """Returns the query parameters of an operation with their schemas."""
    return {one.name: one.schema for one in operations()[operation].query}


@cached
def item_schema(operation: str) -> Mapping[str, Any] | None:
    """Returns the schema of the list items of an operation with paging."""
    listed = resolved(success_properties(operation).get(operations()[operation].paging.get("items", ""), {}))
    schema: Mapping[str, Any] | None = listed.get("items")
    return schema


def default(operation: str, name: str, otherwise: Any = None) -> Any:
    """Returns the default of a query parameter or body property."""
    if not has(operation):
        return otherwise
    schema = query_parameters(operation).get(name) or resolved(body_properties(operation).get(name, {}))
    return schema.get("default", otherwise)


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

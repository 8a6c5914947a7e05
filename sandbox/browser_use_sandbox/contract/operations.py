"""The operations of a document: how to read their requests, and what their responses contain."""

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from .bodies import RequestBody
from .document import Document, DocumentError
from .json_body import JSON_TYPE
from .paging import Paging, paging_of
from .parameters import Parameter
from .rules import Rules, rules_of
from .schemas import example_of
from .shapes import Shape, Shapes

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


@attrs.frozen
class Success:
    """The response of a successful operation. `media_type` is None if it has no body."""

    status: int
    media_type: str | None
    schema: Any
    #: The first documented example: a list with one value, or an empty list.
    example: list[Any]

    @property
    def is_json(self) -> bool:
        return self.media_type is not None and JSON_TYPE.fullmatch(self.media_type) is not None


class Operation:
    """One operation. Slow parts are computed when they are first needed."""

    def __init__(self, document: Document, shapes: Shapes, path: str, method: str, item: dict[str, Any]) -> None:
        self._document, self._shapes, self._item = document, shapes, item
        self._value: dict[str, Any] = item[method]
        self.method = method.upper()
        #: The path template, with parameters in braces.
        self.path = path
        self.id = str(self._value.get("operationId") or f"{self.method} {path}")
        self.tags = frozenset(map(str, self._value.get("tags", ())))

    def __repr__(self) -> str:
        return f"<Operation {self.id}>"

    @functools.cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the operation, and those of its path that it does not override."""
        found: dict[tuple[str, str], Parameter] = {}
        for value in (*self._item.get("parameters", ()), *self._value.get("parameters", ())):
            parameter = Parameter(self._document, self._document.resolve(value))
            if not parameter.is_ignored:
                found[parameter.where, parameter.name] = parameter
        return tuple(found.values())

    @functools.cached_property
    def body(self) -> RequestBody | None:
        """The request body, or None if the operation takes none."""
        value = self._document.resolve(self._value.get("requestBody"))
        return RequestBody(self._document, value) if value else None

    @functools.cached_property
    def responses(self) -> dict[str, Any]:
        """The documented responses by status, or by range of statuses such as `5XX`."""
        return {str(status).upper(): self._document.resolve(value) for status, value in self._value.get("responses", {}).items()}

    def may_answer(self, status: int, body: Any) -> bool:
        """Whether this JSON body is a documented response with that status."""
        media = self._json_of(status)
        return media is not None and self._document.compile(media.get("schema", {})).is_valid(body)

    def error_detail(self, status: int) -> str | None:
        """The `detail` of the documented example of an error with that status, if it is a text."""
        if str(status) not in self.responses:  # The example of a range of statuses says nothing about each of them.
            return None
        examples = example_of(self._document, self._json_of(status))
        detail = examples[0].get("detail") if examples and isinstance(examples[0], dict) else None
        return detail if isinstance(detail, str) else None

    def _json_of(self, status: int) -> dict[str, Any] | None:
        """What is documented of the JSON body of a response with that status."""
        response = self.responses.get(str(status)) or self.responses.get(f"{status // 100}XX") or {}
        content = {str(name): self._document.resolve(media) or {} for name, media in response.get("content", {}).items()}
        return next((media for name, media in content.items() if JSON_TYPE.fullmatch(name)), None)

    @functools.cached_property
    def success(self) -> Success:
        """The documented response with the lowest 2XX status; 200 without a body if there is none."""
        statuses = sorted(status for status in self.responses if status.startswith("2")) or ["DEFAULT"]
        response = self.responses.get(statuses[0]) or {}
        content = {str(name): self._document.resolve(media) or {} for name, media in response.get("content", {}).items()}
        media_type = next(filter(JSON_TYPE.fullmatch, content), next(iter(content), None))
        media = {} if media_type is None else content[media_type]
        status = int(statuses[0]) if statuses[0].isdecimal() else 200
        return Success(status, media_type, media.get("schema", {}), example_of(self._document, media))

    @functools.cached_property
    def shape(self) -> Shape:
        """The shape of a successful response."""
        return self._shapes.of(self.success.schema)

    @functools.cached_property
    def paging(self) -> Paging:
        """The names by which the operation pages."""
        return paging_of(self._value.get("x-paging"), self.parameters, self.shape)


class Contract:
    """The operations of a document, and what applies to all of them."""

    def __init__(self, name: str, value: Any) -> None:
        self.document = Document(name, value)
        shapes = Shapes(self.document)
        self.operations: dict[str, Operation] = {}
        for operation in self._read(shapes):
            other = self.operations.setdefault(operation.id, operation)
            if other is not operation:
                raise DocumentError(
                    f"{name}: {operation.method} {operation.path} and {other.path} have the same operationId {other.id}"
                )
        if not self.operations:
            raise DocumentError(f"{name}: has no operations")

    def _read(self, shapes: Shapes) -> Iterator[Operation]:
        for path, item in self.document.value["paths"].items():
            item = self.document.resolve(item)
            if not str(path).startswith("/") or not isinstance(item, dict):
                raise DocumentError(f"{self.document.name}: {path!r} is not a path with operations")
            for method in item:
                if method in _METHODS and isinstance(item[method], dict):
                    yield Operation(self.document, shapes, str(path), method, item)

    @functools.cached_property
    def key_header(self) -> str:
        """The header that holds the API key, in lower case."""
        schemes = self.document.value.get("components", {}).get("securitySchemes", {})
        for scheme in map(self.document.resolve, schemes.values()):
            if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
                return str(scheme["name"]).lower()
        raise DocumentError(f"{self.document.name}: has no API key that is sent in a header (securitySchemes)")

    def error_detail(self, operation_id: str | None, status: int) -> str | None:
        """The documented `detail` of an error of the operation, or else the one that most operations have for that status."""
        named = self.operations.get(operation_id or "")
        detail = None if named is None else named.error_detail(status)
        if detail is not None:
            return detail
        all_details = Counter(operation.error_detail(status) for operation in self.operations.values())
        del all_details[None]
        return max(all_details, key=all_details.__getitem__, default=None)

    @functools.cached_property
    def rules(self) -> Rules:
        """Rules that only the prose of the document states."""
        return rules_of(self.document)

    @functools.cached_property
    def secret_names(self) -> frozenset[str]:
        """The names of properties whose values are secrets (`x-secret`)."""
        return frozenset(_secret_names(self.document.value))


def _secret_names(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _secret_names(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "properties" and isinstance(part, dict):
                yield from (
                    inner for inner, schema in part.items() if isinstance(schema, dict) and schema.get("x-secret") is True
                )
            yield from _secret_names(part)

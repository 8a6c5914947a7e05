"""The operations of a document: how to read their requests, and what their responses contain."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import attrs

from ..common.json_text import camel
from .bodies import JSON_TYPE, RequestBody
from .document import Document, DocumentError
from .parameters import Parameter
from .schemas import Shape, Shapes, example_of, object_parts

#: The usual names, for documents without `x-paging`.
_USUAL_PARAMETERS = {
    "page": ("page", "pageNumber", "page_number"),
    "size": ("pageSize", "page_size", "limit"),
    "cursor": ("cursor",),
    "after": ("after",),
    "before": ("before",),
}
_USUAL_PROPERTIES = {
    "total": ("total", "totalItems", "total_items"),
    "next": ("nextCursor", "next_cursor"),
    "more": ("hasMore", "has_more"),
}


@attrs.frozen(eq=False)
class Paging:
    """The names by role; roles that the operation does not have are missing."""

    names: dict[str, str]
    #: The property with the items of a page, and the shape of the items.
    items_name: str
    items_shape: Shape
    #: The other properties of a page.
    other_properties: dict[str, Any]


def paging_of(x_paging: Any, parameters: Sequence[Parameter], shape: Shape) -> Paging:
    """The paging that `x-paging` describes, or else the one that the usual names suggest."""
    if isinstance(x_paging, dict):
        names = {str(role): str(name) for role, name in x_paging.items() if role not in ("style", "key")}
    else:
        names = _found(_USUAL_PARAMETERS, [parameter.name for parameter in parameters])
        names |= _found(_USUAL_PROPERTIES, shape.properties)
    names |= {f"{role} shown": camel(names[role]) for role in ("page", "size") if role in names}
    lists = {name: declared.shape.items for name, declared in shape.properties.items() if declared.shape.items is not None}
    items_name = names.get("items", next(iter(lists), "items"))
    known = {*names.values(), items_name}
    others = {name: value for name, value in shape.fit({}).items() if name not in known}
    # A page can only show what the document declares.
    names = {role: name for role, name in names.items() if name in shape.properties or role in _USUAL_PARAMETERS}
    return Paging(names, items_name, lists.get(items_name, shape), others)


def _found(usual: dict[str, tuple[str, ...]], names: Iterable[str]) -> dict[str, str]:
    given = set(names)
    return {role: name for role, candidates in usual.items() for name in candidates if name in given}


_MARK = re.compile(r"`([^`{]*)\{\{value\}\}")
_HOUR = re.compile(r"(\d+(?:\.\d+)?) USD an hour")
#: The price of an hour of a browser if the document names none; it is made up.
_USUAL_HOUR = Decimal("0.06")
#: Since this revision (`info.x-revision`), a follow-up has its own limit, and only the view of one session has media.
_SINGLE_VIEWS = "2026-11"


@attrs.frozen(kw_only=True)
class Rules:
    """Behaviour of the API that its schemas do not describe. The defaults are those of the API page."""

    #: What precedes the brackets in a task that is cached: nothing, or `@`.
    bracket_mark: str = ""
    #: Whether a follow-up without a limit gets the default limit on top of what was spent before.
    follow_up_has_own_limit: bool = False
    #: Whether recordings and screenshots are only in responses to a GET of one session or browser.
    only_single_views_show_media: bool = False
    browser_hour_usd: Decimal = _USUAL_HOUR
    #: The models of sessions that the document lists.
    models: tuple[str, ...] = ()


def rules_of(document: Document) -> Rules:
    """The rules in the descriptions of the document, and those of its revision."""
    schemas: dict[str, Any] = document.value.get("components", {}).get("schemas", {})
    info = document.value.get("info")
    revision = str(info.get("x-revision", "")) if isinstance(info, dict) else ""
    request = object_parts(document, schemas.get("CreateSessionRequest"))
    caching, model = ({} if request is None else request.properties.get(name, {}) for name in ("cacheScript", "model"))
    mark, hour = _MARK.search(_described(document.resolve(caching))), _HOUR.search(_described(schemas.get("Browser")))
    return Rules(
        bracket_mark=mark[1] if mark else "",
        follow_up_has_own_limit=revision >= _SINGLE_VIEWS,
        only_single_views_show_media=revision >= _SINGLE_VIEWS,
        browser_hour_usd=Decimal(hour[1]) if hour else _USUAL_HOUR,
        models=tuple(map(str, (document.resolve(model) or {}).get("enum", ()))),
    )


def _described(schema: Any) -> str:
    return " ".join(str(schema.get("description", "")).split()) if isinstance(schema, dict) else ""


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
        return RequestBody(self._document, value, self._shapes) if value else None

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

# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Operations as data, and the requests that they make from arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from .codecs import Codec, Mismatch, plain
from .decimals import JsonFloat
from .errors import ArgumentError, InvalidResponse
from .rules import broken_rule
from .unset import UNSET

T = TypeVar("T")
_needs_no_quotes = re.compile("[A-Za-z0-9_-]+").fullmatch
PATH, QUERY, HEADER, COOKIE, BODY = "path", "query", "header", "cookie", "body"


class Option:
    """One argument of an operation: a parameter, or a property of its request body.

    Attributes:
        argument: its name in Python.
        name: its name in the API.
        place: "path", "query", "header", "cookie" or "body".
        codec: how its value is checked and written.
        is_required: whether it must be given.
        description: what it means, in plain text.
        default: what the API takes where it is not given; UNSET where the document tells of none.
        style: OpenAPI's style of a parameter that is a list or an object.
        explode: OpenAPI's explode, likewise.
        is_secret: whether its value is not to be shown.
    """

    __slots__ = ("argument", "codec", "default", "description", "explode", "is_required", "is_secret", "name", "place", "style")

    def __init__(
        self,
        argument: str,
        name: str,
        place: str,
        codec: Codec,
        is_required: bool = False,
        description: str = "",
        default: Any = UNSET,
        style: str = "",
        explode: bool = False,
        is_secret: bool = False,
    ) -> None:
        self.argument = argument
        self.name = name
        self.place = place
        self.codec = codec
        self.is_required = is_required
        self.description = description
        self.default = default
        self.style = style
        self.explode = explode
        self.is_secret = is_secret

    def __repr__(self) -> str:
        return f"<Option {self.argument}: {self.codec.kind}>"


class Answer:
    """What one status, or range of statuses, is answered with: `reader` reads the body, None where there is none.

    `media`: "json", "text", "bytes" or "none".
    """

    __slots__ = ("codec", "first", "last", "media")

    def __init__(self, first: int, last: int, media: str = "none", codec: Codec | None = None) -> None:
        self.first = first
        self.last = last
        self.media = media
        self.codec = codec


class Body:
    """How the request body is written. `media` is its content type; `whole` is the option that is the body itself, if there is one."""

    __slots__ = ("is_required", "media", "rules", "whole")

    def __init__(
        self, media: str = "application/json", is_required: bool = False, whole: str = "", rules: Mapping[str, Any] | None = None
    ) -> None:
        self.media = media
        self.is_required = is_required
        self.whole = whole
        self.rules = rules or {}


class Paging:
    """How an operation pages. `style`: "number", "cursor" or "item"; the others are names in the API, "" where there is none.

    Query parameters: `page`, `size`, `cursor`, `after`, `before`. Properties of the answer: `items`, `total`, `next`, `more`; `key` is the
    property of an item that serves as its cursor.
    """

    __slots__ = ("after", "before", "cursor", "items", "key", "more", "next", "page", "size", "style", "total")

    def __init__(self, style: str, items: str, **names: str) -> None:
        self.style = style
        self.items = items
        for slot in ("after", "before", "cursor", "key", "more", "next", "page", "size", "total"):
            setattr(self, slot, names.get(slot, ""))

    after: str
    before: str
    cursor: str
    key: str
    more: str
    next: str
    page: str
    size: str
    total: str


class Operation(Generic[T]):
    """One operation of the API.

    Attributes:
        resource: the resource that it belongs to, as in `client.<resource>`.
        name: its method's name there.
        id: its operationId.
        method: the HTTP method.
        path: the path, with parameters in braces.
        summary: what it does, in one line.
        description: the same at length; may be empty.
        options: its arguments.
        answers: what it is answered with, single statuses before ranges.
        body: how its body is written; None where it takes none.
        is_idempotent: whether sending it twice does no more than sending it once.
        paging: how it pages; None where it does not.
        has_exact_numbers: whether its answers hold JSON numbers that are never to be read through a float.
        is_deprecated: whether the document advises against it.
    """

    def __init__(
        self,
        *,
        resource: str,
        name: str,
        id: str,
        method: str,
        path: str,
        summary: str = "",
        description: str = "",
        options: Iterable[Option] = (),
        answers: Iterable[Answer] = (),
        body: Body | None = None,
        is_idempotent: bool = False,
        paging: Paging | None = None,
        has_exact_numbers: bool = False,
        is_deprecated: bool = False,
    ) -> None:
        self.resource = resource
        self.name = name
        self.id = id
        self.method = method
        self.path = path
        self.summary = summary
        self.description = description
        self.options = {option.argument: option for option in options}
        self.answers = tuple(answers)
        self.body = body
        self.is_idempotent = is_idempotent
        self.paging = paging
        self.has_exact_numbers = has_exact_numbers
        self.is_deprecated = is_deprecated
        accepted = dict.fromkeys({"json": "application/json", "text": "text/*"}.get(each.media, "*/*") for each in self.answers)
        self.accept = ", ".join(accepted) or "*/*"

    def __repr__(self) -> str:
        return f"<Operation {self.resource}.{self.name}: {self.method} {self.path}>"

    def request(
        self,
        arguments: Mapping[str, Any],
        *,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
        error: Callable[..., Exception] = ArgumentError,
    ) -> Request[T]:
        """The request for these arguments, by their names in Python; those that are UNSET are left out.

        Raises `error` for what the document does not allow: unknown and missing arguments, wrong types, values out of bounds, and
        combinations that break the body's rules.
        """
        path, query, headers, cookies = self.path, list[tuple[str, str]](), dict[str, str](), list[str]()
        body: dict[str, Any] = {}
        in_path: dict[str, Any] = {}
        for name in arguments:
            if name in self.options:
                continue
            raise error(f"There is no argument {name}.{_near(name, self.options)}", argument=name)
        for option in self.options.values():
            value = arguments.get(option.argument, UNSET)
            if value is UNSET or (value is None and not option.codec.accepts_null):
                if option.is_required:
                    raise error(
                        f"{option.argument} is missing. {self.resource}.{self.name}() needs it.", argument=option.argument
                    )
                continue
            try:
                written = option.codec.encode(value)
            except Mismatch as mismatch:
                place = f"{option.argument}{'' if mismatch.place.startswith('[') or not mismatch.place else '.'}{mismatch.place}"
                raise error(f"{place} {mismatch.problem}.", argument=option.argument) from None
            if option.place == BODY:
                body[option.name] = written
            elif option.place == PATH:
                in_path[option.argument] = written
                path = path.replace(f"{{{option.name}}}", _path_segment(option, written, error))
            elif option.place == QUERY:
                query += _query_pairs(option, written)
            elif option.place == HEADER:
                headers[option.name] = _header_text(option, written, error)
            else:
                cookies.append(f"{option.name}={quote(_simple(written), safe='')}")
        query += [(name, _text(value)) for name, value in (extra_query or {}).items()]
        content, content_type = self._content(body, extra_body, error)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        return Request(self, path, urlencode(query) if query else "", headers, content, content_type, in_path)

    def _content(
        self, body: dict[str, Any], extra: Mapping[str, Any] | None, error: Callable[..., Exception]
    ) -> tuple[bytes | None, str]:
        if self.body is None:
            return None, ""
        if extra is not None:
            body |= self._extra(extra, error)
        if self.body.whole:
            if self.body.whole not in body:
                return None, ""
            value = body[self.body.whole]
        elif not body and not self.body.is_required:
            return None, ""
        else:
            value = body
        if broken := broken_rule(self.body.rules, value):
            named = next(
                (option.argument for option in self.options.values() if (option.place, option.name) == (BODY, broken[0])), ""
            )
            raise error(f"{named or broken[0]}: {broken[1].strip()}", argument=named or broken[0])
        return _written(value, self.body.media)

    def _extra(self, extra: Any, error: Callable[..., Exception]) -> dict[str, Any]:
        if not isinstance(extra, Mapping):
            raise error(
                f"extra_body must be a dict, not {type(extra).__name__}. Its keys are names of the API.", argument="extra_body"
            )
        for option in self.options.values():
            if option.place == BODY and option.name in extra:
                raise error(
                    f"extra_body holds {option.name}, for which there is an argument. Give it as {option.argument}.",
                    argument="extra_body",
                )
        try:
            written: dict[str, Any] = plain(dict(extra))
        except Mismatch as mismatch:
            raise error(f"extra_body: {mismatch.place} {mismatch.problem}.", argument="extra_body") from None
        return written


class Request(Generic[T]):
    """One HTTP request to be made; no I/O.

    Attributes:
        operation: what it is a request for.
        path: the path below the base URL, with the arguments in it, quoted.
        query: the query string, "" for none.
        headers: those of the operation; none of the client's.
        content: the body; None for none.
        content_type: of the body.
        path_arguments: the arguments that the path was made from.
    """

    __slots__ = ("content", "content_type", "headers", "operation", "path", "path_arguments", "query")

    def __init__(
        self,
        operation: Operation[T],
        path: str,
        query: str,
        headers: Mapping[str, str],
        content: bytes | None,
        content_type: str,
        path_arguments: Mapping[str, Any],
    ) -> None:
        self.operation = operation
        self.path = path
        self.path_arguments = path_arguments
        self.query = query
        self.headers = headers
        self.content = content
        self.content_type = content_type

    def __repr__(self) -> str:
        return f"{self.operation.method} {self.path}"

    @property
    def method(self) -> str:
        return self.operation.method

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def is_idempotent(self) -> bool:
        """Whether sending it twice does no more than sending it once."""
        return self.operation.is_idempotent

    def read(self, status: int, content: bytes) -> T:
        """The value of a successful answer. Raises InvalidResponse where the body is not what the document describes."""
        answer = next((each for each in self.operation.answers if each.first <= status <= each.last), None)
        if answer is None and 200 <= status < 300:
            answer = next((each for each in self.operation.answers if 200 <= each.first < 300), None)
        if answer is None or answer.media == "none":
            return None  # type: ignore[return-value]
        try:
            return self._decode(answer, content)  # type: ignore[no-any-return]
        except Mismatch as mismatch:
            problem = f"{mismatch.place or 'the body'} {mismatch.problem}"
        except (ValueError, RecursionError) as error:
            problem = f"the body is no {answer.media} ({str(error) or type(error).__name__:.100})"
        raise InvalidResponse(f"The answer to {self} (status {status}) is not as described: {problem}.", status, content, problem)

    def read_error(self, status: int, content: bytes) -> Any:
        """The body of an error answer: as the document describes it, else as JSON data, else as text. Never raises."""
        answer = next((each for each in self.operation.answers if each.first <= status <= each.last), None)
        try:
            if answer is not None and answer.media == "json":
                return self._decode(answer, content)
        except (Mismatch, ValueError, RecursionError):
            pass
        try:
            return parse_json(content)
        except (ValueError, RecursionError):
            return content.decode("utf-8", "replace")

    def _decode(self, answer: Answer, content: bytes) -> Any:
        if answer.media == "bytes":
            return content
        if answer.media == "text":
            return content.decode()
        if not content and answer.codec is not None and answer.codec.accepts_null:
            return None
        value = parse_json(content, exact=self.operation.has_exact_numbers)
        return value if answer.codec is None else answer.codec.decode(value)


def parse_json(content: bytes, exact: bool = False) -> Any:
    """The JSON value; with `exact`, numbers with a fraction or an exponent are JsonFloats. Raises ValueError and RecursionError."""
    return (_decode_exact if exact else _decode_json)(content.decode())


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


_decode_json = json.JSONDecoder(parse_constant=_no_constant).decode
_decode_exact = json.JSONDecoder(parse_constant=_no_constant, parse_float=JsonFloat).decode


def _written(value: Any, media: str) -> tuple[bytes, str]:
    """The body's bytes and their content type."""
    if media == "multipart/form-data":
        return _multipart(value)
    if media == "application/x-www-form-urlencoded":
        pairs = [(name, _text(each)) for name, item in value.items() for each in (item if isinstance(item, list) else [item])]
        return urlencode([pair for pair in pairs if pair[1] != ""]).encode(), media
    if media.endswith("json"):
        return json.dumps(value, allow_nan=False).encode(), media
    if isinstance(value, str):
        return value.encode(), f"{media}; charset=utf-8" if media.startswith("text/") else media
    return _bytes(value), media


def _multipart(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    import httpx

    data: dict[str, Any] = {}
    files: list[tuple[str, Any]] = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            content = each[1] if isinstance(each, tuple) else each
            if isinstance(content, bytes | bytearray) or hasattr(content, "read"):
                file_name, *kind = (each[0], *each[2:]) if isinstance(each, tuple) else (_file_name(content, name),)
                files.append((name, (file_name, _bytes(content), *kind)))
            else:
                data.setdefault(name, []).append(_text(each))
    # Where there is no file, a part is written as one without a name, so that the body is multipart all the same.
    parts = files or [(name, (None, text)) for name, texts in data.items() for text in texts]
    request = httpx.Request("POST", "http://localhost", data=data if files else None, files=parts)
    return request.read(), request.headers.get("Content-Type", "multipart/form-data")


def _file_name(content: Any, otherwise: str) -> str:
    name = getattr(content, "name", otherwise)
    return name.rpartition("/")[2] if isinstance(name, str) else otherwise


def _bytes(value: Any) -> bytes:
    content = value[1] if isinstance(value, tuple) else value
    read: Callable[[], bytes] | None = getattr(content, "read", None)
    return bytes(content) if read is None else bytes(read())


def _path_segment(option: Option, value: Any, error: Callable[..., Exception]) -> str:
    text = value if isinstance(value, str) and _needs_no_quotes(value) else quote(_simple(value), safe=",")
    if not text.strip("."):  # "", "." and ".." would name another path.
        raise error(f"{option.argument} cannot be {value!r}: it is part of a path.", argument=option.argument)
    return text


def _header_text(option: Option, value: Any, error: Callable[..., Exception]) -> str:
    text = _simple(value)
    if not (text.isascii() and text.isprintable()):
        raise error(f"{option.argument} holds characters that no header has.", argument=option.argument)
    return text


def _query_pairs(option: Option, value: Any) -> list[tuple[str, str]]:
    if value is None:
        return []
    if option.style == "json":
        return [(option.name, json.dumps(value))]
    if isinstance(value, dict):
        if option.style == "deepObject":
            return [(f"{option.name}[{key}]", _text(item)) for key, item in value.items()]
        return [(key, _text(item)) for key, item in value.items()] if option.explode else [(option.name, _simple(value))]
    if isinstance(value, list):
        if option.explode:
            return [(option.name, _text(item)) for item in value]
        return [(option.name, {"spaceDelimited": " ", "pipeDelimited": "|"}.get(option.style, ",").join(map(_text, value)))]
    return [(option.name, _text(value))]


def _simple(value: Any) -> str:
    """OpenAPI's style `simple`: lists and objects with commas."""
    if isinstance(value, dict):
        return ",".join(f"{key},{_text(item)}" for key, item in value.items())
    return ",".join(map(_text, value)) if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)
    return f" Did you mean {close[0]}?" if close else " A property that this version does not know goes into extra_body."

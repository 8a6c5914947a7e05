# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Operations, and the requests that they make from arguments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from . import serialization
from .codec import AnyValue, Mismatch
from .decimals import JsonFloat
from .description import BODY, COOKIE, PATH, QUERY, Answer, Body, Option, Paging
from .errors import ArgumentError, InvalidResponse
from .schema import broken_rule
from .unset import UNSET

__all__ = ["Answer", "Body", "Operation", "Option", "Paging", "Request", "parse_json"]
T = TypeVar("T")


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

    `template` is the path with what is not in braces quoted, where that makes a difference.
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
        template: str = "",
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
        self._template = template or path
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
        path, query, headers, cookies = self._template, list[str](), dict[str, str](), list[str]()
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
                    needs = f"{option.argument} is missing. {self.resource}.{self.name}() needs it."
                    raise error(needs, argument=option.argument)
                continue
            try:
                written = option.codec.encode(value)
            except Mismatch as mismatch:
                raise _argument_error(error, option.argument, mismatch) from None
            if option.place == BODY:
                body[option.name] = written
            elif option.place == PATH:
                in_path[option.argument] = written
                segment = serialization.path_segment(option, written)
                if not segment.strip("."):  # "", "." and ".." would name another path.
                    raise error(f"{option.argument} cannot be {value!r}: it is part of a path.", argument=option.argument)
                path = path.replace(f"{{{option.name}}}", segment)
            elif option.place == QUERY:
                query += serialization.query_parts(option, written)
            elif written is not None:
                text = serialization.json_text(written) if option.style == "json" else serialization.simple(written)
                if option.place == COOKIE:
                    cookies.append(f"{option.name}={quote(text, safe='')}")
                elif text.isascii() and text.isprintable():
                    headers[option.name] = text
                else:
                    raise error(f"{option.argument} holds characters that no header has.", argument=option.argument)
        query += [serialization.query_part(name, value) for name, value in _extra("extra_query", extra_query, error).items()]
        content, content_type = self._content(body, _extra("extra_body", extra_body, error), error)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        return Request(self, path, "&".join(query), headers, content, content_type, in_path)

    def _content(self, body: dict[str, Any], extra: dict[str, Any], error: Callable[..., Exception]) -> tuple[bytes | None, str]:
        if self.body is None:
            return None, ""
        options = {option.name: option for option in self.options.values() if option.place == BODY}
        for name in options.keys() & extra.keys():
            told = f"extra_body holds {name}, for which there is an argument. Give it as {options[name].argument}."
            raise error(told, argument="extra_body")
        value = {**body, **extra}
        if self.body.whole:
            if self.body.whole not in body:
                return None, ""
            value = body[self.body.whole]
        elif not value and not self.body.is_required:
            return None, ""
        if broken := broken_rule(self.body.rules, value):
            argument = options[broken[0]].argument if broken[0] in options else broken[0]
            raise error(f"{argument}: {broken[1].strip()}", argument=argument)
        return serialization.body(value, self.body, options)


def _extra(argument: str, given: Any, error: Callable[..., Exception]) -> dict[str, Any]:
    """What the caller adds to a request, by names of the API."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise error(f"{argument} must be a dict, not {type(given).__name__}. Its keys are names of the API.", argument=argument)
    try:
        written: dict[str, Any] = AnyValue().encode(given)
    except Mismatch as mismatch:
        raise _argument_error(error, argument, mismatch) from None
    return written


def _argument_error(error: Callable[..., Exception], argument: str, mismatch: Mismatch) -> Exception:
    place = mismatch.place
    return error(f"{argument}{'' if place[:1] in ('[', '') else '.'}{place} {mismatch.problem}.", argument=argument)


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

    def read(self, status: int, content: bytes, content_type: str = "") -> T:
        """The value of a successful answer. Raises InvalidResponse where the body is not what the document describes.

        Where the document describes any JSON, a body that says that it is something else is given as bytes: FastAPI describes so
        what functions answer that return a file.
        """
        # A success that is not listed is taken for another one; the default is for errors where there is one.
        successes = [each for each in self.operation.answers if 200 <= each.first < 300] or self.operation.answers
        answer = next((each for each in successes if each.first <= status <= each.last), successes[0] if successes else None)
        if answer is None or answer.media == "none":
            return None  # type: ignore[return-value]  # T is None for an operation without a body
        if type(answer.codec) is AnyValue and _is_no_json(content_type):
            return content  # type: ignore[return-value]  # T is Any, or has bytes as one of its types
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
        if answer.media == "untold":
            return content or None
        if answer.media == "text":
            return content.decode()
        if not content and answer.codec is not None and answer.codec.accepts_null:
            return None
        value = parse_json(content, exact=self.operation.has_exact_numbers)
        return value if answer.codec is None else answer.codec.decode(value)


def _is_no_json(content_type: str) -> bool:
    """Whether it names a kind of data; plain text may be JSON by a careless server, and HTML is a proxy's page."""
    kind = content_type.partition(";")[0].strip().lower()
    return "/" in kind and "json" not in kind and kind not in ("text/plain", "text/html")


def parse_json(content: bytes, exact: bool = False) -> Any:
    """The JSON value; with `exact`, numbers that are not whole are JsonFloats. Raises ValueError and RecursionError."""
    return (_decode_exact if exact else _decode_json)(content.decode())


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


_decode_json = json.JSONDecoder(parse_constant=_no_constant).decode
_decode_exact = json.JSONDecoder(parse_constant=_no_constant, parse_float=JsonFloat).decode


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)
    return f" Did you mean {close[0]}?" if close else " A property that this version does not know goes into extra_body."

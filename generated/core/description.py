"""What an operation consists of, as data: its arguments, its body, its answers, and how it pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .codec import Codec
from .unset import UNSET

PATH, QUERY, HEADER, COOKIE, BODY = "path", "query", "header", "cookie", "body"


class Option(NamedTuple):
    """One argument of an operation: a parameter, or a property of its request body.

    Attributes:
        argument: its name in Python.
        name: its name in the API.
        place: "path", "query", "header", "cookie" or "body".
        codec: how its value is checked and written.
        is_required: whether it must be given.
        description: what it means, in plain text.
        default: what the API takes where it is not given; UNSET where the document tells of none.
        style: OpenAPI's style of a parameter, or part of a form, that is a list or an object; "json" where it is written as JSON.
        explode: OpenAPI's explode, likewise.
        content_type: of the part of a multipart body; "" for the usual one.
        is_secret: whether its value is not to be shown.
    """

    argument: str
    name: str
    place: str
    codec: Codec
    is_required: bool = False
    description: str = ""
    default: Any = UNSET
    style: str = ""
    explode: bool = False
    content_type: str = ""
    is_secret: bool = False

    def __repr__(self) -> str:
        return f"<Option {self.argument}: {self.codec.kind}>"


class Answer(NamedTuple):
    """What the statuses from `first` to `last` are answered with.

    `media`: "json", read by `codec`; "text"; "bytes"; "none"; "untold" where the document tells of no body and there may be one:
    bytes, or None where none came.
    """

    first: int
    last: int
    media: str = "none"
    codec: Codec | None = None


class Body(NamedTuple):
    """How the request body is written.

    Attributes:
        media: its content type.
        is_required: whether there is always one.
        whole: the option that is the body itself, instead of its properties; "" where there is none.
        rules: rules between its properties, as in JSON Schema's `dependentSchemas`.
    """

    media: str = "application/json"
    is_required: bool = False
    whole: str = ""
    rules: Mapping[str, Any] = {}

    @property
    def is_json(self) -> bool:
        """Whether it is one JSON value; several in a stream are none."""
        return self.media.endswith(("/json", "+json"))


class Paging(NamedTuple):
    """How an operation pages. `style`: "number", "cursor" or "item"; the others are names in the API, "" where there is none.

    Query parameters: `page`, `size`, `cursor`, `after`, `before`. Properties of the answer: `items`, `total`, `next`, `more`;
    `key` is the property of an item that serves as its cursor.
    """

    style: str
    items: str
    page: str = ""
    size: str = ""
    total: str = ""
    cursor: str = ""
    next: str = ""
    more: str = ""
    after: str = ""
    before: str = ""
    key: str = ""

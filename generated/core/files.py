"""Content of files: as arguments, and in multipart bodies."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from .codec import Codec, wrong

File = bytes | BinaryIO | tuple[str, bytes | BinaryIO] | tuple[str, bytes | BinaryIO, str]
"""Bytes, an open binary file, or a tuple of the file's name, one of both, and perhaps the content type."""


class Binary(Codec):
    """The content of a file, in a form or as the body itself: a `File`. JSON has none."""

    kind = "file"

    def decode(self, value: Any) -> Any:
        return value

    def encode(self, value: Any) -> Any:
        if is_file(value):
            return value
        raise wrong("bytes, an open binary file, or a tuple (name, content)", value)


class Base64(Codec):
    """Bytes in a JSON string, by RFC 4648; with `is_for_urls` in its alphabet for URLs. Both are read, padded or not."""

    kind = "bytes"

    def __init__(self, is_for_urls: bool = False) -> None:
        self._is_for_urls = is_for_urls

    def decode(self, value: Any) -> bytes:
        if type(value) is not str:
            raise wrong("bytes in base64", value)
        text = "".join(value.split()).rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
        try:
            return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except ValueError:  # also of text that is not ASCII
            raise wrong("bytes in base64", value) from None

    def encode(self, value: Any) -> str:
        if not isinstance(value, bytes | bytearray):
            raise wrong("bytes, which are sent in base64", value)
        return (base64.urlsafe_b64encode if self._is_for_urls else base64.b64encode)(value).decode()


def is_file(value: Any) -> bool:
    is_tuple = isinstance(value, tuple) and len(value) in (2, 3) and all(isinstance(part, str) for part in (value[0], *value[2:]))
    content = value[1] if is_tuple else value
    return isinstance(content, bytes | bytearray) or hasattr(content, "read")


def content_of(file: Any) -> bytes:
    """The bytes of a file."""
    content = file[1] if isinstance(file, tuple) else file
    read: Callable[[], bytes] | None = getattr(content, "read", None)
    return bytes(content if read is None else read())


def type_of(file: Any) -> str:
    """The content type that comes with a file; "" for none."""
    return str(file[2]) if isinstance(file, tuple) and len(file) > 2 else ""


def multipart(fields: Mapping[str, Any], content_types: Mapping[str, str], text: Callable[[Any], str]) -> tuple[bytes, str]:
    """A multipart body of fields, among which are files, and its content type.

    `content_types` has those of single fields, where they are not the usual ones; `text` writes what is no file.
    """
    import httpx

    parts: list[tuple[str, Any]] = []
    for name, value in fields.items():
        given = content_types.get(name, "")
        for each in value if isinstance(value, list) and not given.endswith("json") else [value]:
            if is_file(each):
                file_name = each[0] if isinstance(each, tuple) else _name_of(each, name)
                content_type = type_of(each) or given
                parts.append((name, (file_name, content_of(each), *([content_type] if content_type else []))))
            elif each is not None:
                content_type = given or ("application/json" if isinstance(each, dict) else "")
                parts.append((name, (None, text(each), *([content_type] if content_type else []))))
    if not parts:
        return b"--empty--\r\n", "multipart/form-data; boundary=empty"
    request = httpx.Request("POST", "http://localhost", files=parts)
    return request.read(), request.headers["Content-Type"]


def _name_of(content: Any, otherwise: str) -> str:
    name = getattr(content, "name", otherwise)
    return name.replace("\\", "/").rpartition("/")[2] if isinstance(name, str) else otherwise

"""The bodies of a HAR entry, as far as they were recorded: recorders leave them out, cut them off, encode them in many ways."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

from .files import decompressed

_GZIP = b"\x1f\x8b"
_LARGEST = 32 * 1024 * 1024


class LeftOut(Exception):
    """An entry, or a part of it, tells nothing. The message is the reason, worded to follow a number of entries."""


_NO_REQUEST = "without the body of the request, which the recorder left out"
_NO_ANSWER = "without the body of the answer, which the recorder left out"
_CUT_OFF = "with a body that was cut off"
_UNREADABLE = "with a body in an encoding that cannot be read"


def own_body(content: Mapping[str, Any], encoding: str) -> bytes:
    """A body as our own files have it: nothing is missing, and `encoding` is the property that says how it is encoded."""
    text = str(content["text"])
    return base64.b64decode(text) if content.get(encoding) == "base64" else text.encode("utf-8", "surrogatepass")


def answer_body(response: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    """The body of an answer. Raises LeftOut where it was not recorded as a whole."""
    found = response.get("content")
    content = found if isinstance(found, dict) else {}
    text, size, length = content.get("text"), _number(content.get("size")), _length(headers)
    if not isinstance(text, str) or not text:
        is_empty = response.get("status") == 204 or length == 0 or _number(response.get("bodySize")) == 0
        if is_empty and size <= 0:
            return b""
        if text == "" and size == 0 and length < 0:
            return b""
        raise LeftOut(_NO_ANSWER)
    body = _decoded(text, content.get("encoding"))
    is_marked = any("trunc" in str(content.get(name, "")).lower() for name in ("comment", "_truncated", "truncated"))
    if max(size, length) > len(body) or is_marked:
        _require_whole(body)
    return body


def sent_body(request: Mapping[str, Any], headers: Mapping[str, str], method: str) -> bytes | None:
    """The body that was sent; None where none was. Raises LeftOut where it was not recorded as a whole."""
    found = request.get("postData")
    post = found if isinstance(found, dict) else {}
    text = post.get("text")
    size = max(_number(request.get("bodySize")), _length(headers))
    if isinstance(text, str) and text:
        body = _decoded(text, post.get("_encoding") or post.get("encoding"))
        if size > len(body):
            _require_whole(body)
        return body
    if size > 0 or post.get("params") or any(name in post for name in ("_file", "_sha1")):
        raise LeftOut(_NO_REQUEST)
    if size == 0 or method in ("GET", "HEAD", "DELETE"):
        return None
    announced = {"content-type", "content-length", "transfer-encoding"} & headers.keys()
    if announced or post or not headers:
        raise LeftOut(_NO_REQUEST)
    return None


def _number(value: object) -> int:
    """A size; -1 where it is unknown."""
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**53 else -1


def _length(headers: Mapping[str, str]) -> int:
    """What Content-Length says of the body as it is recorded; -1 where it says nothing, as of a compressed one."""
    told = headers.get("content-length", "")
    return int(told) if told.isdecimal() and len(told) < 16 and "content-encoding" not in headers else -1


def _decoded(text: str, encoding: object) -> bytes:
    plain = text.encode("utf-8", "surrogatepass")
    body = plain
    if isinstance(encoding, str) and encoding:
        body = _from_base64(text) if encoding.lower() == "base64" else b""
        if not body:  # some recorders mark what they have not encoded
            body = plain
            if not _is_json(plain):
                raise LeftOut(_UNREADABLE)
    elif not _is_json(plain) and _is_json(inner := _from_base64(text)):
        body = inner  # and others do not mark what they have
    if body.startswith(_GZIP):
        try:
            return decompressed(body, _LARGEST)
        except zlib.error:
            raise LeftOut(_CUT_OFF) from None
    return body


def _from_base64(text: str) -> bytes:
    """What a text in base64 stands for; nothing where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_json(body: bytes) -> bool:
    """Whether this is a whole JSON object or array, in a tolerant reading."""
    try:
        return isinstance(json.loads(body), (dict, list))
    except (ValueError, RecursionError):
        return False


def _require_whole(body: bytes) -> None:
    """A JSON object or array that can be read is whole, whatever a recorder says about its size."""
    if not _is_json(body):
        raise LeftOut(_CUT_OFF)

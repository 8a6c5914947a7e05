"""The bodies of a HAR entry. Recorders may omit them, truncate them, and encode them in different ways."""

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
    """An entry cannot be used. The message is the reason, worded to follow "N entries"."""


_NO_REQUEST = "without the body of the request, which the recorder left out"
_NO_ANSWER = "without the body of the response, which the recorder left out"
_CUT_OFF = "with a truncated body"
_UNREADABLE = "with a body in an encoding that cannot be read"


def own_body(content: Mapping[str, Any], encoding: str) -> bytes:
    """Returns a body from a file of this package, which is complete. `encoding` is the property with its encoding."""
    text = str(content["text"])
    return base64.b64decode(text) if content.get(encoding) == "base64" else text.encode("utf-8", "surrogatepass")


def answer_body(response: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    """Returns the body of a response. Raises LeftOut if it was not recorded completely."""
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
    """Returns the body of a request, or None if it had none. Raises LeftOut if it was not recorded completely."""
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
    if method in ("GET", "HEAD", "DELETE") or _length(headers) == 0 or (size == 0 and post):
        return None
    announced = {"content-type", "content-length", "transfer-encoding"} & headers.keys()
    if announced or post or (not headers and size != 0):  # recorders that omit bodies write a size of 0, too
        raise LeftOut(_NO_REQUEST)
    return None


def _number(value: object) -> int:
    """Returns a size in bytes, or -1 if it is unknown."""
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**53 else -1


def _length(headers: Mapping[str, str]) -> int:
    """Returns the Content-Length if it applies to the recorded body. -1 otherwise, for example for a compressed response."""
    message = headers.get("content-length", "")
    return int(message) if message.isdecimal() and len(message) < 16 and "content-encoding" not in headers else -1


def _decoded(text: str, encoding: object) -> bytes:
    plain = text.encode("utf-8", "surrogatepass")
    body = plain
    if isinstance(encoding, str) and encoding:
        body = _from_base64(text) if encoding.lower() == "base64" else b""
        if not body:  # some recorders declare base64 for plain text
            body = plain
            if not _is_json(plain):
                raise LeftOut(_UNREADABLE)
    elif not _is_json(plain) and _is_json(inner := _from_base64(text)):
        body = inner  # and others do not declare base64
    if body.startswith(_GZIP):
        try:
            return decompressed(body, _LARGEST)
        except zlib.error:
            raise LeftOut(_CUT_OFF) from None
    return body


def _from_base64(text: str) -> bytes:
    """Decodes base64 text. Returns empty bytes if it is not base64."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_json(body: bytes) -> bool:
    """Whether a body is a complete JSON object or array, with a tolerant parser."""
    try:
        return isinstance(json.loads(body), (dict, list))
    except (ValueError, RecursionError):
        return False


def _require_whole(body: bytes) -> None:
    """Raises LeftOut unless the body is complete JSON. The recorded size is ignored, since it may be wrong."""
    if not _is_json(body):
        raise LeftOut(_CUT_OFF)

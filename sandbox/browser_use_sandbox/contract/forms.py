"""Reads form bodies: each field as its schema describes it."""

from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from ..common.api_errors import InvalidRequest
from ..common.issues import issue
from .document import Document
from .parameters import readings
from .schemas import items_of, object_parts, types_of


def parse_form(document: Document, schema: Any, raw: bytes, content_type: str) -> dict[str, Any]:
    """The fields of a form; a file becomes a text with one character for each byte. InvalidRequest if it is not a form."""
    is_multipart = content_type.lower().lstrip().startswith("multipart/")
    fields = _multipart(raw, content_type) if is_multipart else parse_qsl(raw.decode("latin-1"), keep_blank_values=True)
    parts = object_parts(document, schema)
    declared = {} if parts is None else parts.properties
    result: dict[str, Any] = {}
    for name, text in fields:
        part = declared.get(name, {})
        types = types_of(document, part)
        if "array" in types:
            item_types = types_of(document, items_of(document, part))
            result.setdefault(name, []).append(next(readings(text, item_types), text))
        else:
            result[name] = next(readings(text, types), text)
    return result


def _multipart(raw: bytes, content_type: str) -> list[tuple[str, str]]:
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + raw)
    if not message.is_multipart():
        raise InvalidRequest([issue(["body"], "Is not a multipart form, or has no boundary", "form_invalid")])
    return [(_name(part), _content(part)) for part in message.iter_parts()]


def _name(part: Message) -> str:
    name = part.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise InvalidRequest([issue(["body"], "Has a part without a name", "form_invalid")])
    return name


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")

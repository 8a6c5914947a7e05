"""Keeps the key and signed URLs out of everything that is shown or written, and control characters from acting."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from . import spec
from .excerpt import shown_part
from .exchange import MISSING, Exchange, parse_json

#: A URL with what may be secret in it: user, query, fragment. In text that is no JSON, backslashes may be escapes of the query.
_URL = re.compile(
    r"""(?P<head>\b[a-z][a-z0-9+.-]*://)(?:[^\s"'<>/?#@]*@)?(?P<path>[^\s"'<>?#]*)(?P<tail>[?#][^\s"'<>]*)?""", re.IGNORECASE
)
#: The only headers of an answer that are written anywhere.
_HEADERS = ("content-type", "content-length", "date", "location", "retry-after", "server")
_KEY = "[key]"
#: What is longer, in characters, was sent because it is too long, and stays so where it is masked.
_LONGEST_SECRET = 255


class Redactor:
    """Takes secrets out. A signed query is replaced by a short mark, so that different ones still differ."""

    def __init__(self, api_key: str = "", more: Iterable[str] = ()) -> None:
        """`more` are other values that must not be shown, such as those of a recording's headers."""
        every = {form for value in (api_key, *more) if value for form in _forms(value)}
        self._keys = re.compile("|".join(map(re.escape, sorted(every, key=len, reverse=True)))) if every else None
        self._salt = secrets.token_bytes(16)

    def keyless(self, value: str) -> str:
        """Text without the key; URLs stay as they are."""
        return self._keys.sub(_KEY, value) if self._keys else value

    def text(self, value: str) -> str:
        """Text without the key, and with the URLs in it bare."""
        found = self.keyless(value)
        return _URL.sub(self._bare, found) if "://" in found else found

    def _bare(self, match: re.Match[str]) -> str:
        tail = match["tail"] or ""
        mark = hashlib.blake2b(tail.encode("utf-8", "replace"), key=self._salt, digest_size=6).hexdigest() if tail else ""
        return f"{match['head']}{match['path']}{f'?redacted={mark}' if tail else ''}"

    def secret(self, value: Any) -> Any:
        """The value of a secret property: of a URL its host, else nothing; different ones still differ."""
        if isinstance(value, list):
            return [self.secret(item) for item in value]
        if not isinstance(value, str) or not value:
            return value
        mark = hashlib.blake2b(value.encode("utf-8", "replace"), key=self._salt, digest_size=6).hexdigest()
        match = _URL.match(value)
        if match:
            return f"{match['head']}{match['path'].partition('/')[0]}/?redacted={mark}"
        masked = f"[secret {mark}]"
        return masked if len(value) <= _LONGEST_SECRET else masked.ljust(len(value), ".")

    def value(self, value: Any) -> Any:
        """A JSON value with every text in it redacted, names included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            secrets = spec.secret_names()
            return {
                self.text(name): self.secret(item) if name in secrets and _is_text(item) else self.value(item)
                for name, item in value.items()
            }
        return value

    def body(self, body: bytes) -> str:
        """A body as text. One that is no JSON is redacted as text, with escapes taken for part of a URL."""
        try:
            return json.dumps(self.value(parse_json(body)), ensure_ascii=False)
        except ValueError:
            return self.text(body.decode("utf-8", "replace"))

    def shown_part(self, one: Exchange, about: str) -> str:
        """The part of the answer that `about` is about, as text; all of it where it is no JSON."""
        if one.document is MISSING:
            return self.answer(one)
        return json.dumps(self.value(shown_part(one.document, about)), ensure_ascii=False)

    def request(self, one: Exchange) -> str:
        """What was sent, with the key and secrets taken out; tasks keep their URLs, since they are the user's own."""
        sent = (one.sent or b"").decode("utf-8", "replace")
        if any(name in sent for name in spec.secret_names()) and one.request is not MISSING:
            sent = json.dumps(self._without_secrets(one.request), ensure_ascii=False)
        return self.keyless(sent)

    def _without_secrets(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._without_secrets(item) for item in value]
        if not isinstance(value, dict):
            return value
        secrets = spec.secret_names()
        return {
            name: self.secret(item) if name in secrets and _is_text(item) else self._without_secrets(item)
            for name, item in value.items()
        }

    def raw(self, body: bytes) -> bytes:
        """A body that is no text, with the key taken out."""
        return self.keyless(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def headers(self, one: Exchange) -> dict[str, str]:
        return {name: self.text(one.headers[name]) for name in _HEADERS if name in one.headers}

    def answer(self, one: Exchange) -> str:
        return self.body(one.body) if one.document is not MISSING or one.body else ""


def _forms(value: str) -> set[str]:
    """How a value is written in text, in a URL and in JSON."""
    spaced = value.replace("+", " ")  # as a form has it that took the plus for one
    return {form for one in (value, spaced) for form in (one, quote(one, safe=""), quote_plus(one), json.dumps(one)[1:-1])}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def visible(text: str) -> str:
    """Text whose control and direction characters are shown, not obeyed. Line breaks and tabs are shown too."""
    return "".join(
        _escaped(letter) if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter for letter in text
    )


def _escaped(letter: str) -> str:
    number = ord(letter)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"

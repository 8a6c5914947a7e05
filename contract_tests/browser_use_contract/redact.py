"""Removes the API key and signed URLs from everything that is shown or written, and escapes control characters."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from .excerpt import shown_part
from .exchange import MISSING, Exchange, parse_json
from .schemas import secret_names

#: A URL and its secret parts: user, query, fragment. In text that is not JSON, backslashes may be escapes in the query.
_URL = re.compile(
    r"""(?P<head>\b[a-z][a-z0-9+.-]*://)(?:[^\s"'<>/?#@]*@)?(?P<path>[^\s"'<>?#]*)(?P<tail>[?#][^\s"'<>]*)?""", re.IGNORECASE
)
#: The only response headers that are written to reports.
_HEADERS = ("content-type", "content-length", "date", "location", "retry-after", "server")
_KEY = "[key]"
#: Longer texts, in characters, were sent to test a length limit. They keep their length when they are masked.
_LONGEST_SECRET = 255


class Redactor:
    """Replaces secrets. Each signed query becomes a short hash, so that different URLs still differ."""

    def __init__(self, api_key: str = "", more: Iterable[str] = ()) -> None:
        """`more` contains other secret values, such as those from a recording's headers."""
        every = {form for value in (api_key, *more) if value for form in _forms(value)}
        self._keys = re.compile("|".join(map(re.escape, sorted(every, key=len, reverse=True)))) if every else None
        self._salt = secrets.token_bytes(16)

    def keyless(self, value: str) -> str:
        """Returns the text without the API key. URLs stay unchanged."""
        return self._keys.sub(_KEY, value) if self._keys else value

    def text(self, value: str) -> str:
        """Returns the text without the API key and without the secret parts of URLs."""
        found = self.keyless(value)
        return _URL.sub(self._bare, found) if "://" in found else found

    def _bare(self, match: re.Match[str]) -> str:
        tail = match["tail"] or ""
        mark = hashlib.blake2b(tail.encode("utf-8", "replace"), key=self._salt, digest_size=6).hexdigest() if tail else ""
        return f"{match['head']}{match['path']}{f'?redacted={mark}' if tail else ''}"

    def secret(self, value: Any) -> Any:
        """Masks the value of a secret property. A URL keeps its host. Different values still differ."""
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
        """Returns a JSON value with all texts in it redacted, including property names."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            secrets = secret_names()
            return {
                self.text(name): self.secret(item) if name in secrets and _is_text(item) else self.value(item)
                for name, item in value.items()
            }
        return value

    def body(self, body: bytes) -> str:
        """Returns a redacted body as text. A body that is not JSON is redacted as plain text."""
        try:
            return json.dumps(self.value(parse_json(body)), ensure_ascii=False)
        except ValueError:
            return self.text(body.decode("utf-8", "replace"))

    def shown_part(self, one: Exchange, about: str) -> str:
        """Returns the part of the response that `about` names, as text. The whole response if it is not JSON."""
        if one.document is MISSING:
            return self.answer(one)
        return json.dumps(self.value(shown_part(one.document, about)), ensure_ascii=False)

    def request(self, one: Exchange) -> str:
        """Returns the request body without the API key and secrets. Tasks keep their URLs, since the user wrote them."""
        sent = (one.sent or b"").decode("utf-8", "replace")
        if any(name in sent for name in secret_names()) and one.request is not MISSING:
            sent = json.dumps(self._without_secrets(one.request), ensure_ascii=False)
        return self.keyless(sent)

    def _without_secrets(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._without_secrets(item) for item in value]
        if not isinstance(value, dict):
            return value
        secrets = secret_names()
        return {
            name: self.secret(item) if name in secrets and _is_text(item) else self._without_secrets(item)
            for name, item in value.items()
        }

    def raw(self, body: bytes) -> bytes:
        """Returns a binary body without the API key."""
        return self.keyless(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def headers(self, one: Exchange) -> dict[str, str]:
        return {name: self.text(one.headers[name]) for name in _HEADERS if name in one.headers}

    def answer(self, one: Exchange) -> str:
        return self.body(one.body) if one.document is not MISSING or one.body else ""


def _forms(value: str) -> set[str]:
    """Returns the spellings of a value in text, in a URL and in JSON."""
    spaced = value.replace("+", " ")  # some form decoders read a plus as a space
    return {form for one in (value, spaced) for form in (one, quote(one, safe=""), quote_plus(one), json.dumps(one)[1:-1])}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def visible(text: str) -> str:
    """Returns the text with escaped control and direction characters, including line breaks and tabs."""
    return "".join(
        _escaped(letter) if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter for letter in text
    )


def _escaped(letter: str) -> str:
    number = ord(letter)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"

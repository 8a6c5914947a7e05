"""Verifies requests that the API sends to a webhook. Webhooks and their secrets are made in the dashboard."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from browser_use_sessions.errors import BrowserUseError, InvalidArgumentError

if TYPE_CHECKING:
    from browser_use_api.models import WebhookEvent

TIMESTAMP_HEADER = "X-Browser-Use-Timestamp"
SIGNATURE_HEADER = "X-Browser-Use-Signature"


class WebhookError(BrowserUseError):
    """A request to a webhook cannot be trusted. Answer it with status 400, and do nothing else."""


def verify_webhook(
    body: bytes | str, headers: Mapping[Any, Any], secret: str | bytes, *, tolerance: float | None = 300
) -> WebhookEvent:
    """Checks the signature of a request to a webhook, in constant time, and returns the event.

    The API signs the JSON with sorted keys and without white space. Its documentation does not say how numbers (1.10, 1e-7) and
    non-ASCII characters are written there. So the signature may be that of the body as it came, or of the sorted JSON with
    numbers as they came or as Python writes them, and with characters as they are or as escapes.

    Args:
        body: the request's body, unchanged.
        headers: the request's headers; case does not matter.
        secret: the webhook's secret, from the dashboard.
        tolerance: how many seconds the request's timestamp may differ from this machine's clock, in both directions. None
            accepts every timestamp: then somebody who has recorded an old request can send it again.

    Raises WebhookError for a request that cannot be trusted, and InvalidArgumentError for invalid arguments.
    """
    key = _checked_secret(secret)
    timestamp = _header(headers, TIMESTAMP_HEADER)
    signature = _header(headers, SIGNATURE_HEADER)
    if not re.fullmatch("[0-9]{1,15}", timestamp):
        raise WebhookError(f"The header {TIMESTAMP_HEADER} is not a number of seconds since 1970.")
    if not re.fullmatch("[0-9a-fA-F]{64}", signature):
        raise WebhookError(f"The header {SIGNATURE_HEADER} is not 64 hexadecimal digits.")
    _check_age(int(timestamp), tolerance)
    value = _parsed(body)
    is_right = False
    try:
        for text in _forms(body, value):
            expected = hmac.new(key, f"{timestamp}.".encode() + text, hashlib.sha256).hexdigest()
            is_right |= hmac.compare_digest(expected, signature.lower())
    except RecursionError:
        raise WebhookError("The body is nested too deeply.") from None
    if not is_right:
        raise WebhookError(
            "The signature does not fit: the request was not signed with this secret, or was changed on its way. Make sure that "
            "the secret is that of this webhook, and that the body is the one that was received."
        )
    return _event(value)


def _checked_secret(secret: Any) -> bytes:
    if not isinstance(secret, str | bytes) or not secret:
        given = "an empty one" if isinstance(secret, str | bytes) else type(secret).__name__
        raise InvalidArgumentError(f"secret must be the webhook's secret, not {given}.", argument="secret")
    return secret if isinstance(secret, bytes) else str(secret).encode("utf-8", "surrogatepass")


def _header(headers: Any, name: str) -> str:
    """The header's value. Depending on the framework, names and values are strings or bytes; some have lists of values."""
    if not isinstance(headers, Mapping):
        raise InvalidArgumentError(f"headers must be a mapping, not {type(headers).__name__}.", argument="headers")
    found: set[str] = set()
    for key, value in headers.items():
        if _text(key).lower() == name.lower():
            found.update(map(_text, value) if isinstance(value, list | tuple) else [_text(value)])
    if len(found) != 1:
        raise WebhookError(f"The header {name} is {'there more than once' if found else 'missing'}.")
    return found.pop().strip(" \t")


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _check_age(timestamp: int, tolerance: Any) -> None:
    if tolerance is None:
        return
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance < math.inf:
        raise InvalidArgumentError(
            f"tolerance must be a number of seconds, or None, not {tolerance!r:.40}.", argument="tolerance"
        )
    age = time.time() - timestamp
    if abs(age) > tolerance:
        where = "in the past" if age > 0 else "in the future"
        raise WebhookError(
            f"The request's timestamp is {abs(age):.0f} seconds {where}, and {tolerance:g} are tolerated. Somebody may have "
            "sent a recorded request again; or the clock of this machine is wrong."
        )


def _parsed(body: Any) -> dict[str, Any]:
    if not isinstance(body, bytes | bytearray | memoryview | str):
        raise InvalidArgumentError(
            f"body must be the request's body as it came, bytes or str, not {type(body).__name__}.", argument="body"
        )
    try:
        text = body if isinstance(body, str) else bytes(body).decode()
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        problem = error if isinstance(error, json.JSONDecodeError | _NotJson) else type(error).__name__
        raise WebhookError(f"The body is not JSON: {problem!s:.100}.") from None
    if not isinstance(value, dict):
        raise WebhookError("The body is JSON, but no object.")
    return value


class _NotJson(ValueError):
    pass


def _no_constant(name: str) -> Any:
    raise _NotJson(f"it holds {name}")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """If a name occurs twice, parsers disagree about its value."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotJson("an object has two properties of the same name")
    return found


def _forms(body: bytes | str, value: dict[str, Any]) -> Iterator[bytes]:
    """The texts that may have been signed."""
    yield _bytes(body)
    mark = secrets.token_hex(16)  # Before each number, which so keeps the form that it has in the body; removed at the end.
    marked = json.loads(_bytes(body), parse_float=lambda number: f"{mark}{number}", parse_int=lambda number: f"{mark}{number}")
    for each in (value, marked):
        for is_ascii in (True, False):
            with suppress(UnicodeEncodeError):  # An unpaired surrogate can only be escaped.
                text = json.dumps(each, sort_keys=True, separators=(",", ":"), ensure_ascii=is_ascii).encode()
                yield re.sub(rb'"%b([^"]*)"' % mark.encode(), rb"\1", text)


def _bytes(body: bytes | str) -> bytes:
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)


def _event(value: dict[str, Any]) -> WebhookEvent:
    from browser_use_api._core.codecs import Mismatch
    from browser_use_api.models import WebhookEvent

    try:
        return WebhookEvent.from_dict(value)
    except Mismatch as mismatch:
        raise WebhookError(
            f"The request is signed, but is no event as documented: {mismatch.place} {mismatch.problem}."
        ) from None

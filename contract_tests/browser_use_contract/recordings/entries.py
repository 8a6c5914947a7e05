"""Reads one HAR entry as an exchange, or raises the reason why it cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .. import spec
from ..exchange import KEY_HEADER, Credentials, Exchange
from .bodies import LeftOut, answer_body, own_body, sent_body

OTHER = "not to this API"
_ABORTED = "aborted, or without a response"
_CACHED = "answered from a cache"
_WORKER = "answered by a service worker"
_UNDATED = "without a valid date"
_BROKEN = "not in the form of a HAR entry"
#: Properties by which browsers mark responses from a cache, and failed requests.
_CACHE_MARKS = ("_fromCache", "fromCache", "_servedFromCache")
_WORKER_MARKS = ("_fetchedViaServiceWorker", "_fromServiceWorker", "_servedFromServiceWorker")
_FAILURE_MARKS = ("_error", "_failureText", "_failure", "_wasAborted", "_aborted")


@dataclass(frozen=True)
class Read:
    """An exchange with its base URL, which is empty for a signed URL. `has_zone` is whether its date has a time zone."""

    base: str
    exchange: Exchange
    has_zone: bool


def read_entry(number: int, entry: Any, *, is_own: bool) -> Read:
    """Reads one entry. Raises LeftOut with the reason if it cannot be used."""
    try:
        return _read(number, entry, is_own=is_own)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise LeftOut(_BROKEN) from None


def _read(number: int, entry: Any, *, is_own: bool) -> Read:
    request, response = entry["request"], entry.get("response")
    method, parts = str(request["method"]).upper(), urlsplit(str(request["url"]))
    is_signed = is_own and request.get("_signed") is True
    split = spec.split_path(parts.path)
    path = parts.path if is_signed else unquote(split[1]) if split else ""
    operation, session_id = spec.locate(method, path) if split and not is_signed else ("", "")
    if not operation and not is_signed and not (is_own and split):
        raise LeftOut(OTHER)
    if not is_own:
        _require_answer(entry, response)
    headers, asked = _headers(response.get("headers")), _headers(request.get("headers"))
    started, has_zone = _started(entry)
    post = request.get("postData")
    answer = own_body(response["content"], "encoding") if is_own else answer_body(response, headers)
    sent = (own_body(post, "_encoding") if post else None) if is_own else sent_body(request, asked, method)
    kind = post.get("mimeType") if isinstance(post, dict) else None
    status = max(int(response["status"]), 0)
    exchange = Exchange(
        number=number,
        method=method,
        path=path,
        operation=operation,
        session_id=session_id,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        credentials=_credentials(request, asked, status, is_own=is_own),
        content_type=str(kind or asked.get("content-type", "")) if sent is not None else "",
        sent=sent,
        status=status,
        headers=headers if "content-type" in headers else {**headers, **_kind(response, answer)},
        body=answer,
        started=started,
        ended=started + _duration(entry),
        error=str(response.get("_error") or "") if is_own else "",
        url=str(request["url"]) if is_signed else "",
    )
    return Read(f"{parts.scheme}://{parts.netloc}{split[0]}" if split and not is_signed else "", exchange, has_zone)


def _require_answer(entry: Mapping[str, Any], response: Any) -> None:
    """Raises LeftOut if the recorded response did not come from the server for this request."""
    if not isinstance(response, dict) or not isinstance(status := response.get("status"), int) or status <= 0:
        raise LeftOut(_ABORTED)
    marked = [*_marks(entry), *_marks(response)]
    if any(name in _FAILURE_MARKS for name in marked) or entry.get("_charlesStatus", "COMPLETE") != "COMPLETE":
        raise LeftOut(_ABORTED)
    fetched = str(response.get("_fetchType", ""))  # a property of Safari
    if any(name in _WORKER_MARKS for name in marked) or "Worker" in fetched:
        raise LeftOut(_WORKER)
    if any(name in _CACHE_MARKS for name in marked) or "Cache" in fetched or status == 304:
        raise LeftOut(_CACHED)


def _marks(found: Mapping[str, Any]) -> list[str]:
    return [name for name, value in found.items() if value]


def _started(entry: Mapping[str, Any]) -> tuple[float, bool]:
    try:
        found = datetime.fromisoformat(str(entry["startedDateTime"]))
        return found.timestamp(), found.tzinfo is not None
    except (KeyError, ValueError, OverflowError, OSError):
        raise LeftOut(_UNDATED) from None


def _duration(entry: Mapping[str, Any]) -> float:
    """Returns the maximum duration of an exchange, in seconds. Infinity if it is unknown."""
    timings = entry.get("timings")
    parts = [_milliseconds(value) for value in timings.values()] if isinstance(timings, dict) else []
    known = [value for value in parts if value is not None]
    whole = _milliseconds(entry.get("time"))
    if whole:
        return whole / 1000
    if whole is None and (not isinstance(timings, dict) or _milliseconds(timings.get("wait")) is None):
        return inf
    return sum(known) / 1000 or inf  # recorders that measure no times write 0, and no response takes no time


def _milliseconds(value: object) -> float | None:
    """Returns a duration in milliseconds. None for null, -1 and anything that is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < inf else None


def _headers(found: object) -> dict[str, str]:
    """Returns headers with lower-case names, from a list or an object."""
    if isinstance(found, dict):
        return {str(name).lower(): str(value) for name, value in found.items()}
    items = found if isinstance(found, list) else []
    return {str(item["name"]).lower(): str(item.get("value", "")) for item in items if isinstance(item, dict) and "name" in item}


def _kind(response: Mapping[str, Any], body: bytes) -> dict[str, str]:
    """Returns the content type of a response whose headers lack it: the recorded MIME type, or JSON for a JSON body."""
    content = response.get("content")
    kind = content.get("mimeType") if isinstance(content, dict) else None
    if isinstance(kind, str) and "/" in kind:
        return {"content-type": kind}
    return {"content-type": "application/json"} if body else {}


def _credentials(request: Mapping[str, Any], headers: Mapping[str, str], status: int, *, is_own: bool) -> Credentials:
    marked = request.get("_credentials")
    if is_own and marked in set(Credentials):
        return Credentials(marked)
    return Credentials.RIGHT if headers.get(KEY_HEADER) and status != 401 else Credentials.UNKNOWN


def secrets_of(entries: Iterable[Any]) -> set[str]:
    """Returns secret values in the headers of a recording, which must not be shown. A server may echo them."""
    found: set[str] = set()
    for entry in entries:
        for side in ("request", "response"):
            part = entry.get(side) if isinstance(entry, dict) else None
            headers = _headers(part.get("headers")) if isinstance(part, dict) else {}
            for name in (KEY_HEADER, "authorization", "proxy-authorization", "x-api-key"):
                value = headers.get(name, "")
                found |= {value, value.rpartition(" ")[2]}
            for name in ("cookie", "set-cookie"):
                found |= {pair.partition("=")[2].strip() for pair in headers.get(name, "").split(";")}
            found |= _cookies(part.get("cookies")) if isinstance(part, dict) else set()
    return {value for value in found if len(value) >= _SHORTEST}


#: The minimum length of a secret, in characters. Replacing shorter values would replace ordinary words.
_SHORTEST = 6


def _cookies(found: object) -> set[str]:
    items = found if isinstance(found, list) else []
    return {str(item.get("value", "")) for item in items if isinstance(item, dict)}

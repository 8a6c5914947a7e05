"""Recorded traffic: reading a HAR file into exchanges, and writing one."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from . import spec
from .exchange import KEY_HEADER, Credentials, Exchange
from .redact import Redactor
from .refused import CheckRefused

#: Larger files are refused, in bytes; reading one takes several times its size of memory.
LARGEST = 100 * 1024 * 1024


def read_har(path: Path) -> tuple[str, list[Exchange]]:
    """The base URL and the exchanges with this API in a HAR file. Raises CheckRefused, with what to do, where there are none."""
    entries = _entries(path)
    found = [made for number, entry in enumerate(entries) if (made := _exchange(number, entry)) is not None]
    if all(exchange.url for _, exchange in found):
        raise CheckRefused(
            f"{path} has {len(entries)} requests, none of them to this API. Record traffic with …/api/v3/sessions."
        )
    base = Counter(url for url, exchange in found if not exchange.url).most_common(1)[0][0]
    return base, [exchange for url, exchange in found if url == base or exchange.url]


def _entries(path: Path) -> Sequence[Any]:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise CheckRefused(
                f"{path} has {size // 1024**2} MB; up to {LARGEST // 1024**2} MB are read. Drop requests to others."
            )
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise CheckRefused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CheckRefused(f"{path} is no HAR file: it is not text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise CheckRefused(f"{path} is no HAR file, or was cut off: line {error.lineno} is no JSON ({error.msg}).") from None
    except RecursionError:
        raise CheckRefused(f"{path} is no HAR file: it is nested too deeply.") from None
    entries = (
        document.get("log", {}).get("entries") if isinstance(document, dict) and isinstance(document.get("log"), dict) else None
    )
    if not isinstance(entries, list):
        raise CheckRefused(f"{path} is JSON, but no HAR file: it has no log.entries.")
    return entries


def _exchange(number: int, entry: Any) -> tuple[str, Exchange] | None:
    """An entry as an exchange, with its base URL; None where it is not about this API, or its body was not recorded."""
    try:
        request, response = entry["request"], entry["response"]
        parts = urlsplit(str(request["url"]))
        split = spec.split_path(parts.path)
        method = str(request["method"]).upper()
        path = unquote(split[1]) if split else ""
        operation, session_id = spec.locate(method, path) if request.get("_signed") is not True else ("", "")
        body = _body(response)
        is_signed = request.get("_signed") is True
        if body is None or (not is_signed and (not split or not operation)):
            return None
        base = split[0] if split and not is_signed else ""
        started = datetime.fromisoformat(str(entry["startedDateTime"])).timestamp()
        sent = request.get("postData")
        headers = {str(item["name"]).lower(): str(item["value"]) for item in response.get("headers", ())}
        content = _content(sent) if isinstance(sent, dict) and "text" in sent else None
        status = int(response["status"])
        return f"{parts.scheme}://{parts.netloc}{base}", Exchange(
            number=number,
            method=method,
            path=path,
            operation=operation,
            session_id=session_id,
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            credentials=_credentials(request, status),
            content_type=str(sent.get("mimeType", "application/json")) if isinstance(sent, dict) else "",
            sent=content,
            status=max(status, 0),
            headers=headers or _headers(response),
            body=body,
            started=started,
            ended=started + max(float(entry.get("time") or 0), 0.0) / 1000,
            error=str(response.get("_error") or ""),
            url=str(request["url"]) if is_signed else "",
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def _content(sent: Mapping[str, Any]) -> bytes:
    text = str(sent["text"])
    return base64.b64decode(text) if sent.get("_encoding") == "base64" else text.encode("utf-8", "surrogatepass")


def _headers(response: Mapping[str, Any]) -> dict[str, str]:
    """What is known of the headers where none were recorded."""
    kind = response.get("content", {}).get("mimeType")
    return {"content-type": str(kind)} if kind else {}


def _body(response: Mapping[str, Any]) -> bytes | None:
    content = response.get("content") or {}
    text = content.get("text")
    if text is None:
        return b"" if not content.get("size") or content["size"] < 0 else None
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError):
            return None
    return str(text).encode("utf-8", "surrogatepass")


def _credentials(request: Mapping[str, Any], status: int) -> Credentials:
    marked = request.get("_credentials")
    if marked in set(Credentials):
        return Credentials(marked)
    has_key = any(str(item.get("name", "")).lower() == KEY_HEADER for item in request.get("headers", ()))
    return Credentials.RIGHT if has_key and status != 401 else Credentials.UNKNOWN


def write_har(exchanges: Iterable[Exchange], url: str, redactor: Redactor) -> str:
    """A HAR 1.2 document of a run, without the key and with bare URLs. `_credentials` tells what the key header held."""
    entries = [_entry(one, url, redactor) for one in exchanges]
    creator = {"name": "browser-use-contract", "version": "1"}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}, ensure_ascii=False) + "\n"


def _sent(one: Exchange, redactor: Redactor) -> dict[str, str]:
    """The body that was sent. One that is no text is kept as it was all the same: that may be what is wrong with it."""
    try:
        if one.url:  # a file, whose every byte counts
            return {"text": base64.b64encode(redactor.raw(one.sent or b"")).decode("ascii"), "_encoding": "base64"}
        (one.sent or b"").decode("utf-8")
    except UnicodeDecodeError:
        return {"text": base64.b64encode(redactor.raw(one.sent or b"")).decode("ascii"), "_encoding": "base64"}
    return {"text": redactor.request(one)}


def _entry(one: Exchange, url: str, redactor: Redactor) -> dict[str, Any]:
    answer = base64.b64encode(redactor.raw(one.body)).decode("ascii") if one.url else redactor.answer(one)
    query = f"?{urlencode(one.query)}" if one.query else ""
    request: dict[str, Any] = {
        "method": one.method,
        "url": redactor.secret(one.url) if one.url else redactor.text(url + one.path) + query,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "content-type", "value": one.content_type}] if one.content_type else [],
        "queryString": [{"name": name, "value": value} for name, value in one.query],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(one.sent or b""),
        "_credentials": str(one.credentials),
        **({"_signed": True} if one.url else {}),
    }
    if one.sent is not None:
        request["postData"] = {"mimeType": one.content_type, **_sent(one, redactor)}
    return {
        "startedDateTime": datetime.fromtimestamp(one.started, UTC).isoformat(timespec="microseconds"),
        "time": (one.ended - one.started) * 1000,
        "request": request,
        "response": {
            "status": one.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": name, "value": value} for name, value in redactor.headers(one).items()],
            "cookies": [],
            "content": {
                "size": len(answer.encode("utf-8", "replace")),
                "mimeType": one.headers.get("content-type", ""),
                "text": answer,
                **({"encoding": "base64"} if one.url else {}),
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(one.body),
            **({"_error": redactor.text(one.error)} if one.error else {}),
        },
        "cache": {},
        "timings": {"send": 0, "wait": (one.ended - one.started) * 1000, "receive": 0},
    }

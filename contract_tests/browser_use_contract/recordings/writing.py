"""Writes the traffic of a check as a HAR 1.2 file, without the API key and the secret parts of URLs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from ..exchange import Exchange
from ..redact import Redactor
from .files import CREATOR


def write_har(exchanges: Iterable[Exchange], url: str, redactor: Redactor) -> str:
    """Returns the exchanges as a HAR 1.2 document without secrets. `_credentials` describes the key header."""
    entries = [_entry(one, url, redactor) for one in exchanges]
    creator = {"name": CREATOR, "version": "1"}
    return json.dumps({"log": {"version": "1.2", "creator": creator, "entries": entries}}, ensure_ascii=False) + "\n"


def _sent(one: Exchange, redactor: Redactor) -> dict[str, str]:
    """Returns the request body as HAR properties. A binary body is kept exactly, since its bytes may be the mistake."""
    try:
        if one.url:  # the exact bytes of a file
            return {"text": base64.b64encode(redactor.raw(one.sent or b"")).decode("ascii"), "_encoding": "base64"}
        (one.sent or b"").decode("utf-8")
    except UnicodeDecodeError:
        return {"text": base64.b64encode(redactor.raw(one.sent or b"")).decode("ascii"), "_encoding": "base64"}
    return {"text": redactor.request(one)}


def _entry(one: Exchange, url: str, redactor: Redactor) -> dict[str, Any]:
    answer = base64.b64encode(redactor.raw(one.body)).decode("ascii") if one.url else redactor.answer(one)
    asked = [(redactor.keyless(name), redactor.keyless(value)) for name, value in one.query]
    query = f"?{urlencode(asked)}" if asked else ""
    request: dict[str, Any] = {
        "method": one.method,
        "url": redactor.secret(one.url) if one.url else redactor.text(url + one.path) + query,
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "content-type", "value": one.content_type}] if one.content_type else [],
        "queryString": [{"name": name, "value": value} for name, value in asked],
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

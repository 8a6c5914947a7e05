"""The outcome of one transfer, and whether it is tried again. No I/O."""

from __future__ import annotations

import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

import httpx

from browser_use_sessions._transport.certificates import is_untrusted_certificate
from browser_use_sessions._transport.retry import backoff, retry_after
from browser_use_sessions.errors import StorageError

# The exceptions of httpx for a failed request. All others come from the caller's code or from a local file.
PROBLEMS = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, ConnectionError)
# How often one file is tried. After so many more bytes were received and kept, the count starts again.
MAX_ATTEMPTS = 4
PROGRESS = 1024 * 1024
LONGEST_WAIT = 60.0
# How many bytes of an error response are read, for the error code in it.
MAX_ERROR_BODY = 4096

_REFUSED = frozenset((400, 401, 403, 404, 410))
_RETRYABLE = frozenset((408, 425, 429, 500, 502, 503, 504))


class Kind(Enum):
    DONE = "it went well"
    REFUSED = "the URL was not accepted, or has expired: a new one may help"
    BROKEN = "it failed, maybe only temporarily"
    FINAL = "another attempt would not help"


class Outcome(NamedTuple):
    """`text`: the end of a sentence that begins with the storage host."""

    kind: Kind
    text: str = ""
    status: int | None = None
    wait: float = 0.0
    """Seconds to wait before the next attempt, as the host asked."""


DONE = Outcome(Kind.DONE)


class Attempts:
    """The attempts to move one file."""

    def __init__(self, path: str, rng: Callable[[], float] = random.random) -> None:
        self._path = path
        self._rng = rng
        self._failed = 0
        self._kept = 0

    def delay(self, outcome: Outcome, host: str, received: int = 0) -> float:
        """Seconds to wait before the next attempt. Raises StorageError if there is none. `received`: the bytes that were received
        and kept.
        """
        if received - self._kept >= PROGRESS:
            self._failed, self._kept = 0, received
        self._failed += 1
        if outcome.kind is Kind.FINAL or self._failed >= MAX_ATTEMPTS or outcome.wait > LONGEST_WAIT:
            tries = f" It was tried {self._failed} times." if self._failed > 1 else ""
            raise StorageError(
                f"{self._path}: the storage host {host} {outcome.text}.{tries}",
                path=self._path,
                host=host,
                status_code=outcome.status,
            )
        if outcome.kind is Kind.REFUSED and self._failed == 1:
            return 0.0  # The URL had expired, most likely.
        return max(outcome.wait, backoff(self._failed - 1, self._rng))


def upload_outcome(response: httpx.Response, body: bytes) -> Outcome:
    """`body`: the beginning of the body."""
    if not 200 <= response.status_code < 300:
        return with_error_code(_failure(response), body)
    if body and _media_type(response) == "text/html":
        return Outcome(
            Kind.FINAL,
            "answered with an HTML page, as a proxy or a login page does; the file may not have arrived",
            response.status_code,
        )
    return DONE


def download_start(response: httpx.Response, size: int, offset: int) -> int | Outcome:
    """The position in the file at which the body begins; or an Outcome if the response is not the file. `offset`: the requested
    position.
    """
    if response.status_code == 206 and offset:
        asked_for = re.fullmatch(rf"bytes {offset}-\d+/({size}|\*)", response.headers.get("content-range", "").strip())
        return offset if asked_for else Outcome(Kind.BROKEN, "answered with another part of the file than was requested", 206)
    if response.status_code == 416 and offset:
        return Outcome(Kind.BROKEN, "could not go on with the file", 416)
    if response.status_code != 200:
        return _failure(response)
    length = response.headers.get("content-length", "")
    return wrong_size(response, int(length), size) if length.isascii() and length.isdigit() and int(length) != size else 0


def wrong_size(response: httpx.Response, length: int, size: int) -> Outcome:
    """The file has changed since it was listed, or another server has answered. A new URL comes with the new size."""
    media = _media_type(response)
    kind = f" of type {media}" if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media) else ""
    return Outcome(Kind.REFUSED, f"sent {length:,} bytes{kind}, where the API lists {size:,}", response.status_code)


def error_outcome(error: Exception) -> Outcome:
    """The outcome for an exception of PROBLEMS."""
    text = str(error).strip() or type(error).__name__
    permanent = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, httpx.ProxyError)
    if is_untrusted_certificate(error):
        return Outcome(
            Kind.FINAL, f"has a certificate that is not trusted ({text:.200}). SSL_CERT_FILE names further ones to trust"
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Outcome(Kind.BROKEN, f"could not be reached ({text:.200})")
    if isinstance(error, permanent):
        return Outcome(Kind.FINAL, f"could not be sent a request ({text:.200})")
    return Outcome(Kind.BROKEN, f"broke the transfer off, or did not answer in time ({text:.200})")


def with_error_code(outcome: Outcome, body: bytes) -> Outcome:
    """Adds the error code from the storage host's XML. The rest of the XML is left out, since it may have parts of the signed
    URL.
    """
    code = re.search(rb"<Code>([A-Za-z0-9._-]{1,60})</Code>", body)
    return outcome if code is None else outcome._replace(text=f"{outcome.text} ({code[1].decode()})")


def strong_etag(headers: Mapping[str, str]) -> str:
    """The ETag with which a transfer can be resumed; "" if there is none."""
    etag = headers.get("etag", "").strip()
    return etag if re.fullmatch(r'"[\x21\x23-\x7e]*"', etag) else ""


def _failure(response: httpx.Response) -> Outcome:
    status = response.status_code
    if 300 <= status < 400:
        try:
            host = httpx.URL(response.headers.get("location", "")).host
        except (httpx.InvalidURL, ValueError):
            host = ""
        where = f" to {host:.100}" if host else ""
        return Outcome(Kind.FINAL, f"answered {status}, a redirect{where}, which is not followed", status)
    text = f"answered {status}"
    if status in _RETRYABLE:
        return Outcome(Kind.BROKEN, text, status, retry_after(response.headers, time.time()) or 0.0)
    return Outcome(Kind.REFUSED if status in _REFUSED else Kind.FINAL, text, status)


def _media_type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()

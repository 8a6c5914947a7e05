"""What came of one transfer, and whether it is tried again. Pure: no I/O, and chance is an argument."""

from __future__ import annotations

import random
import re
import ssl
from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

import httpx

from browser_use_sessions._transport.retry import backoff
from browser_use_sessions.files.errors import StorageError

# What httpx raises for a request that went wrong. Whatever else comes out of one is the caller's own, or a local file's.
PROBLEMS = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict, ssl.SSLError, ConnectionError)
# How often one file is tried before the call gives up; a piece of this many bytes, once it is here for good, makes the count
# start anew.
MOST_TRIES = 4
PROGRESS = 1024 * 1024
LONGEST_WAIT = 60.0
# How much of an answer that is no file is read, for the error code in it.
MOST_EXPLANATION = 4096

_REFUSED = frozenset((400, 401, 403, 404, 410))
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))


class Kind(Enum):
    DONE = "it went well"
    REFUSED = "the URL was not accepted, or not any more: a new one may help"
    BROKEN = "it failed in a way that passes"
    FINAL = "another try would not help"


class Outcome(NamedTuple):
    """`text` is the end of a sentence that begins with the storage host."""

    kind: Kind
    text: str = ""
    status: int | None = None
    wait: float = 0.0
    """Seconds that the host asked to be left alone for."""


DONE = Outcome(Kind.DONE)


class Answer(NamedTuple):
    """The head of a storage host's answer."""

    status: int
    headers: Mapping[str, str]


class Tries:
    """The tries of one file."""

    def __init__(self, path: str, chance: Callable[[], float] = random.random) -> None:
        self._path = path
        self._chance = chance
        self._failed = 0
        self._safe = 0

    def delay(self, outcome: Outcome, host: str, received: int = 0) -> float:
        """Seconds to wait before the next one. Raises StorageError where there is to be none. `received`: bytes that are here
        for good.
        """
        if received - self._safe >= PROGRESS:
            self._failed, self._safe = 0, received
        self._failed += 1
        if outcome.kind is Kind.FINAL or self._failed >= MOST_TRIES or outcome.wait > LONGEST_WAIT:
            tries = f" It was tried {self._failed} times." if self._failed > 1 else ""
            raise StorageError(
                f"{self._path}: the storage host {host} {outcome.text}.{tries}",
                path=self._path,
                host=host,
                status_code=outcome.status,
            )
        if outcome.kind is Kind.REFUSED and self._failed == 1:
            return 0.0  # The URL had expired, most likely.
        return max(outcome.wait, backoff(self._failed - 1, self._chance))


def check_upload(answer: Answer, body: bytes) -> Outcome:
    """`body` is the beginning of the body."""
    if not 200 <= answer.status < 300:
        return explained(_failure(answer), body)
    if body and _media_type(answer) == "text/html":
        return Outcome(
            Kind.FINAL,
            "answered with an HTML page, as a proxy or a login page does; the file may not have arrived",
            answer.status,
        )
    return DONE


def check_download(answer: Answer, size: int, offset: int) -> int | Outcome:
    """Where in the file the body begins that follows; or the outcome, where that is not the file. `offset` is where it was
    asked for.
    """
    if answer.status == 206 and offset:
        asked_for = re.fullmatch(rf"bytes {offset}-\d+/({size}|\*)", answer.headers.get("content-range", "").strip())
        return offset if asked_for else Outcome(Kind.BROKEN, "answered with another part of the file than was asked for", 206)
    if answer.status == 416 and offset:
        return Outcome(Kind.BROKEN, "could not go on with the file", 416)
    if answer.status != 200:
        return _failure(answer)
    length = answer.headers.get("content-length", "")
    return wrong_size(answer, int(length), size) if length.isascii() and length.isdigit() and int(length) != size else 0


def wrong_size(answer: Answer, length: int, size: int) -> Outcome:
    """The file has become another one since it was listed, or something else has answered: a new URL comes with the size of
    now.
    """
    media = _media_type(answer)
    kind = f" of type {media}" if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media) else ""
    return Outcome(Kind.REFUSED, f"sent {length:,} bytes{kind}, where the API lists {size:,}", answer.status)


def check_problem(error: Exception) -> Outcome:
    """What an exception out of PROBLEMS means."""
    text = str(error).strip() or type(error).__name__
    lasting = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, httpx.ProxyError, httpx.CookieConflict)
    if _is_distrust(error):
        return Outcome(
            Kind.FINAL, f"has a certificate that is not trusted ({text:.200}). SSL_CERT_FILE names further ones to trust"
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Outcome(Kind.BROKEN, f"could not be reached ({text:.200})")
    if isinstance(error, lasting):
        return Outcome(Kind.FINAL, f"could not be asked ({text:.200})")
    return Outcome(Kind.BROKEN, f"broke the transfer off, or did not answer in time ({text:.200})")


def explained(outcome: Outcome, body: bytes) -> Outcome:
    """With the error code out of the XML that storage hosts explain themselves in. The rest of it may hold parts of the signed
    URL.
    """
    code = re.search(rb"<Code>([A-Za-z0-9._-]{1,60})</Code>", body)
    return outcome if code is None else outcome._replace(text=f"{outcome.text} ({code[1].decode()})")


def strong_etag(headers: Mapping[str, str]) -> str:
    """The version of the file, such that a transfer can be resumed with it; "" for none."""
    etag = headers.get("etag", "").strip()
    return etag if re.fullmatch(r'"[\x21\x23-\x7e]*"', etag) else ""


def _failure(answer: Answer) -> Outcome:
    status = answer.status
    if 300 <= status < 400:
        try:
            host = httpx.URL(answer.headers.get("location", "")).host
        except (httpx.InvalidURL, ValueError):
            host = ""
        where = f" to {host:.100}" if host else ""
        return Outcome(Kind.FINAL, f"answered {status}, a redirect{where}, which is not followed", status)
    text = f"answered {status}"
    if status in _PASSING:
        return Outcome(Kind.BROKEN, text, status, _retry_after(answer.headers))
    return Outcome(Kind.REFUSED if status in _REFUSED else Kind.FINAL, text, status)


def _retry_after(headers: Mapping[str, str]) -> float:
    text = headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _media_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_distrust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False

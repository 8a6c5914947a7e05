"""Decisions without I/O: what a response means, when to retry, which URLs are allowed, which errors end a call."""

import errno
import ssl
from typing import Any

import httpx
import pytest

from browser_use_sessions.errors import APIError
from browser_use_sessions.files import FileTransferError, StorageError
from browser_use_sessions.files.arguments import FILES_PER_PAGE, NAMES_PER_REQUEST
from browser_use_sessions.files.outcomes import (
    MAX_ATTEMPTS,
    PROGRESS,
    Attempts,
    Kind,
    Outcome,
    download_start,
    error_outcome,
    strong_etag,
    upload_outcome,
)
from browser_use_sessions.files.storage import Storage
from browser_use_sessions.files.transfers import ends_call

BROKEN = Outcome(Kind.BROKEN, "broke")
REFUSED = Outcome(Kind.REFUSED, "refused")


def test_limits_match_the_document() -> None:
    assert (NAMES_PER_REQUEST, FILES_PER_PAGE) == (10, 100)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Kind.DONE), (201, Kind.DONE), (204, Kind.DONE), (301, Kind.FINAL), (307, Kind.FINAL), (400, Kind.REFUSED),
        (401, Kind.REFUSED), (403, Kind.REFUSED), (404, Kind.REFUSED), (410, Kind.REFUSED), (405, Kind.FINAL), (408, Kind.BROKEN),
        (411, Kind.FINAL), (413, Kind.FINAL), (425, Kind.BROKEN), (429, Kind.BROKEN), (500, Kind.BROKEN), (501, Kind.FINAL),
        (502, Kind.BROKEN), (503, Kind.BROKEN), (504, Kind.BROKEN), (505, Kind.FINAL), (507, Kind.FINAL), (100, Kind.FINAL),
    ],
)  # fmt: skip
def test_status_maps_to_its_outcome(status: int, kind: Kind) -> None:
    assert upload_outcome(httpx.Response(status, headers={}), b"").kind is kind
    if kind is not Kind.DONE:
        found = download_start(httpx.Response(status, headers={}), 5, 0)
        assert isinstance(found, Outcome)
        assert (found.kind, found.status) == (kind, status)


@pytest.mark.parametrize(
    ("headers", "body", "kind"),
    [
        ({"content-type": "text/html"}, b"<html>", Kind.FINAL),
        ({"content-type": "TEXT/HTML; charset=x"}, b"<html>", Kind.FINAL),
        ({"content-type": "text/html"}, b"", Kind.DONE),
        ({"content-type": "application/xml"}, b"<x/>", Kind.DONE),
        ({}, b"x", Kind.DONE),
    ],
)
def test_html_page_in_place_of_an_upload_confirmation(headers: dict[str, str], body: bytes, kind: Kind) -> None:
    assert upload_outcome(httpx.Response(200, headers=headers), body).kind is kind


@pytest.mark.parametrize(
    ("status", "headers", "offset", "begin"),
    [
        (200, {}, 0, 0),
        (200, {"content-length": "100"}, 0, 0),
        (200, {"content-length": "100"}, 40, 0),
        (200, {"content-length": "99"}, 0, Kind.REFUSED),
        (206, {"content-range": "bytes 40-99/100"}, 40, 40),
        (206, {"content-range": "bytes 40-99/*"}, 40, 40),
        (206, {"content-range": "bytes 0-99/100"}, 40, Kind.BROKEN),
        (206, {"content-range": "bytes 40-99/101"}, 40, Kind.BROKEN),
        (206, {}, 40, Kind.BROKEN),
        (206, {"content-range": "bytes 0-99/100"}, 0, Kind.FINAL),
        (416, {}, 40, Kind.BROKEN),
        (416, {}, 0, Kind.FINAL),
    ],
)
def test_start_offset_of_a_download_response(status: int, headers: dict[str, str], offset: int, begin: Any) -> None:
    found = download_start(httpx.Response(status, headers=headers), 100, offset)
    assert (found.kind if isinstance(found, Outcome) else found) == begin


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("no"), Kind.BROKEN),
        (httpx.ReadTimeout(""), Kind.BROKEN),
        (httpx.RemoteProtocolError("x"), Kind.BROKEN),
        (ConnectionResetError("x"), Kind.BROKEN),
        (httpx.ProxyError("407"), Kind.FINAL),
        (httpx.UnsupportedProtocol("x"), Kind.FINAL),
        (httpx.LocalProtocolError("x"), Kind.FINAL),
        (ssl.SSLCertVerificationError("x"), Kind.FINAL),
    ],
)
def test_exception_maps_to_its_outcome(error: Exception, kind: Kind) -> None:
    assert error_outcome(error).kind is kind


def test_certificate_error_is_found_as_a_cause() -> None:
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert "certificate" in error_outcome(error).text


@pytest.mark.parametrize(
    ("etag", "is_strong"),
    [('"a"', True), ('""', True), ('W/"a"', False), ("a", False), ('"a', False), ('"a\n"', False), ("", False)],
)
def test_only_strong_etags_allow_resuming(etag: str, is_strong: bool) -> None:
    assert strong_etag({"etag": etag}) == (etag if is_strong else "")


def test_first_refusal_is_retried_at_once_and_later_ones_wait() -> None:
    tries = Attempts("a", rng=lambda: 1.0)
    assert [tries.delay(REFUSED, "h") > 0 for _ in range(MAX_ATTEMPTS - 1)] == [False, True, True]
    with pytest.raises(StorageError, match=f"a: the storage host h refused. It was tried {MAX_ATTEMPTS} times"):
        tries.delay(REFUSED, "h")


def test_attempts_reset_when_a_transfer_makes_progress() -> None:
    tries = Attempts("a")
    for step in range(1, 50):
        tries.delay(BROKEN, "h", received=step * PROGRESS)
    for _ in range(MAX_ATTEMPTS - 2):
        tries.delay(BROKEN, "h", received=49 * PROGRESS + 1)
    with pytest.raises(StorageError):
        tries.delay(BROKEN, "h", received=50 * PROGRESS - 1)


def test_retry_after_beyond_60_seconds_raises_storage_error() -> None:
    assert Attempts("a").delay(BROKEN._replace(wait=60.0), "h") == 60.0
    with pytest.raises(StorageError):
        Attempts("a").delay(BROKEN._replace(wait=61.0), "h")


@pytest.mark.parametrize(
    ("url", "allow_http", "is_good"),
    [
        ("https://s.example/x?y", False, True),
        ("http://s.example/x", False, False),
        ("http://s.example/x", True, True),
        ("http://127.0.0.1:1/x", False, True),
        ("http://localhost/x", False, True),
        ("http://[::1]/x", False, True),
        ("http://localhost.evil.example/x", False, False),
        ("http://127.0.0.1.evil.example/x", False, False),
        ("https://user@s.example/x", False, False),
        (None, True, False),
    ],
)
def test_allowed_storage_urls(url: str | None, allow_http: bool, is_good: bool) -> None:
    storage = Storage(httpx.Client(), allow_http)
    if is_good:
        assert str(storage._checked_url(url, "a")) == url
    else:
        with pytest.raises(StorageError) as caught:
            storage._checked_url(url, "a")
        assert "evil.example/x" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (FileTransferError("x"), False), (OSError(errno.EACCES, "x"), False), (FileNotFoundError("x"), False),
        (OSError(errno.ENOSPC, "x"), True), (OSError(errno.EMFILE, "x"), True), (APIError("x"), True), (ValueError("x"), True),
        (KeyboardInterrupt(), True),
    ],
)  # fmt: skip
def test_which_errors_end_the_call(error: BaseException, ends: bool) -> None:
    assert ends_call(error) is ends

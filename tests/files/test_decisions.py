"""Decisions without I/O: what an answer means, when there is another try, where a URL may lead, what ends a call."""

import errno
import ssl
from contextlib import suppress
from typing import Any

import httpx
import pytest

from browser_use_sessions.errors import APIError
from browser_use_sessions.files import FileTransferError, StorageError
from browser_use_sessions.files.arguments import files_per_page, names_per_request
from browser_use_sessions.files.batch import Batch, Job
from browser_use_sessions.files.flows import AskAgain, FileWork, Get, Pause, Put, receive, send
from browser_use_sessions.files.outcomes import (
    DONE,
    MAX_ATTEMPTS,
    PROGRESS,
    Attempts,
    Kind,
    Outcome,
    ResponseHead,
    download_start,
    error_outcome,
    strong_etag,
    upload_outcome,
)
from browser_use_sessions.files.urls import checked_url

BROKEN = Outcome(Kind.BROKEN, "broke")
REFUSED = Outcome(Kind.REFUSED, "refused")


def test_the_bounds_are_the_documents() -> None:
    assert (names_per_request(), files_per_page()) == (10, 100)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Kind.DONE), (201, Kind.DONE), (204, Kind.DONE), (301, Kind.FINAL), (307, Kind.FINAL), (400, Kind.REFUSED),
        (401, Kind.REFUSED), (403, Kind.REFUSED), (404, Kind.REFUSED), (410, Kind.REFUSED), (405, Kind.FINAL), (408, Kind.BROKEN),
        (411, Kind.FINAL), (413, Kind.FINAL), (425, Kind.BROKEN), (429, Kind.BROKEN), (500, Kind.BROKEN), (501, Kind.FINAL),
        (502, Kind.BROKEN), (503, Kind.BROKEN), (504, Kind.BROKEN), (505, Kind.FINAL), (507, Kind.FINAL), (100, Kind.FINAL),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, kind: Kind) -> None:
    assert upload_outcome(ResponseHead(status, {}), b"").kind is kind
    if kind is not Kind.DONE:
        found = download_start(ResponseHead(status, {}), 5, 0)
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
def test_a_page_in_place_of_a_confirmation(headers: dict[str, str], body: bytes, kind: Kind) -> None:
    assert upload_outcome(ResponseHead(200, headers), body).kind is kind


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
def test_where_a_body_begins(status: int, headers: dict[str, str], offset: int, begin: Any) -> None:
    found = download_start(ResponseHead(status, headers), 100, offset)
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
def test_what_an_exception_means(error: Exception, kind: Kind) -> None:
    assert error_outcome(error).kind is kind


def test_a_certificate_behind_another_error_is_seen() -> None:
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert "certificate" in error_outcome(error).text


@pytest.mark.parametrize(
    ("etag", "is_strong"),
    [('"a"', True), ('""', True), ('W/"a"', False), ("a", False), ('"a', False), ('"a\n"', False), ("", False)],
)
def test_versions_that_can_be_resumed_with(etag: str, is_strong: bool) -> None:
    assert strong_etag({"etag": etag}) == (etag if is_strong else "")


def test_the_first_refusal_is_an_expired_url_and_later_ones_wait() -> None:
    tries = Attempts("a", rng=lambda: 1.0)
    assert [tries.delay(REFUSED, "h") > 0 for _ in range(MAX_ATTEMPTS - 1)] == [False, True, True]
    with pytest.raises(StorageError, match=f"a: the storage host h refused. It was tried {MAX_ATTEMPTS} times"):
        tries.delay(REFUSED, "h")


def test_what_gets_on_is_tried_for_longer() -> None:
    tries = Attempts("a")
    for step in range(1, 50):
        tries.delay(BROKEN, "h", received=step * PROGRESS)
    for _ in range(MAX_ATTEMPTS - 2):
        tries.delay(BROKEN, "h", received=49 * PROGRESS + 1)
    with pytest.raises(StorageError):
        tries.delay(BROKEN, "h", received=50 * PROGRESS - 1)


def test_a_host_that_wants_to_be_left_alone_for_too_long_is_given_up() -> None:
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
def test_where_urls_may_lead(url: str | None, allow_http: bool, is_good: bool) -> None:
    if is_good:
        assert str(checked_url(url, "a", allow_http)) == url
    else:
        with pytest.raises(StorageError) as caught:
            checked_url(url, "a", allow_http)
        assert "evil.example/x" not in str(caught.value)


class Source:
    path = "a"
    size = 3


class Place:
    upload_url = "https://s.example/1?signature=secret"
    path = "up/a"


def test_the_steps_of_an_upload() -> None:
    flow = send(Source(), Place(), False)  # type: ignore[arg-type]
    put = next(flow)
    assert isinstance(put, Put)
    assert "secret" not in repr(put)
    assert flow.send(BROKEN) == Pause(pytest.approx(0, abs=10))
    assert flow.send(None) == AskAgain()
    assert isinstance(flow.send(Place()), Put)
    with pytest.raises(StopIteration) as end:
        flow.send(DONE)
    assert end.value.value == "up/a"


class Target:
    remote, path, received, etag, discarded, is_committed = "a", "local", 0, "1", 0, False

    def commit(self) -> None:
        pass

    def discard(self) -> None:
        self.discarded += 1


class File:
    url, size = "https://s.example/1?signature=secret", 3


def test_the_steps_of_a_download() -> None:
    target = Target()
    flow = receive(target, File(), False)  # type: ignore[arg-type]
    get = next(flow)
    assert isinstance(get, Get)
    assert "secret" not in repr(get)
    assert isinstance(flow.send(BROKEN), Pause)
    assert target.etag == "1"
    assert flow.send(None) == AskAgain()
    assert isinstance(flow.send(File()), Get)
    assert isinstance(flow.send(REFUSED._replace(status=200)), Pause)
    assert target.etag == ""
    flow.send(None)
    flow.send(File())
    assert flow.send(DONE) == FileWork(target.commit)
    assert not target.discarded
    with pytest.raises(StopIteration) as end:
        flow.send(None)
    assert end.value.value == "local"


def test_a_download_that_ends_early_is_discarded() -> None:
    for end in (
        lambda flow: flow.close(),
        lambda flow: flow.throw(KeyboardInterrupt),
        lambda flow: flow.send(Outcome(Kind.FINAL, "x")),
    ):
        target = Target()
        flow = receive(target, File(), False)  # type: ignore[arg-type]
        next(flow)
        with suppress(KeyboardInterrupt, StorageError):
            end(flow)  # type: ignore[no-untyped-call]
        assert target.discarded == 1


def job(path: str) -> Job[str]:
    return Job(path, 1, iter(()), lambda: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (FileTransferError("x"), False), (OSError(errno.EACCES, "x"), False), (FileNotFoundError("x"), False),
        (OSError(errno.ENOSPC, "x"), True), (OSError(errno.EMFILE, "x"), True), (APIError("x"), True), (ValueError("x"), True),
        (KeyboardInterrupt(), True),
    ],
)  # fmt: skip
def test_which_errors_end_the_call(error: BaseException, ends: bool) -> None:
    for is_single in (False, True):
        batch = Batch[str](None, 2, is_single)
        one = job("a")
        batch.begin(one)
        if ends or is_single:
            with pytest.raises(type(error)):
                batch.fail(one, error)
        else:
            batch.fail(one, error)

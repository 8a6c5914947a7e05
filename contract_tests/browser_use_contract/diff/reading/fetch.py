"""Downloads a document over http or https, with limits on size and time. Only safe redirects are followed."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
import zlib
from queue import Empty, Queue

import httpx

from ..errors import CannotCompare

_REDIRECTS = 5
_SILENCE = 10.0  # Seconds without a byte.
# Content encodings that some servers use although they were not requested.
_PACKED = ("gzip", "x-gzip", "deflate")
_ANY_HEADER = 47  # zlib detects gzip by itself.
_ACCEPT = "application/vnd.oai.openapi+json, application/vnd.oai.openapi, application/json, application/yaml, */*;q=0.5"


def fetch(url: str, most_bytes: int, seconds: float = 30.0) -> tuple[str, bytes]:
    """Downloads `url` and returns content type and body. `seconds` is the time limit, including redirects.

    Redirects must lead to http or https, not from https to http, and not from a public address into a private network.

    Raises:
        CannotCompare: the download fails or exceeds the limits.
    """
    answers: Queue[tuple[str, bytes] | Exception] = Queue()

    def download() -> None:
        try:
            answers.put(_download(url, most_bytes, seconds))
        except Exception as error:  # It is raised in the caller's thread.
            answers.put(error)

    # A server that sends its headers byte by byte blocks only this daemon thread, not the caller.
    threading.Thread(target=download, daemon=True, name="document download").start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise CannotCompare(url, None, "no response in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _download(url: str, most_bytes: int, seconds: float) -> tuple[str, bytes]:
    deadline = time.monotonic() + seconds
    address = url
    try:
        with httpx.Client(timeout=httpx.Timeout(min(_SILENCE, seconds)), follow_redirects=False) as client:
            for _ in range(_REDIRECTS + 1):
                with client.stream("GET", address, headers={"Accept": _ACCEPT, "Accept-Encoding": "identity"}) as response:
                    if response.has_redirect_location:
                        address = _next_address(url, response)
                        continue
                    if response.status_code != 200:
                        raise CannotCompare(url, None, f"the server answers {response.status_code} instead of 200")
                    return response.headers.get("content-type", ""), _body(url, response, most_bytes, deadline)
    except httpx.TimeoutException as error:
        raise CannotCompare(url, None, "no response in time") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise CannotCompare(url, None, f"cannot be reached: {error or type(error).__name__}") from error
    raise CannotCompare(url, None, f"more than {_REDIRECTS} redirects")


def _body(url: str, response: httpx.Response, most_bytes: int, deadline: float) -> bytes:
    """Returns the decompressed body. httpx would decompress without a limit, and a few bytes can become gigabytes."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", *_PACKED):
        raise CannotCompare(url, None, f"has the unexpected content encoding `{encoding[:40]}`")
    unpack = zlib.decompressobj(_ANY_HEADER) if encoding in _PACKED else None
    parts = bytearray()
    for part in response.iter_raw(65536):
        if unpack is not None:
            try:
                part = unpack.decompress(part, most_bytes + 1 - len(parts))
            except zlib.error as error:
                raise CannotCompare(url, None, f"does not match its content encoding: {error}") from error
        parts += part
        if len(parts) > most_bytes:
            raise CannotCompare(url, None, f"larger than {most_bytes // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise CannotCompare(url, None, "takes too long to arrive")
    if unpack is not None and not unpack.eof:
        raise CannotCompare(url, None, "is incomplete")
    return bytes(parts)


def _next_address(url: str, response: httpx.Response) -> str:
    here = response.request.url
    there = here.join(response.headers["location"])
    if there.scheme not in {"http", "https"} or (here.scheme == "https" and there.scheme == "http"):
        raise CannotCompare(url, None, f"redirects from {here.scheme} to {there.scheme}, which is not followed")
    if there.host != here.host and _is_private(there.host) and not _is_private(here.host):
        raise CannotCompare(url, None, "redirects into a private network, which is not followed")
    return str(there.copy_with(username=None, password=None) if there.host != here.host else there)


def _is_private(host: str) -> bool:
    """Whether one of the host's addresses is local or in a private network."""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, None)}
    except OSError:
        return False  # The request will fail too.
    return any(not ipaddress.ip_address(address.partition("%")[0]).is_global for address in found)

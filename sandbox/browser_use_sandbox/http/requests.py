"""Which project a request belongs to: by its API key, or by its origin if it has no key."""

import ipaddress
import re
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.routing import Mount, Route
from starlette.types import Scope

from ..common.api_errors import BodyTooLarge, InvalidKey
from ..common.json_text import timestamp
from ..simulation.project import Project


def project_of_key(scope: Scope, projects: Mapping[str, Project], header: bytes) -> Project | None:
    """The project of the key in that header (a name in lower case), or None if the request has no key.

    InvalidKey if the key is wrong, or if there are two different keys.
    """
    keys = {value for name, value in scope["headers"] if name == header}
    if not keys:
        return None
    project = projects.get(keys.pop().decode("latin-1")) if len(keys) == 1 else None
    if project is None:
        raise InvalidKey
    return project


def project_of_host(request: HTTPConnection, projects: Mapping[str, Project]) -> Project | None:
    """The only project of the sandbox, if the request comes from the same machine; otherwise None.

    Requests that a foreign web page sends from a browser on this machine do not count: their Origin header names that page, or
    their Host header another name of this address.
    """
    if len(projects) != 1 or request.client is None or not is_loopback(request.client.host):
        return None
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    try:
        has_own_host = is_loopback(urlsplit(f"//{host}").hostname or "")
        is_own_page = not origin or urlsplit(origin).netloc == host
    except ValueError:
        return None
    return next(iter(projects.values())) if has_own_host and is_own_page else None


def is_loopback(host: str) -> bool:
    """Whether this name or address is that of this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def read_bounded(request: Request, limit: int) -> bytes:
    """The whole body. BodyTooLarge as soon as it is known to be longer than `limit` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise BodyTooLarge(limit)
    chunks: list[bytes] = []
    size = 0
    while True:
        # The same as request.stream(), which is slow for small bodies.
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise BodyTooLarge(limit)
        if not message.get("more_body", False):
            return b"".join(chunks)


def log_request(now: datetime, scope: Scope, status: int | None, started: float, note: str = "") -> None:
    """Write a line with the time of the sandbox; `started` is the start of the request by time.perf_counter."""
    took = (time.perf_counter() - started) * 1000
    path = scope["path"].encode("unicode_escape").decode("ascii")
    line = f"{timestamp(now)} {scope['method']} {path} {status or 'none'} {took:.1f} ms"
    print(f"{line} {note[:200]}" if note else line, file=sys.stderr, flush=True)


_R = TypeVar("_R", Route, Mount)


def strict(route: _R) -> _R:
    """The route, changed to match line feeds in paths: Starlette ignores one at the end and does not match one inside."""
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z", re.DOTALL)
    return route

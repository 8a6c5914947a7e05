"""Which project a request belongs to: by its API key, or by its origin if it has no key."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope

from ..common.api_errors import InvalidKey
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

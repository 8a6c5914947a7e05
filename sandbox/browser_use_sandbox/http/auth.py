"""Whose request it is: what the key, or for lack of one the way that it came, says."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope

from ..common.api_errors import InvalidKey
from ..simulation.project import Project


def project_of_key(scope: Scope, projects: Mapping[str, Project], header: bytes) -> Project | None:
    """The project whose key the request has in that header, whose name is in lower case; None where it has none.

    InvalidKey for a wrong key, and for two that differ.
    """
    keys = {value for name, value in scope["headers"] if name == header}
    if not keys:
        return None
    project = projects.get(keys.pop().decode("latin-1")) if len(keys) == 1 else None
    if project is None:
        raise InvalidKey
    return project


def project_of_host(request: HTTPConnection, projects: Mapping[str, Project]) -> Project | None:
    """The only project, for who asks without a key but from the sandbox's own machine; else None.

    A web page of somebody else in a browser on this machine does not count: it says where it comes from (Origin), or has a
    name of its own for this address (Host).
    """
    if len(projects) != 1 or request.client is None or not is_loopback(request.client.host):
        return None
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    try:
        comes_by_own_name = is_loopback(urlsplit(f"//{host}").hostname or "")
        is_own_page = not origin or urlsplit(origin).netloc == host
    except ValueError:
        return None
    return next(iter(projects.values())) if comes_by_own_name and is_own_page else None


def is_loopback(host: str) -> bool:
    """Whether this name or address means the own machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

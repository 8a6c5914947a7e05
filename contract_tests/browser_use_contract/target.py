"""The server to check: its URL and key, and whether it is this API."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from . import spec
from .refused import CheckRefused

if TYPE_CHECKING:
    from .client import Client
    from .exchange import Exchange

_NOBODY = "00000000-0000-4000-8000-00000000dead"


@dataclass(frozen=True)
class Target:
    """A base URL with an API key. The key is not in the repr."""

    url: str
    api_key: str = field(repr=False)
    #: Hosts, in lower case, that may be reached by unencrypted HTTP: the user's own test servers.
    local_hosts: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_local(self) -> bool:
        """Whether the server is the user's own test server, on this machine or an allowed host. Sessions are free there."""
        return self.is_local_host(self.host)

    def is_local_host(self, host: str) -> bool:
        return is_loopback(host) or host.lower() in self.local_hosts


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: a loopback address or a name such as localhost."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def target(url: str, api_key: str, allow_http: Iterable[str] = ()) -> Target:
    """Returns the target for a base URL and a key. Raises CheckRefused if they cannot be used; its message says what to do.

    `allow_http` contains hosts that may be reached by unencrypted HTTP.
    """
    parts = _parts(url)
    if parts.query or parts.fragment or parts.username:
        raise CheckRefused("The base URL must have no user, query or fragment. Give the key with --api-key.")
    if not api_key.isascii() or not api_key.isprintable():
        raise CheckRefused("The API key has characters that no HTTP header can carry. Copy it again, without line breaks.")
    named = frozenset(host.lower() for host in allow_http) if parts.scheme == "http" else frozenset[str]()
    found = Target(url.rstrip("/"), api_key, named)
    split = spec.split_path(parts.path.rstrip("/"))
    if split and split[0]:
        base = found.url[: -len(split[1])]
        raise CheckRefused(f"{found.url} is the address of an operation. The base URL is the part before it: {base}")
    if parts.scheme == "http" and not found.is_local:
        message = f"The key would be sent to {found.host} unencrypted. Use an https URL."
        raise CheckRefused(f"{message} For your own test server, such as a sandbox in CI, add --allow-http {found.host}")
    return found


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise CheckRefused(f"{url!r} is not a base URL. Example: https://api.browser-use.com/api/v3")


def _refusal(one: Exchange, url: str) -> str:
    """Returns why a response shows that the server cannot be checked. Empty if it can."""
    if one.error == "timeout":
        return f"{url} is too slow: no response within the time limit. Try again, or increase --timeout."
    if "CERTIFICATE_VERIFY_FAILED" in one.error or "certificate verify failed" in one.error:
        return f"The certificate of {url} is not trusted. If your own CA signed it, give the CA's file with --ca."
    if "Tunnel connection failed: 407" in one.error:
        return f"The proxy for {url} asks for a login. Put user and password into its URL: http://user:password@host:port"
    if "Tunnel connection failed" in one.error or "proxy" in one.error.lower():
        return f"The proxy for {url} refuses the request: {one.error}."
    if not one.status:
        return f"{url} does not respond: {one.error}. Is the server running, and is the URL right?"
    if 300 <= one.status < 400:
        where = urlsplit(one.headers.get("location", ""))
        return f"{url} redirects to {where.hostname or 'another path'}. Redirects are not followed; give the final URL."
    if one.status in (401, 403):
        return "The server refuses the key. Give the right one with --api-key or in BROWSER_USE_API_KEY."
    if "html" in one.headers.get("content-type", "").lower() or one.body.lstrip()[:1] == b"<":
        return f"{url} returns HTML. It is a web page or a proxy, not the API. The base URL ends in /api/v3."
    if one.status in (404, 405):
        return f"{url} has no sessions. The base URL ends in /api/v3."
    if one.status == 429:
        return f"{url} says that there are too many requests. Try again later."
    if one.status >= 500:
        return f"{url} fails with {one.status}. Try again later."
    return "" if isinstance(one.object.get("sessions"), list) else f"{url} responds, but it is not this API."


def not_simulated(client: Client) -> list[str]:
    """Returns the operations that a local sandbox does not simulate. Empty if the server is not a sandbox."""
    if not client.target.is_local:
        return []
    one = client.transfer("GET", f"{client.target.origin}/_sandbox")
    if one is None:
        return []
    client.exchanges.remove(one)
    found = one.object.get("not_simulated") if one.status == 200 else None
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def require_api(client: Client) -> None:
    """Sends two read requests and an invalid create request to see whether this is the API and whether the key is valid.

    Raises CheckRefused if not.
    """
    listed = client.send("GET", "/sessions", query=[("page_size", "1")])
    problem = _refusal(listed, client.target.url)
    if not problem:
        return
    other = client.send("GET", f"/sessions/{_NOBODY}") if listed.status else listed
    if other.status in (404, 422) and "detail" in other.object and listed.status not in (404, 405):
        return  # only one operation is broken: the requirements report that
    if listed.status in (404, 405):
        refused = client.send("POST", "/sessions", raw=b"[]", persist=False)
        if refused.status == 422 and "detail" in refused.object:
            return
    raise CheckRefused(problem)

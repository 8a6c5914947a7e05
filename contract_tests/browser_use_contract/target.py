"""The server to be checked: where it is, how it is spoken to, and whether it is this API at all."""

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
    """A base URL with its key. The key shows in no representation."""

    url: str
    api_key: str = field(repr=False)
    #: Hosts, in lower case, that are spoken to without encryption: test servers of one's own beside this machine.
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
        """Whether the server is a test server of one's own, on this machine or a named host, so that sessions cost nothing."""
        return self.is_local_host(self.host)

    def is_local_host(self, host: str) -> bool:
        return is_loopback(host) or host.lower() in self.local_hosts


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its address or by a name that always means it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def target(url: str, api_key: str, allow_http: Iterable[str] = ()) -> Target:
    """Checks a base URL and a key. Raises CheckRefused, with what to do, where they cannot be used.

    `allow_http` are hosts that may be spoken to without encryption.
    """
    parts = _parts(url)
    if parts.query or parts.fragment or parts.username:
        raise CheckRefused("The base URL must have no user, query or fragment; the key goes into --api-key.")
    if not api_key.isascii() or not api_key.isprintable():
        raise CheckRefused("The API key has characters that no HTTP header can carry. Copy it again, without line breaks.")
    named = frozenset(host.lower() for host in allow_http) if parts.scheme == "http" else frozenset[str]()
    found = Target(url.rstrip("/"), api_key, named)
    split = spec.split_path(parts.path.rstrip("/"))
    if split and split[0]:
        base = found.url[: -len(split[1])]
        raise CheckRefused(f"{found.url} is the address of an operation. The base URL is the part before it: {base}")
    if parts.scheme == "http" and not found.is_local:
        told = f"The key would go to {found.host} unencrypted. Use an https URL."
        raise CheckRefused(f"{told} For a test server of your own, such as a sandbox in CI, add --allow-http {found.host}")
    return found


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise CheckRefused(f"{url!r} is no base URL. It looks like https://api.browser-use.com/api/v3")


def _refusal(one: Exchange, url: str) -> str:
    """Why this answer shows that nothing can be checked; empty where it does not."""
    if one.error == "timeout":
        return f"{url} is too slow: no answer within the time limit. Try again, or raise --timeout."
    if "CERTIFICATE_VERIFY_FAILED" in one.error or "certificate verify failed" in one.error:
        return f"The certificate of {url} is not trusted. Where a CA of your own has signed it, give its file with --ca."
    if "Tunnel connection failed: 407" in one.error:
        return (
            f"The proxy on the way to {url} asks for a login. Put user and password into its URL: http://user:password@host:port"
        )
    if "Tunnel connection failed" in one.error or "proxy" in one.error.lower():
        return f"The proxy on the way to {url} does not let the request through: {one.error}."
    if not one.status:
        return f"{url} does not answer: {one.error}. Is the server running, and is the URL right?"
    if 300 <= one.status < 400:
        where = urlsplit(one.headers.get("location", ""))
        return (
            f"{url} redirects to {where.hostname or 'another path'}. Redirects are not followed; give the URL that it leads to."
        )
    if one.status in (401, 403):
        return "The server refuses the key. Give the right one with --api-key or in BROWSER_USE_API_KEY."
    if "html" in one.headers.get("content-type", "").lower() or one.body.lstrip()[:1] == b"<":
        return f"{url} answers HTML. It is a web page or a proxy, not the API; the base URL ends in /api/v3."
    if one.status in (404, 405):
        return f"{url} has no sessions. The base URL ends in /api/v3."
    if one.status == 429:
        return f"{url} answers that there are too many requests. Try again later."
    if one.status >= 500:
        return f"{url} fails with {one.status}. Try again later."
    return "" if isinstance(one.object.get("sessions"), list) else f"{url} answers, but not as this API does."


def not_simulated(client: Client) -> list[str]:
    """The operations that a sandbox on this machine says it does not simulate; none where the server is no sandbox."""
    if not client.target.is_local:
        return []
    one = client.transfer("GET", f"{client.target.origin}/_sandbox")
    if one is None:
        return []
    client.exchanges.remove(one)
    found = one.object.get("not_simulated") if one.status == 200 else None
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def require_api(client: Client) -> None:
    """Tells from two reads, and a creation that breaks the schema, whether the API is there and takes the key.

    Raises CheckRefused where it is not or does not.
    """
    listed = client.send("GET", "/sessions", query=[("page_size", "1")])
    problem = _refusal(listed, client.target.url)
    if not problem:
        return
    other = client.send("GET", f"/sessions/{_NOBODY}") if listed.status else listed
    if other.status in (404, 422) and "detail" in other.object and listed.status not in (404, 405):
        return  # one operation alone is broken: that is for the requirements to say
    if listed.status in (404, 405):
        refused = client.send("POST", "/sessions", raw=b"[]", persist=False)
        if refused.status == 422 and "detail" in refused.object:
            return
    raise CheckRefused(problem)

"""Proxies, from the argument `proxy` or from environment variables: which httpx cannot use, and the failures they cause."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from browser_use_sessions._arguments import invalid_argument, invalid_variable
from browser_use_sessions._transport.base_url import is_loopback_host
from browser_use_sessions._transport.certificates import trust_store
from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    import ssl

    from browser_use_sessions._transport.base_url import BaseUrl

_VARIABLES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
# With these statuses, a proxy will refuse the next attempt as well.
_REFUSED_BY_PROXY = re.compile(r"4(?!08|25|29)\d\d\b")


def checked_proxy(proxy: Any, trusted: ssl.SSLContext | None, base_url: BaseUrl, allow_insecure_http: bool) -> httpx.Proxy | None:
    """The proxy for all connections. `trusted`: the certificates that are trusted, for an https proxy as well.

    Raises InvalidArgumentError if it is not a proxy, or if it would see the key.
    """
    if proxy is None:
        return None
    if not isinstance(proxy, str | httpx.URL | httpx.Proxy):
        raise invalid_argument("proxy", f"must be a URL, not {type(proxy).__name__}", "One looks like http://host:port.")
    made = _usable(proxy, partial(invalid_argument, "proxy"))
    if made.url.scheme == "https" and made.ssl_context is None:
        made.ssl_context = trusted or trust_store()
    if not (base_url.is_secure or allow_insecure_http or is_loopback_host(made.url.host)):
        raise invalid_argument(
            "proxy",
            "would see the API key, since the base URL is plain http",
            "Leave it out, use https, or allow it by allow_insecure_http=True.",
        )
    return made


def check_variables() -> None:
    """Raises InvalidArgumentError if a variable names a proxy that httpx cannot use."""
    for name, value in _set_variables(*_VARIABLES):
        _usable(value if "://" in value else f"http://{value}", partial(invalid_variable, name))


def refusal_to_make_client(error: Exception) -> InvalidArgumentError:
    """An error that names the variable because of which httpx could not make a client."""
    for name, value in _set_variables("NO_PROXY"):
        return invalid_variable(
            name, f"cannot be understood: {value} ({error})", "List hosts, with commas between them, or unset it."
        )
    return InvalidArgumentError(f"No HTTP client can be made here ({error}).", argument="http_client")


def refused_by_proxy(status: str, url: httpx.URL, given: httpx.Proxy | None = None) -> str:
    """What the user can do if a proxy will refuse the next attempt as well, to judge by its status; otherwise empty. `given`: the
    proxy that was given to the client.
    """
    found = _REFUSED_BY_PROXY.match(status)
    if found is None:
        return ""
    name, proxy = _proxy_for(url, given)
    where = f"The proxy{f' {proxy}' if proxy else ''}{f' (from {name})' if name else ''}"
    if found[0] == "407":
        into = f"Put them into {name}: http://user:password@host:port" if name else "Give them to http_client"
        return f"{where} asks for a user name and a password. {into}."
    instead = "add the host to NO_PROXY" if given is None else "leave proxy out"
    return f"{where} refuses connections to {url.host}. Ask its administrator, or {instead}."


def proxy_hint(error: BaseException, url: httpx.URL, given: httpx.Proxy | None = None) -> str:
    """What to look at if no connection was made, and one was perhaps to be made to a proxy; otherwise empty."""
    if not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | ExceptionGroup):
        return ""
    name, proxy = _proxy_for(url, given)
    where = f" (from {name})" if name else ""
    return f"Check the proxy {proxy}{where}, the network and the base URL, then try again." if proxy else ""


def _usable(proxy: str | httpx.URL | httpx.Proxy, refuse: Callable[[str, str], InvalidArgumentError]) -> httpx.Proxy:
    """Raises what `refuse` makes of a problem and a remedy."""
    shown = _without_password(proxy) if isinstance(proxy, str) else "the URL that was given"
    try:
        made = proxy if isinstance(proxy, httpx.Proxy) else httpx.Proxy(proxy)
        if not made.url.host:
            raise ValueError("it names no host")
        if made.url.port is not None and not 0 < made.url.port <= 65535:
            raise ValueError(f"{made.url.port} is not a port")
        httpx.HTTPTransport(proxy=made, verify=False, trust_env=False)
    except ImportError:
        refusal = refuse(f"names a SOCKS proxy ({shown})", "Install the package httpx[socks], or use another proxy.")
    except Exception as error:
        refusal = refuse(f"does not name a proxy: {shown} ({error})", "One looks like http://host:port.")
    else:
        return made
    raise refusal


def _proxy_for(url: httpx.URL, given: httpx.Proxy | None) -> tuple[str, str]:
    """The variable or argument that names the proxy for this URL, and the proxy without its password."""
    if given is not None:
        return "the proxy argument", _without_password(str(given.url))
    for name, value in _set_variables(f"{url.scheme}_PROXY".upper(), "ALL_PROXY"):
        return name, _without_password(value)
    found = getproxies().get(url.scheme, "")
    return "", _without_password(found) if found else ""


def _set_variables(*names: str) -> Iterator[tuple[str, str]]:
    """Those that are set: the name as it is written in this environment, and the value."""
    for name in names:
        for written in (name.lower(), name):
            if value := os.environ.get(written, "").strip():
                yield written, value
                break


def _without_password(proxy: str) -> str:
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    except ValueError:
        return re.sub(r"[^/@]*@", "", proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

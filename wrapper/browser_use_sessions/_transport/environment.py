"""Proxies and certificates from environment variables: which settings httpx cannot use, and which failures they cause."""

from __future__ import annotations

import os
import re
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from browser_use_sessions.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
# With these statuses, a proxy will refuse the next attempt as well.
_REFUSED_BY_PROXY = re.compile(r"4(?!08|25|29)\d\d\b")


def trust_store() -> ssl.SSLContext:
    """The certificates that are trusted. Raises InvalidArgumentError if a variable names a file that cannot be read."""
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:  # An ssl.SSLError is an OSError.
        if (refusal := key_log_refusal(error)) is not None:
            raise refusal from None
        problem = getattr(error, "strerror", None) or str(error)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if value := os.environ.get(name):
            raise _refusal(name, f"names certificates that cannot be read: {value} ({problem})", "Name a PEM file, or unset it.")
    raise InvalidArgumentError(f"The trusted certificates cannot be read ({problem}).", argument="SSL_CERT_FILE")


def key_log_refusal(error: Exception) -> InvalidArgumentError | None:
    """An error that names SSLKEYLOGFILE, if that is why no SSL context could be made."""
    value = os.environ.get("SSLKEYLOGFILE")
    if not (value and isinstance(error, OSError) and error.filename == value):  # For certificates, it has no file name.
        return None
    problem = f"names a file that cannot be written: {value} ({error.strerror})"
    return _refusal("SSLKEYLOGFILE", problem, "Name another, or unset it.")


def check_proxy(url: httpx.URL) -> None:
    """Raises ValueError for what httpx takes, but no proxy can have."""
    if not url.host:
        raise ValueError("it names no host")
    if url.port is not None and not 0 < url.port <= 65535:
        raise ValueError(f"{url.port} is not a port")


def check_set_proxies() -> None:
    for _, value in _set_proxies():
        check_proxy(_proxy_url(value))


def proxy_refusal(error: Exception) -> InvalidArgumentError:
    """An error that names the variable because of which httpx could not make a client."""
    for name, value in _set_proxies():
        try:
            check_proxy(_proxy_url(value))
            httpx.HTTPTransport(proxy=_proxy_url(value), verify=False, trust_env=False)
        except ImportError:
            return _refusal(
                name, f"names a SOCKS proxy ({without_password(value)})", "Install the package httpx[socks], or unset it."
            )
        except Exception as problem:
            shown = without_password(value)
            return _refusal(name, f"does not name a proxy: {shown} ({problem})", "It looks like http://host:port; or unset it.")
    name, value = _variable("NO_PROXY")
    if value:
        return _refusal(name, f"cannot be understood: {value} ({error})", "List hosts, with commas between them, or unset it.")
    return InvalidArgumentError(f"No HTTP client can be made here ({error}).", argument="http_client")


def remedy_for(error: BaseException, url: httpx.URL, given: httpx.Proxy | None = None) -> str:
    """What the user can do about a failure that would happen again; empty for other failures. `given`: the proxy that was given
    to the client.
    """
    if isinstance(error, httpx.ProxyError) and (found := _REFUSED_BY_PROXY.match(str(error))):
        name, proxy = _proxy_for(url, given)
        where = f"The proxy{f' {proxy}' if proxy else ''}{f' (from {name})' if name else ''}"
        if found[0] == "407":
            into = f"Put them into {name}: http://user:password@host:port" if name else "Give them to http_client"
            return f"{where} asks for a user name and a password. {into}."
        instead = "add the host to NO_PROXY" if given is None else "leave proxy out"
        return f"{where} refuses connections to {url.host}. Ask its administrator, or {instead}."
    if is_untrusted_certificate(error):
        return (
            f"The certificate of {url.host} is not trusted. If a proxy or a virus scanner reads TLS traffic here, put the "
            "path of its CA certificate (PEM) into SSL_CERT_FILE or verify; if not, do not go on."
        )
    return ""


def is_untrusted_certificate(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def proxy_refused_us(url: httpx.URL, given: httpx.Proxy | None = None) -> str:
    """For status 407 in a response, as with plain http."""
    return remedy_for(httpx.ProxyError("407"), url, given)


def proxy_hint(error: BaseException, url: httpx.URL, given: httpx.Proxy | None = None) -> str:
    """What to look at if no connection was made, and one was perhaps to be made to a proxy; otherwise empty."""
    if not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | ExceptionGroup):
        return ""
    name, proxy = _proxy_for(url, given)
    where = f" (from {name})" if name else ""
    return f"Check the proxy {proxy}{where}, the network and the base URL, then try again." if proxy else ""


def _proxy_for(url: httpx.URL, given: httpx.Proxy | None) -> tuple[str, str]:
    """The variable or argument that names the proxy for this URL, and the proxy without its password."""
    if given is not None:
        return "the proxy argument", without_password(str(given.url))
    for name in (f"{url.scheme}_PROXY".upper(), "ALL_PROXY"):
        name, value = _variable(name)
        if value:
            return name, without_password(value)
    found = getproxies().get(url.scheme, "")
    return "", without_password(found) if found else ""


def _set_proxies() -> Iterator[tuple[str, str]]:
    for name in _PROXIES:
        found = _variable(name)
        if found[1]:
            yield found


def _proxy_url(value: str) -> httpx.URL:
    return httpx.URL(value if "://" in value else f"http://{value}")


def _variable(name: str) -> tuple[str, str]:
    """The variable's name as it is written in this environment, and its value."""
    for written in (name.lower(), name):
        if value := os.environ.get(written, "").strip():
            return written, value
    return name, ""


def without_password(proxy: str) -> str:
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    except ValueError:
        return re.sub(r"[^/@]*@", "", proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _refusal(name: str, problem: str, remedy: str) -> InvalidArgumentError:
    return InvalidArgumentError(f"The environment variable {name} {problem}. {remedy}", argument=name)

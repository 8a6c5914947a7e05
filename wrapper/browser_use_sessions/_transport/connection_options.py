"""The arguments `proxy` and `verify` of the client, checked; and the settings of clients that move files."""

from __future__ import annotations

import ssl
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from browser_use_sessions._arguments import invalid_argument
from browser_use_sessions._transport.base_url import is_loopback_host
from browser_use_sessions._transport.environment import check_proxy, key_log_refusal, trust_store, without_password

if TYPE_CHECKING:
    from browser_use_sessions._transport.base_url import BaseUrl

SYSTEM = "system"
# For files: seconds for each phase (to connect, and between two chunks of a file).
STORAGE_TIMEOUT = httpx.Timeout(60.0, connect=30.0)
# Storage hosts on this machine are reached without a proxy. (In httpx's form: URL pattern → None.)
NO_PROXY_FOR_LOOPBACK: dict[str, None] = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}


def checked_proxy(proxy: Any, trusted: ssl.SSLContext | None, base_url: BaseUrl, allow_insecure_http: bool) -> httpx.Proxy | None:
    """The proxy for all connections. `trusted`: the certificates that are trusted, for an https proxy as well.

    Raises InvalidArgumentError if it is not a proxy, or if it would see the key.
    """
    if proxy is None:
        return None
    if not isinstance(proxy, str | httpx.URL | httpx.Proxy):
        raise invalid_argument("proxy", f"must be a URL, not {type(proxy).__name__}", "One looks like http://host:port.")
    try:
        made = proxy if isinstance(proxy, httpx.Proxy) else httpx.Proxy(proxy)
        check_proxy(made.url)
        if made.url.scheme == "https" and made.ssl_context is None:
            made.ssl_context = trusted or trust_store()
        httpx.HTTPTransport(proxy=made, verify=False, trust_env=False)
    except ImportError:
        raise invalid_argument("proxy", "is a SOCKS proxy, which needs another package", "Install httpx[socks].") from None
    except Exception as error:
        shown = without_password(str(proxy)) if isinstance(proxy, str) else "the URL that was given"
        raise invalid_argument("proxy", f"is not a proxy: {shown} ({error})", "One looks like http://host:port.") from None
    if not (base_url.is_secure or allow_insecure_http or is_loopback_host(made.url.host)):
        raise invalid_argument(
            "proxy",
            "would see the API key, since the base URL is plain http",
            "Leave it out, use https, or allow it by allow_insecure_http=True.",
        )
    return made


def checked_verify(verify: Any) -> ssl.SSLContext | None:
    """The certificates that are trusted; None for those of the environment."""
    if verify is True or verify is None:
        return None
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify is False:
        return httpx.create_ssl_context(verify=False, trust_env=False)
    if verify == SYSTEM:
        return _system_store()
    if not isinstance(verify, str | PathLike) or not str(verify):
        raise invalid_argument(
            "verify",
            f"must be True, False, {SYSTEM!r}, the path of certificates or an ssl.SSLContext, not {type(verify).__name__}",
            "Leave it out for the usual ones.",
        )
    path = Path(verify)
    try:
        context = ssl.create_default_context(
            cafile=None if path.is_dir() else str(path), capath=str(path) if path.is_dir() else None
        )
    except (OSError, ValueError) as error:  # An ssl.SSLError is an OSError.
        if (refusal := key_log_refusal(error)) is not None:
            raise refusal from None
        problem = getattr(error, "strerror", None) or str(error)
        raise invalid_argument(
            "verify", f"names certificates that cannot be read: {path} ({problem})", "Name a PEM file."
        ) from None
    context.set_alpn_protocols(["http/1.1"])
    return context


def _system_store() -> ssl.SSLContext:
    try:
        import truststore
    except ImportError:
        raise invalid_argument(
            "verify", f"is {SYSTEM!r}, which needs the package truststore", "Install the extra: pip install '.[truststore]'."
        ) from None
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

"""The way to the API that the caller chooses: `proxy` and `verify`, checked before there is a client."""

from __future__ import annotations

import ssl
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from browser_use_sessions.address import leads_here
from browser_use_sessions.checks import refusal
from browser_use_sessions.environment import without_password

if TYPE_CHECKING:
    from browser_use_sessions.address import Address

SYSTEM = "system"


def checked_proxy(proxy: Any, address: Address, allow_insecure_http: bool) -> httpx.Proxy | None:
    """The proxy that everything goes through. Raises InvalidArgumentError where it is none, and where it would see the key."""
    if proxy is None:
        return None
    if not isinstance(proxy, str | httpx.URL | httpx.Proxy):
        raise refusal("proxy", f"must be a URL, not {type(proxy).__name__}", "One looks like http://host:port.")
    try:
        made = proxy if isinstance(proxy, httpx.Proxy) else httpx.Proxy(proxy)
        if not made.url.host:
            raise ValueError("it names no host")
        httpx.HTTPTransport(proxy=made, verify=False, trust_env=False)
    except ImportError:
        raise refusal("proxy", "is a SOCKS proxy, which takes a package more", "Install httpx[socks].") from None
    except Exception as error:
        shown = without_password(str(proxy)) if isinstance(proxy, str) else "the URL that was given"
        raise refusal("proxy", f"is none: {shown} ({error})", "One looks like http://host:port.") from None
    if not (address.is_secure or allow_insecure_http or leads_here(made.url.host)):
        raise refusal(
            "proxy",
            "would see the API key, since the base URL is plain http",
            "Leave it out, use https, or allow it by allow_insecure_http=True.",
        )
    return made


def checked_verify(verify: Any) -> ssl.SSLContext | None:
    """Whose certificates are trusted; None for what the environment says."""
    if verify is True or verify is None:
        return None
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify is False:
        return httpx.create_ssl_context(verify=False, trust_env=False)
    if verify == SYSTEM:
        return _system_store()
    if not isinstance(verify, str | PathLike) or not str(verify):
        raise refusal(
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
        problem = getattr(error, "strerror", None) or str(error)
        raise refusal("verify", f"names certificates that cannot be read: {path} ({problem})", "Name a PEM file.") from None
    context.set_alpn_protocols(["http/1.1"])
    return context


def _system_store() -> ssl.SSLContext:
    try:
        import truststore
    except ImportError:
        raise refusal(
            "verify", f"is {SYSTEM!r}, which takes the package truststore", "Install the extra: pip install '.[truststore]'."
        ) from None
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

"""Connection settings: trusted certificates, a client certificate, a proxy, the request rate."""

from __future__ import annotations

import ssl
import urllib.request
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

import urllib3

from .refused import CheckRefused


@dataclass(frozen=True)
class Connection:
    """The settings. Paths are PEM files. `timeout` and `pause`, the minimum time between two requests, are in seconds."""

    timeout: float = 10.0
    pause: float = 0.0
    ca: str | None = None
    client_cert: str | None = None
    insecure: bool = False
    #: The URL of a proxy. Empty means no proxy, None means the proxy from the environment.
    proxy: str | None = None
    #: Headers that are sent with every request to the API.
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "headers": dict(self.headers)}

    def require_usable(self, url: str, *, is_local: bool) -> None:
        """Raises CheckRefused if a certificate or the proxy cannot be used. The message says what to do."""
        self._context(with_client=True)
        self.proxy_for(url, is_local=is_local)

    def manager(self, url: str, size: int, *, is_local: bool, with_client: bool) -> urllib3.PoolManager:
        """Returns a connection pool with these settings. Only the pool for the API uses the client certificate."""
        settings: dict[str, Any] = {
            "maxsize": size,
            "block": False,
            "timeout": urllib3.Timeout(connect=min(self.timeout, 5.0), read=self.timeout),
        }
        if not is_local or url.startswith("https:"):
            settings["ssl_context"] = self._context(with_client=with_client)
        proxy = self.proxy_for(url, is_local=is_local)
        return urllib3.ProxyManager(proxy, **settings) if proxy else urllib3.PoolManager(**settings)

    def _context(self, *, with_client: bool) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(cafile=self.ca)
        except (OSError, ssl.SSLError) as error:
            message = f"--ca {self.ca} cannot be used: {_told(error)}."
            raise CheckRefused(f"{message} Give a file of certificates in PEM format.") from None
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            warnings.filterwarnings("ignore", category=urllib3.exceptions.InsecureRequestWarning)
        if self.client_cert and with_client:
            try:
                context.load_cert_chain(self.client_cert, password=lambda: b"")
            except (OSError, ssl.SSLError) as error:
                message = f"--client-cert {self.client_cert} cannot be used: {_told(error)}."
                raise CheckRefused(f"{message} Give a PEM file with a certificate and its key, without a password.") from None
        return context

    def proxy_for(self, url: str, *, is_local: bool) -> str:
        """Returns the URL of the proxy for a server, or an empty string. Local hosts are reached directly."""
        if self.proxy == "" or (is_local and self.proxy is None):
            return ""
        name, found = "--proxy", self.proxy
        if found is None:
            host = urlsplit(url).hostname or ""
            if urllib.request.proxy_bypass(host):
                return ""
            name, proxies = "The proxy of the environment (HTTPS_PROXY or ALL_PROXY)", urllib.request.getproxies()
            found = proxies.get("https") or proxies.get("all") or ""
        if not found:
            return ""
        found = found if "://" in found else f"http://{found}"
        try:
            parts = urlsplit(found)
            if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
                return found
        except ValueError:
            pass
        raise CheckRefused(f"{name} cannot be used. It looks like http://proxy.example.com:8080; SOCKS is not supported.")


def _told(error: OSError | ssl.SSLError) -> str:
    return (error.strerror or type(error).__name__).rstrip(".")

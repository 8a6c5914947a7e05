"""The base of both clients: their settings, checked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from browser_use_sessions._arguments import checked_callable, checked_integer, invalid_argument
from browser_use_sessions._flows.context import Context
from browser_use_sessions._transport.base_url import find_base_url
from browser_use_sessions._transport.retry import RetryPolicy
from browser_use_sessions.polling import Pace

if TYPE_CHECKING:
    import ssl
    from os import PathLike

    import httpx

    from browser_use_sessions._shutdown.tracked_sessions import Tracked
    from browser_use_sessions._transport.api_key import ApiKey

    ProxyType = str | httpx.URL | httpx.Proxy
    VerifyType = bool | str | PathLike[str] | ssl.SSLContext

# Seconds that all attempts of one call may take together, without the requests themselves.
_RETRY_BUDGET = 120.0


class ClientBase:
    """The base of `BrowserUse` and `AsyncBrowserUse`."""

    def __init__(
        self,
        key: ApiKey,
        base_url: str | None,
        timeout: float | httpx.Timeout | None,
        max_retries: int,
        pace: Pace,
        allow_insecure_http: bool,
        proxy: ProxyType | None,
        verify: VerifyType,
    ) -> None:
        key.check()
        self._base_url = find_base_url(base_url, allow_insecure_http)
        retries = checked_integer("max_retries", max_retries, 0)
        checked_callable("pace", pace)
        from browser_use_sessions._transport import httpx_adapter  # Imports httpx, which is not needed before there is a client.
        from browser_use_sessions._transport.certificates import checked_verify
        from browser_use_sessions._transport.proxies import checked_proxy

        trusted = checked_verify(verify)
        proxy_used = checked_proxy(proxy, trusted, self._base_url, allow_insecure_http)
        self._adapter = httpx_adapter.HttpxAdapter(
            key, self._base_url, httpx_adapter.checked_timeout(timeout), proxy_used, trusted
        )
        self._ctx = Context(RetryPolicy(retries, _RETRY_BUDGET), pace, self._stop_at_exit)

    @property
    def base_url(self) -> str:
        """Where requests go. It ends in `/api/v3`."""
        return self._base_url.url

    def _stop_at_exit(self, keys: list[Tracked]) -> list[str]:
        raise NotImplementedError

    def __repr__(self) -> str:
        where = f" {self._base_url.url}" if hasattr(self, "_base_url") else ""
        return f"<{type(self).__name__}{where}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"A {type(self).__name__} holds the API key and open connections and is not pickled or copied: make a new one "
            "where it is needed."
        )


def checked_client(http_client: Any, kind: str, proxy: Any, verify: Any) -> Any:
    """The caller's own httpx client. `kind`: the name of its class (httpx itself is imported late)."""
    import httpx

    for name, is_given in (("proxy", proxy is not None), ("verify", verify is not True)):
        if http_client is not None and is_given:
            raise invalid_argument(name, "cannot be given together with http_client", f"Give {name} to the httpx.{kind}.")
    if http_client is not None and not isinstance(http_client, getattr(httpx, kind)):
        raise invalid_argument(
            "http_client",
            f"must be an httpx.{kind}, not {type(http_client).__name__}",
            "Leave it out if you need none of your own.",
        )
    return http_client

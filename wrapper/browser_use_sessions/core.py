"""What both clients are made of: their settings, checked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from browser_use_sessions.address import find_address
from browser_use_sessions.checks import checked_callable, checked_integer, refusal
from browser_use_sessions.flows.context import Context
from browser_use_sessions.polling import Pace
from browser_use_sessions.retry import Policy

if TYPE_CHECKING:
    import ssl
    from os import PathLike

    import httpx

    from browser_use_sessions.registry import Held
    from browser_use_sessions.secret import Secret

if TYPE_CHECKING:
    ProxyType = str | httpx.URL | httpx.Proxy
    VerifyType = bool | str | PathLike[str] | ssl.SSLContext

# The time that all tries of one call may take together, besides the requests themselves.
_RETRY_BUDGET = 120.0


class Core:
    """The base of `BrowserUse` and `AsyncBrowserUse`."""

    def __init__(
        self,
        secret: Secret,
        base_url: str | None,
        timeout: float | httpx.Timeout | None,
        max_retries: int,
        pace: Pace,
        allow_insecure_http: bool,
        proxy: ProxyType | None,
        verify: VerifyType,
    ) -> None:
        secret.check()
        self._address = find_address(base_url, allow_insecure_http)
        retries = checked_integer("max_retries", max_retries, 0)
        checked_callable("pace", pace)
        from browser_use_sessions import wire  # Brings httpx, which is not needed before there is a client.
        from browser_use_sessions.connection_options import checked_proxy, checked_verify

        way = checked_proxy(proxy, self._address, allow_insecure_http), checked_verify(verify)
        self._wire = wire.Wire(secret, self._address, wire.checked_timeout(timeout), *way)
        self._ctx = Context(Policy(retries, _RETRY_BUDGET), pace, self._stop_at_exit)

    @property
    def base_url(self) -> str:
        """Where requests go; ends in `/api/v3`."""
        return self._address.url

    def _stop_at_exit(self, whats: list[Held]) -> list[str]:
        raise NotImplementedError

    def __repr__(self) -> str:
        where = f" {self._address.url}" if hasattr(self, "_address") else ""
        return f"<{type(self).__name__}{where}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"A {type(self).__name__} holds the API key and open connections and is not pickled or copied: make a new one "
            "where it is needed."
        )


def checked_client(http_client: Any, kind: str, proxy: Any, verify: Any) -> Any:
    """The caller's own httpx client. `kind` is the class it must be of, by name: httpx itself is imported late."""
    import httpx

    for name, is_given in (("proxy", proxy is not None), ("verify", verify is not True)):
        if http_client is not None and is_given:
            raise refusal(name, "cannot be given together with http_client", f"Give {name} to the httpx.{kind}.")
    if http_client is not None and not isinstance(http_client, getattr(httpx, kind)):
        raise refusal(
            "http_client", f"must be an httpx.{kind}, not {type(http_client).__name__}", "Leave it out to get one made."
        )
    return http_client

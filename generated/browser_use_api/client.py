# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from attrs import define, evolve, field

if TYPE_CHECKING:
    import ssl

    import httpx


@define
class Client:
    """Where the API is, and how to reach it; without an API key. The functions in `browser_use_api.api` take it as `client`.

    Attributes:
        base_url: the API's address, which all paths are relative to, for instance https://api.browser-use.com/api/v3.
        cookies: sent with every request.
        headers: sent with every request.
        timeout: how long to wait for the server, in seconds; None waits without limit.
        verify_ssl: whether to verify the server's certificate; a path or an `ssl.SSLContext` says how.
        follow_redirects: whether to follow redirects; the API has none.
        httpx_args: further arguments for `httpx.Client` and `httpx.AsyncClient`.
        raise_on_unexpected_status: whether to raise `errors.UnexpectedStatus` for a status code that the spec does not describe.
    """

    raise_on_unexpected_status: bool = field(default=False, kw_only=True)
    _base_url: str = field(alias="base_url")
    _cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies", repr=False)
    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers", repr=False)
    _timeout: httpx.Timeout | float | None = field(default=30.0, kw_only=True, alias="timeout")
    _verify_ssl: str | bool | ssl.SSLContext = field(default=True, kw_only=True, alias="verify_ssl")
    _follow_redirects: bool = field(default=False, kw_only=True, alias="follow_redirects")
    _httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args", repr=False)
    _client: httpx.Client | None = field(default=None, init=False, repr=False, eq=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False, eq=False)

    def with_headers(self, headers: dict[str, str]) -> Self:
        """A client like this one, with additional headers; the httpx clients that this one holds get them too."""
        for client in self._open_clients():
            client.headers.update(headers)
        return evolve(self, headers={**self._headers, **headers})

    def with_cookies(self, cookies: dict[str, str]) -> Self:
        """A client like this one, with additional cookies; the httpx clients that this one holds get them too."""
        for client in self._open_clients():
            client.cookies.update(cookies)
        return evolve(self, cookies={**self._cookies, **cookies})

    def with_timeout(self, timeout: httpx.Timeout | float | None) -> Self:
        """A client like this one, with another timeout; the httpx clients that this one holds get it too."""
        for client in self._open_clients():
            client.timeout = timeout
        return evolve(self, timeout=timeout)

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Use this `httpx.Client`, with its own address, headers, cookies and timeout instead of those given here."""
        self._client = client
        return self

    def get_httpx_client(self) -> httpx.Client:
        """The `httpx.Client` that requests go through; made at the first call where none was set."""
        if self._client is None:
            import httpx

            self._client = httpx.Client(**self._settings(), **self._httpx_args)
        return self._client

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Use this `httpx.AsyncClient`, with its own address, headers, cookies and timeout instead of those given here."""
        self._async_client = async_client
        return self

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The `httpx.AsyncClient` that requests go through; made at the first call where none was set."""
        if self._async_client is None:
            import httpx

            self._async_client = httpx.AsyncClient(**self._settings(), **self._httpx_args)
        return self._async_client

    def _open_clients(self) -> list[httpx.Client | httpx.AsyncClient]:
        return [client for client in (self._client, self._async_client) if client is not None]

    def _settings(self) -> dict[str, Any]:
        return {
            "base_url": self._base_url,
            "cookies": self._cookies,
            "headers": {**self._headers, **self._auth_headers()},
            "timeout": self._timeout,
            "verify": self._verify_ssl,
            "follow_redirects": self._follow_redirects,
        }

    def _auth_headers(self) -> dict[str, str]:
        return {}

    def __enter__(self) -> Self:
        """Open the `httpx.Client`; a client can be entered once."""
        self.get_httpx_client().__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self.get_httpx_client().__exit__(*args)

    async def __aenter__(self) -> Self:
        """Open the `httpx.AsyncClient`; a client can be entered once."""
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(self, *args: Any) -> None:
        await self.get_async_httpx_client().__aexit__(*args)


@define
class AuthenticatedClient(Client):
    """A Client with an API key.

    Attributes:
        token: the API key.
        prefix: what stands before the key in the header.
        auth_header_name: the header that carries the key.
    """

    token: str = field(repr=False)
    prefix: str = ""
    auth_header_name: str = "X-Browser-Use-API-Key"

    def _auth_headers(self) -> dict[str, str]:
        return {self.auth_header_name: f"{self.prefix} {self.token}" if self.prefix else self.token}

"""Requests over httpx, for the clients of this package: no retries, no redirects, since headers may hold a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from .errors import ApiError, ArgumentError

if TYPE_CHECKING:
    from .operation import Request

T = TypeVar("T")


class HttpxBase:
    """What both transports share: where requests go, and what answers mean."""

    argument_error: type[ArgumentError] = ArgumentError

    def __init__(self, base_url: str, headers: Mapping[str, str] | None) -> None:
        if not re.match(r"https?://[^/?#]", base_url):
            raise ArgumentError(
                f"base_url must begin with https:// or http:// and name a host, not {base_url!r:.80}.", argument="base_url"
            )
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})

    def _arguments(self, request: Request[Any]) -> dict[str, Any]:
        headers = {"Accept": request.operation.accept, **self._headers, **request.headers}
        if request.content is not None:
            headers["Content-Type"] = request.content_type
        return {
            "method": request.method,
            "url": self._base_url + request.target,
            "headers": headers,
            "content": request.content,
            "follow_redirects": False,
        }

    def _result(self, request: Request[T], response: httpx.Response) -> T:
        if response.is_success:
            return request.read(response.status_code, response.content, response.headers.get("content-type", ""))
        body = request.read_error(response.status_code, response.content)
        where = f", which points to {response.headers['location']!r:.100}" if response.has_redirect_location else ""
        raise ApiError(f"{request} was answered {response.status_code}{where}.", response.status_code, body)


class HttpxTransport(HttpxBase):
    """Blocking, over an `httpx.Client`: the caller's, or one of its own."""

    def __init__(
        self, base_url: str, headers: Mapping[str, str] | None, http_client: httpx.Client | None, timeout: float | None
    ) -> None:
        super().__init__(base_url, headers)
        self._is_ours = http_client is None
        self._client = httpx.Client(timeout=timeout) if http_client is None else http_client

    def send(self, request: Request[T], /) -> T:
        return self._result(request, self._client.request(**self._arguments(request)))

    def close(self) -> None:
        if self._is_ours:
            self._client.close()


class AsyncHttpxTransport(HttpxBase):
    """With asyncio, over an `httpx.AsyncClient`: the caller's, or one of its own."""

    def __init__(
        self, base_url: str, headers: Mapping[str, str] | None, http_client: httpx.AsyncClient | None, timeout: float | None
    ) -> None:
        super().__init__(base_url, headers)
        self._is_ours = http_client is None
        self._client = httpx.AsyncClient(timeout=timeout) if http_client is None else http_client

    async def send(self, request: Request[T], /) -> T:
        return self._result(request, await self._client.request(**self._arguments(request)))

    async def close(self) -> None:
        if self._is_ours:
            await self._client.aclose()

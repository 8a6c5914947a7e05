"""Requests to storage hosts: they have no key, header or cookie of the API client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import httpx

from browser_use_sessions._transport.httpx_adapter import USER_AGENT

if TYPE_CHECKING:
    from browser_use_sessions.files.flows import Get, Put


def put_request(put: Put, content: Iterator[bytes] | AsyncIterator[bytes], **extensions: Any) -> httpx.Request:
    headers = {"User-Agent": USER_AGENT, "Content-Type": put.source.content_type, "Content-Length": str(put.source.size)}
    return httpx.Request("PUT", put.url, headers=headers, content=content if put.source.size else b"", extensions=extensions)


def get_request(get: Get, **extensions: Any) -> httpx.Request:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    if get.target.etag:
        headers |= {"Range": f"bytes={get.target.received}-", "If-Range": get.target.etag}
    return httpx.Request("GET", get.url, headers=headers, extensions=extensions)


def timeouts(client: httpx.Client | httpx.AsyncClient) -> dict[str, float | None]:
    """The client's timeouts. Waiting for a connection from its pool has none, since the number of transfers is limited
    elsewhere.
    """
    return client.timeout.as_dict() | {"pool": None}

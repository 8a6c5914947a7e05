"""Requests to storage hosts: nothing of the API client's goes into them, no key, no header, no cookie."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from browser_use_sessions.files.flows import Get, Put

USER_AGENT = "browser-use-sessions"
# No proxy leads to storage hosts on this machine. (In httpx's form: a pattern, and None for no transport of its own.)
NO_PROXY_HERE: dict[str, None] = {f"all://{host}": None for host in ("localhost", "127.0.0.1", "[::1]")}
# Seconds for each phase: to connect, and between two pieces of a file.
TIMEOUT = httpx.Timeout(60.0, connect=30.0)


def put_request(put: Put, content: Iterator[bytes] | AsyncIterator[bytes], **extensions: Any) -> httpx.Request:
    headers = {"User-Agent": USER_AGENT, "Content-Type": put.source.content_type, "Content-Length": str(put.source.size)}
    return httpx.Request("PUT", put.url, headers=headers, content=content if put.source.size else b"", extensions=extensions)


def get_request(get: Get, **extensions: Any) -> httpx.Request:
    headers = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    if get.target.etag:
        headers |= {"Range": f"bytes={get.target.received}-", "If-Range": get.target.etag}
    return httpx.Request("GET", get.url, headers=headers, extensions=extensions)


def timeouts(client: httpx.Client | httpx.AsyncClient) -> dict[str, float | None]:
    """The client's. Nothing waits for a place in its pool by the clock, since how much is under way is bounded elsewhere."""
    return client.timeout.as_dict() | {"pool": None}

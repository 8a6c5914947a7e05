"""Checks of the URLs from which and to which files are moved. They come from a server, so they are checked before use."""

from __future__ import annotations

import httpx

from browser_use_sessions._transport.base_url import is_loopback_host
from browser_use_sessions.files.errors import StorageError


def checked_url(url: str | None, path: str, allow_http: bool) -> httpx.URL:
    """The signed URL of a file. Raises StorageError, which does not show the URL.

    Plain http to another machine shows the file and the URL's signature to the network. It is allowed only if the caller has
    decided to reach the API itself that way (`allow_http`).
    """
    try:
        parsed = httpx.URL(url or "")
    except (httpx.InvalidURL, TypeError, ValueError):
        parsed = httpx.URL("")
    if parsed.scheme not in ("https", "http") or not parsed.host or parsed.userinfo:
        raise StorageError(f"{path}: the API gave no usable URL for it. Try again later.", path=path)
    if parsed.scheme == "http" and not (allow_http or is_loopback_host(parsed.host)):
        raise StorageError(
            f"{path}: its URL leads to the storage host {parsed.host} by plain http, although the API is reached by https. "
            "Nothing was sent there.",
            path=path,
            host=parsed.host,
        )
    return parsed


def host_of(url: httpx.URL) -> str:
    """Host and port, for messages."""
    return url.netloc.decode("ascii", "replace")

"""The base URL of the API, checked before the key is sent there."""

from __future__ import annotations

import os
import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from browser_use_sessions.errors import InvalidArgumentError

DEFAULT_BASE_URL = "https://api.browser-use.com/api/v3"
URL_VARIABLE = "BROWSER_USE_BASE_URL"
_PATH = "/api/v3"
_QUOTES = "\"'`"


class BaseUrl(NamedTuple):
    """`url` has no slash at its end."""

    url: str
    is_secure: bool
    """It is https."""
    is_loopback: bool
    """It leads to this machine."""


def find_base_url(base_url: str | None, allow_insecure_http: bool) -> BaseUrl:
    """The base URL from the argument, the environment or the default. Raises InvalidArgumentError."""
    if base_url is not None and not isinstance(base_url, str):
        raise InvalidArgumentError(f"base_url must be a string, not {type(base_url).__name__}.", argument="base_url")
    given = os.environ.get(URL_VARIABLE) if base_url is None else base_url
    text = DEFAULT_BASE_URL if given is None else given.strip()
    if not text:  # Most likely a variable that is not set. The public API, which costs money, is not what the caller wants.
        raise _refusal("The base URL is empty. Give an address, or leave it out for the public API")
    parts = _split(text)
    host = parts.hostname or ""
    is_loopback = is_loopback_host(host)
    if parts.scheme == "http" and (netloc := _reachable(parts.netloc)) != parts.netloc and not allow_insecure_http:
        raise _refusal(f"{text} is where a server listens. Is http://{netloc}{parts.path} meant?")
    if parts.scheme == "http" and not (is_loopback or allow_insecure_http):
        raise _refusal(
            f"{text} would send the API key unencrypted. Use https; in Python, allow_insecure_http=True lets a trusted network do"
        )
    return BaseUrl(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", parts.scheme == "https", is_loopback)


def _split(text: str) -> SplitResult:
    shown = re.split("[?#]", text)[0][:200]  # The rest may contain a key.
    if shown.strip(_QUOTES) != shown:
        raise _refusal(f"The base URL is in quotes: {shown}. Leave them out; a .env file may have kept them")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _refusal(f"{shown!r} holds characters that no URL has")
    if "://" not in text:
        begin = re.match(r"(?:(https?):?)?/+", shown)
        rest = _reachable(shown[begin.end() :] if begin else shown)
        scheme = begin[1] if begin else None
        scheme = scheme or ("http" if is_loopback_host(_host_in(rest)) else "https")
        raise _refusal(f"{shown} has no scheme. Is {scheme}://{rest} meant?")
    try:
        parts = urlsplit(text)
        port_is_wrong = parts.port == 0
    except ValueError as error:
        raise _refusal(f"{shown} is no URL ({error})") from None
    if "@" in parts.netloc:
        raise _refusal("The base URL holds a user name or password. Give the API key as api_key, or in BROWSER_USE_API_KEY")
    if parts.scheme not in ("https", "http"):
        raise _refusal(f"{shown} begins with {parts.scheme}://. Only https:// and http:// are possible")
    if not parts.hostname or port_is_wrong:
        raise _refusal(f"{shown} names no host")
    if parts.query or parts.fragment:
        raise _refusal(f"{shown} has a query or a fragment. Leave out everything behind {_PATH}")
    if not parts.path.rstrip("/").endswith(_PATH):
        raise _refusal(f"{shown} does not end in {_PATH}. Is {parts.scheme}://{parts.netloc}{_PATH} meant?")
    return parts


def _host_in(text: str) -> str:
    """The host of a URL without a scheme; "" if there is none."""
    try:
        return urlsplit(f"//{text}").hostname or ""
    except ValueError:
        return ""


def _reachable(text: str) -> str:
    """The text with an address of this machine in place of the one that means all of its addresses, where only servers listen."""
    return re.sub(r"^0\.0\.0\.0(?=[:/]|$)", "127.0.0.1", re.sub(r"^\[::\](?=[:/]|$)", "[::1]", text))


def is_loopback_host(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refusal(problem: str) -> InvalidArgumentError:
    end = "" if problem.endswith("?") else "."
    return InvalidArgumentError(f"{problem}{end} (The base URL comes from base_url or {URL_VARIABLE}.)", argument="base_url")

"""The API key, in an object that does not show it."""

from __future__ import annotations

import os
from typing import NoReturn

from browser_use_sessions.errors import InvalidArgumentError

KEY_VARIABLE = "BROWSER_USE_API_KEY"


class Secret:
    """Holds the key. Its repr hides it, and it refuses to be pickled."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def hide_in(self, text: str) -> str:
        """The text without the key, which a server or a library may have repeated."""
        return text.replace(self._text, "[API key]")

    def __repr__(self) -> str:
        return "<API key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key is not pickled. Make a new client where it is needed, from BROWSER_USE_API_KEY.")


def find_key(api_key: str | None) -> Secret:
    """The key from the argument or the environment. Raises InvalidArgumentError, which does not show it."""
    if api_key is not None and not isinstance(api_key, str):
        raise InvalidArgumentError(f"api_key must be a string, not {type(api_key).__name__}.", argument="api_key")
    key = (api_key or os.environ.get(KEY_VARIABLE) or "").strip()
    is_given, is_usable = bool(key), key.isascii() and key.isprintable()
    secret = Secret(key)
    api_key = key = ""  # The traceback of an error raised from here on may be shown with its variables.
    if not is_given:
        raise InvalidArgumentError(
            f"There is no API key. Set {KEY_VARIABLE} or give api_key; keys are made at https://cloud.browser-use.com. To try "
            "things out without one, run `bu-sessions sandbox` and use its URL as base_url, with the key sandbox-key.",
            argument="api_key",
        )
    if not is_usable:
        raise InvalidArgumentError(
            "The API key holds characters that no key has (line breaks, control or non-ASCII characters): copy it again.",
            argument="api_key",
        )
    return secret

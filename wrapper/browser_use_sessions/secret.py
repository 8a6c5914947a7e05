"""The API key, in an object that does not show it."""

from __future__ import annotations

import os
from typing import NoReturn

from browser_use_sessions.errors import InvalidArgumentError

KEY_VARIABLE = "BROWSER_USE_API_KEY"
# Shorter than any real key; hiding a letter of a test's own would make a hash of every message.
_SHORTEST = 8


class Secret:
    """Holds the key. Its repr hides it, and it refuses to be pickled.

    Whether it can be a key is checked in a step of its own: an error raised here may be shown with the variables of all functions
    on the way, and by then none of them has it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip() if isinstance(text, str) else text

    def check(self) -> None:
        """Raises InvalidArgumentError, which does not show the key."""
        problem = ""
        if not isinstance(self._text, str):
            problem = f"api_key must be a string, not {type(self._text).__name__}."
        elif not self._text:
            problem = (
                f"There is no API key. Set {KEY_VARIABLE} or give api_key; keys are made at https://cloud.browser-use.com. To "
                "try things out without one, run `bu-sessions sandbox` and use its URL as base_url, with the key sandbox-key."
            )
        elif not (self._text.isascii() and self._text.isprintable()):
            problem = (
                "The API key holds characters that no key has (line breaks, control or non-ASCII characters): copy it again."
            )
        if problem:
            raise InvalidArgumentError(problem, argument="api_key")

    def reveal(self) -> str:
        return self._text

    def hide_in(self, text: str) -> str:
        """The text without the key, which a server or a library may have repeated."""
        return text.replace(self._text, "[API key]") if len(self._text) >= _SHORTEST else text

    def __repr__(self) -> str:
        return "<API key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key is not pickled. Make a new client where it is needed, from BROWSER_USE_API_KEY.")


def find_key(api_key: str | None) -> Secret:
    """The key from the argument or the environment, whatever it looks like."""
    return Secret(api_key if api_key else os.environ.get(KEY_VARIABLE) or "")

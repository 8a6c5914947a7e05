"""The API key, in an object that does not show it."""

from __future__ import annotations

import os
from typing import NoReturn

from browser_use_sessions.errors import InvalidArgumentError

KEY_VARIABLE = "BROWSER_USE_API_KEY"
# Shorter than any real key. Redacting a short key of a test would spoil ordinary words in messages.
_SHORTEST = 8
_QUOTES = "\"'`"


class ApiKey:
    """The key. Its repr does not show it, and it cannot be pickled.

    `check` is a separate step, because tools show errors together with the variables of all functions in the traceback: when it
    raises, no variable holds the key any more.
    """

    __slots__ = ("_text", "_was_given")

    def __init__(self, text: str, was_given: bool = False) -> None:
        self._text = text.strip() if isinstance(text, str) else text
        self._was_given = was_given

    def check(self) -> None:
        """Raises InvalidArgumentError, which does not show the key."""
        problem = ""
        if not isinstance(self._text, str):
            problem = f"api_key must be a string, not {type(self._text).__name__}."
        elif not self._text and self._was_given:
            problem = f"api_key is empty. Give a key, or leave api_key out, so that it comes from {KEY_VARIABLE}."
        elif not self._text:
            problem = (
                f"There is no API key. Set {KEY_VARIABLE} or give api_key; keys are made at https://cloud.browser-use.com. To "
                "try things out without one, run `bu-sessions sandbox` and use its URL as base_url, with the key sandbox-key."
            )
        elif not (self._text.isascii() and self._text.isprintable()):
            problem = (
                "The API key holds characters that no key has (line breaks, control or non-ASCII characters): copy it again."
            )
        elif self._text[0] in _QUOTES or self._text[-1] in _QUOTES:
            problem = "The API key is in quotes, which no key has: leave them out (a .env file may have kept them)."
        elif " " in self._text or self._text.startswith(f"{KEY_VARIABLE}="):
            problem = (
                "The API key holds a blank or the variable's name. Give the key alone, without the variable's name, a word such "
                "as Bearer, or a comment."
            )
        if problem:
            raise InvalidArgumentError(problem, argument="api_key")

    def reveal(self) -> str:
        return self._text

    def redact(self, text: str) -> str:
        """The text with the key replaced, in case a server or a library has repeated it."""
        return text.replace(self._text, "[API key]") if len(self._text) >= _SHORTEST else text

    def __repr__(self) -> str:
        return "<API key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("An API key is not pickled. Make a new client where it is needed, from BROWSER_USE_API_KEY.")


def find_api_key(api_key: str | None) -> ApiKey:
    """The key from the argument or the environment, not checked yet."""
    return ApiKey(os.environ.get(KEY_VARIABLE, "")) if api_key is None else ApiKey(api_key, was_given=True)

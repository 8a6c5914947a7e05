# Made by tools/generate.py from an OpenAPI document; never edit it.
"""What this package raises.

    ApiClientError                   the root of all errors here
    ├── ArgumentError                an argument that the API's document does not allow; nothing was sent (also a ValueError)
    ├── ApiError                     the server answered with an error status: .status_code, .body
    └── InvalidResponse              the server's answer is not what the document describes: .status_code, .content

What httpx raises when there is no answer (`httpx.HTTPError`) passes through as it is.
"""

from __future__ import annotations

from typing import Any


class ApiClientError(Exception):
    """The root of all errors of this package."""


class ArgumentError(ApiClientError, ValueError):
    """An argument that the API's document does not allow. Nothing was sent."""

    argument: str
    """The argument's name. The message says where in it, as in `files[0].size`."""

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message)
        self.argument = argument

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.argument)


class ApiError(ApiClientError):
    """The server answered with an error status."""

    status_code: int
    """The HTTP status."""
    body: Any
    """The error body: a model if the document describes it, otherwise JSON data or text."""

    def __init__(self, message: str, status_code: int, body: Any) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.body = body

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.status_code, self.body)


class InvalidResponse(ApiClientError):
    """The server's answer is not what the document describes, for instance a proxy's page."""

    status_code: int
    """The HTTP status."""
    content: bytes
    """The body as it came. The message does not contain it, since it may be long or hold secrets."""
    problem: str
    """What is wrong with it, in a few words."""

    def __init__(self, message: str, status_code: int, content: bytes, problem: str = "") -> None:
        super().__init__(message)
        self.status_code = status_code
        self.content = content
        self.problem = problem

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.status_code, self.content, self.problem)

# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

"""The errors that the functions of `browser_use_api.api` raise, besides httpx's own."""

# What reading a body raises that is no JSON, or not of the shape that the spec describes.
UNREADABLE = (AttributeError, KeyError, RecursionError, TypeError, ValueError)


class UnexpectedStatus(Exception):
    """A status code that the spec does not describe; raised only where `Client.raise_on_unexpected_status` is true."""

    def __init__(self, status_code: int, content: bytes) -> None:
        super().__init__(status_code, content)
        self.status_code = status_code
        self.content = content

    def __str__(self) -> str:
        return f"Unexpected status code {self.status_code}: {self.content[:500].decode(errors='replace')}"


class InvalidResponse(Exception):
    """A successful response (2xx) whose body is not what the spec describes; `__cause__` says what was wrong with it."""

    def __init__(self, status_code: int, content: bytes, reason: str) -> None:
        super().__init__(status_code, content, reason)
        self.status_code = status_code
        self.content = content
        self.reason = reason

    def __str__(self) -> str:
        return f"The body of a response with status code {self.status_code} cannot be read: {self.reason}"


__all__ = ["InvalidResponse", "UnexpectedStatus"]

"""The errors that the API answers with. Each becomes a response with its status and its `detail`."""

from typing import Any


class ApiError(Exception):
    """An error response: the HTTP status, the `detail` of the body, and headers."""

    status: int

    def __init__(self, detail: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers


class InvalidKey(ApiError):
    status = 401

    def __init__(self, detail: str = "Invalid API key") -> None:
        super().__init__(detail)


class NoCredits(ApiError):
    """The credits are spent, or the plan allows no more."""

    status = 402

    def __init__(self, detail: str = "Insufficient credits") -> None:
        super().__init__(detail)


class NotFound(ApiError):
    """A resource of that kind does not exist."""

    status = 404

    def __init__(self, kind: str = "Resource") -> None:
        super().__init__(f"{kind} not found")


class SessionBusy(ApiError):
    status = 409

    def __init__(self, status: str) -> None:
        super().__init__(f"Session is not idle but {status}")


class BodyTooLarge(ApiError):
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request body is larger than {limit} bytes")


class InvalidRequest(ApiError):
    """The request breaks the contract; `detail` is a list of `{loc, msg, type}`."""

    status = 422


class TooManySessions(ApiError):
    """Too many sessions or browsers are active."""

    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("Too many concurrent active sessions", {"Retry-After": str(retry_after_seconds)})


class BadScript(ApiError):
    """The script of a test fails, or breaks the contract. This is an error of the test, not of the caller."""

    status = 500

    def __init__(self, reason: str) -> None:
        super().__init__(f"The sandbox's script has failed: {reason}")


class SearchUnavailable(ApiError):
    """A value for the output schema takes a search, and this installation of the sandbox lacks the library for it."""

    status = 501

    def __init__(self) -> None:
        super().__init__("A value for this outputSchema needs a search; install browser-use-sessions[sandbox] for it")

"""May a request be sent again, and after how long? Pure functions: time and random numbers are arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions._transport.calls import Response, TransportFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions._transport.calls import Call, Headers, Outcome

BASE = 0.5
LONGEST_BACKOFF = 8.0
# A persistent call is sent again after so many seconds, even if the server asks for a longer pause.
LONGEST_RETRY_AFTER = 60.0
# What was certainly not sent is tried for at least so many seconds: a server that restarts accepts no connections meanwhile.
UNSENT_SECONDS = 5.0
MAX_RETRY_AFTER = 1e9
RETRYABLE_STATUSES = frozenset((502, 503, 504))
_PERHAPS_RETRYABLE = frozenset((408, 409, 425))
_NEVER_RETRYABLE = frozenset((501, 505, 511))


class RetryPolicy:
    """How often and how long to try: `max_retries` (None: no limit), and `budget` in seconds since the first attempt.

    After status 429, when the server itself asks for a pause, `rate_limit_budget` replaces `budget`; after status 404, when a new
    session may not be known everywhere yet, `not_found_budget` does. `persistent`: a call that may be repeated is sent again
    after every response that may be temporary or makes no sense, as a proxy's page does; the last attempt is made when the budget
    ends.
    """

    __slots__ = ("budget", "max_retries", "not_found_budget", "persistent", "rate_limit_budget")

    def __init__(
        self,
        max_retries: int | None,
        budget: float,
        rate_limit_budget: float | None = None,
        persistent: bool = False,
        not_found_budget: float = 0.0,
    ) -> None:
        self.max_retries = max_retries
        self.budget = budget
        self.rate_limit_budget = budget if rate_limit_budget is None else rate_limit_budget
        self.persistent = persistent
        self.not_found_budget = not_found_budget

    def budget_after(self, outcome: Outcome) -> float:
        if isinstance(outcome, Response) and outcome.status in (404, 429):
            return self.rate_limit_budget if outcome.status == 429 else self.not_found_budget
        return self.budget


def delay_before_retry(
    policy: RetryPolicy, call: Call[Any], outcome: Outcome, retries: int, elapsed: float, wall: float, rng: Callable[[], float]
) -> float | None:
    """Seconds to wait before the call is sent again; None if it must not be sent again.

    `retries`: how many there have been. `elapsed`: seconds since the first attempt. `wall`: the time of day as a timestamp. `rng`
    returns numbers from 0 to 1.
    """
    is_unsent = isinstance(outcome, TransportFailure) and not outcome.sent
    limit = policy.max_retries
    is_last = limit is not None and retries >= limit and not (is_unsent and limit > 0 and elapsed < UNSENT_SECONDS)
    if is_last or not may_repeat(call, outcome, policy):
        return None
    requested = retry_after(outcome.headers, wall) if isinstance(outcome, Response) else None
    if requested is not None:
        delay = requested * (1 + 0.1 * rng())
    else:
        delay = backoff(retries, (lambda: 0.5 + rng() / 2) if is_unsent else rng)
    left = policy.budget_after(outcome) - elapsed
    if policy.persistent and left > 0:
        delay = min(delay, left, LONGEST_RETRY_AFTER)
    return delay if delay <= left else None


def may_have_acted(outcome: Outcome) -> bool:
    """Whether the server may have carried the call out, although the outcome is not a success."""
    return outcome.sent if isinstance(outcome, TransportFailure) else outcome.status >= 500


def may_repeat(call: Call[Any], outcome: Outcome, policy: RetryPolicy) -> bool:
    """Whether sending the call again is both safe and useful.

    After status 429, and if no connection was made, the server has done nothing, so every call may be sent again. Otherwise only
    idempotent calls are sent again; `POST /sessions` is not idempotent.
    """
    if isinstance(outcome, TransportFailure):
        return outcome.retryable and (call.request.is_idempotent or not outcome.sent)
    if outcome.status == 429 or not call.request.is_idempotent:
        return outcome.status == 429
    if not policy.persistent:
        return outcome.status in RETRYABLE_STATUSES
    fails = outcome.status >= 500 and outcome.status not in _NEVER_RETRYABLE
    return fails or outcome.status in _PERHAPS_RETRYABLE or (outcome.status == 404 and policy.not_found_budget > 0)


def backoff(retries: int, rng: Callable[[], float]) -> float:
    """Full jitter: a random number of seconds, from 0 to a bound that doubles with each retry."""
    return rng() * min(LONGEST_BACKOFF, BASE * 2.0 ** min(retries, 30))


def retry_after(headers: Headers, wall: float) -> float | None:
    """The pause in seconds that the server asked for; None if there is none, or if it makes no sense.

    The header has seconds or an HTTP date. A date is compared with the server's clock if the response has a Date header.
    """
    text = (headers.get("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text)
    elif (then := http_date(text)) is not None:
        now = http_date(headers.get("date") or "")
        seconds = then - (wall if now is None else now)
    else:
        return None
    return min(seconds, MAX_RETRY_AFTER) if seconds > 0 else None


def http_date(text: str) -> float | None:
    """The timestamp of an HTTP date; None for any other text."""
    from email.utils import mktime_tz, parsedate_tz

    try:
        parts = parsedate_tz(text)
        return None if parts is None else float(mktime_tz(parts))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None

"""May a request be sent again, and after how long? Pure functions; time and chance are arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions.calls import Answer, Lost

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions.calls import Call, Outcome

BASE = 0.5
LONGEST_BACKOFF = 8.0
# A wait that goes on anyway looks again after so long, however much longer the server asks for.
LONGEST_RETRY_AFTER = 60.0
# What was certainly not sent is tried for at least so long: a server that restarts takes no connections meanwhile.
UNSENT_SECONDS = 5.0
MOST_RETRY_AFTER = 1e9
PASSING_STATUSES = frozenset((502, 503, 504))
_PASSING_PERHAPS = frozenset((408, 409, 425))
_NEVER_PASSING = frozenset((501, 505, 511))


class Policy:
    """How often and how long to try: `max_retries` (None is no limit), and `budget` in seconds from the first try on.

    `busy_budget` takes the place of `budget` after a 429, where the server itself asks for patience, and `missing_budget` after a
    404: a new session may not be known everywhere yet. `stubborn`: a call that may be repeated is, after any answer that could
    pass, and after one that makes no sense, as those of proxies do; the last try comes when the budget ends.
    """

    __slots__ = ("budget", "busy_budget", "max_retries", "missing_budget", "stubborn")

    def __init__(
        self,
        max_retries: int | None,
        budget: float,
        busy_budget: float | None = None,
        stubborn: bool = False,
        missing_budget: float = 0.0,
    ) -> None:
        self.max_retries = max_retries
        self.budget = budget
        self.busy_budget = budget if busy_budget is None else busy_budget
        self.stubborn = stubborn
        self.missing_budget = missing_budget

    def budget_after(self, outcome: Outcome) -> float:
        if isinstance(outcome, Answer) and outcome.status in (404, 429):
            return self.busy_budget if outcome.status == 429 else self.missing_budget
        return self.budget


def delay_before_retry(
    policy: Policy, call: Call[Any], outcome: Outcome, retries: int, elapsed: float, wall: float, chance: Callable[[], float]
) -> float | None:
    """Seconds to wait before the call is sent again, or None where it must not be sent again.

    `retries` is how many there have been, `elapsed` the seconds since the first try, `wall` the time of day as a timestamp,
    `chance` a source of numbers from 0 to 1.
    """
    is_unsent = isinstance(outcome, Lost) and not outcome.sent
    most = policy.max_retries
    is_enough = most is not None and retries >= most and not (is_unsent and most > 0 and elapsed < UNSENT_SECONDS)
    if is_enough or not may_repeat(call, outcome, policy):
        return None
    named = retry_after(outcome, wall)
    if named is not None:
        delay = named * (1 + 0.1 * chance())
    else:
        delay = backoff(retries, (lambda: 0.5 + chance() / 2) if is_unsent else chance)
    left = policy.budget_after(outcome) - elapsed
    if policy.stubborn and left > 0:
        delay = min(delay, left, LONGEST_RETRY_AFTER)
    return delay if delay <= left else None


def may_have_acted(outcome: Outcome) -> bool:
    """Whether the server may have carried the call out, although the outcome is no success."""
    return outcome.sent if isinstance(outcome, Lost) else outcome.status >= 500


def may_repeat(call: Call[Any], outcome: Outcome, policy: Policy) -> bool:
    """Whether sending the call again is both safe and of use.

    After a 429, and where no connection was made, nothing has happened yet, so that is safe for every call. Otherwise only calls
    that change nothing when they are repeated are sent again; `POST /sessions` is not one of them.
    """
    if isinstance(outcome, Lost):
        return outcome.passing and (call.request.is_idempotent or not outcome.sent)
    if outcome.status == 429 or not call.request.is_idempotent:
        return outcome.status == 429
    if not policy.stubborn:
        return outcome.status in PASSING_STATUSES
    fails = outcome.status >= 500 and outcome.status not in _NEVER_PASSING
    return fails or outcome.status in _PASSING_PERHAPS or (outcome.status == 404 and policy.missing_budget > 0)


def backoff(retries: int, chance: Callable[[], float]) -> float:
    """Full jitter: anything from 0 to a bound that doubles with each retry."""
    return chance() * min(LONGEST_BACKOFF, BASE * 2.0 ** min(retries, 30))


def retry_after(outcome: Outcome, wall: float) -> float | None:
    """The wait that the server asked for; None where it asked for none that makes sense.

    The header is seconds or an HTTP date. A date is compared with the server's own clock where the answer tells it.
    """
    if not isinstance(outcome, Answer):
        return None
    text = (outcome.headers.get("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text)
    elif (then := http_date(text)) is not None:
        now = http_date(outcome.headers.get("date") or "")
        seconds = then - (wall if now is None else now)
    else:
        return None
    return min(seconds, MOST_RETRY_AFTER) if seconds > 0 else None


def http_date(text: str) -> float | None:
    """The timestamp of an HTTP date, None for anything else."""
    from email.utils import mktime_tz, parsedate_tz

    try:
        parts = parsedate_tz(text)
        return None if parts is None else float(mktime_tz(parts))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None

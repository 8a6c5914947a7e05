"""Retry decisions: whether a request may be sent again, and after which delay."""

from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_api.operations import sessions
from browser_use_sessions._transport.calls import Response, TransportFailure, call, get_session, stop_session
from browser_use_sessions._transport.retry import (
    LONGEST_RETRY_AFTER,
    UNSENT_SECONDS,
    RetryPolicy,
    backoff,
    delay_before_retry,
    may_repeat,
    retry_after,
)

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
NOW = 1_700_000_000.0
SAFE = [get_session(ID), call(sessions.LIST), stop_session(ID), call(sessions.DELETE, session_id=ID)]
CREATE = call(sessions.CREATE, task="t")
POLICY = RetryPolicy(3, 120.0)


def answer(status: int, **headers: str) -> Response:
    return Response(status, b"", {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 422, 500, 501, 520, 302])
def test_permanent_statuses_are_not_retried(status: int) -> None:
    assert not any(may_repeat(one, answer(status), POLICY) for one in [*SAFE, CREATE])


@pytest.mark.parametrize("status", [502, 503, 504])
def test_create_is_not_retried_after_gateway_errors(status: int) -> None:
    assert all(may_repeat(one, answer(status), POLICY) for one in SAFE)
    assert not may_repeat(CREATE, answer(status), POLICY)


def test_every_operation_is_retried_after_429() -> None:
    assert all(may_repeat(one, answer(429), POLICY) for one in [*SAFE, CREATE])


def test_create_is_retried_after_a_transport_failure_only_if_unsent() -> None:
    assert may_repeat(CREATE, TransportFailure("refused", sent=False), POLICY)
    assert not may_repeat(CREATE, TransportFailure("reset", sent=True), POLICY)
    assert not may_repeat(CREATE, TransportFailure("certificate", sent=False, retryable=False), POLICY)
    assert all(may_repeat(one, TransportFailure("reset", sent=True), POLICY) for one in SAFE)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        (" 7 ", 7.0),
        ("0", None),
        ("-3", None),
        ("1e3", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("9" * 5000, 1e9),
        ("3600", 3600.0),
        (formatdate(NOW + 5, usegmt=True), 5.0),
        (formatdate(NOW - 5, usegmt=True), None),
        (formatdate(NOW + 10**6, usegmt=True), 1e6),
        ("Wed, 99 Foo 2023 99:99:99 GMT", None),
        ("Tue, 14 Nov 99999 22:13:20 GMT", 1e9),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    got = retry_after(answer(429, retry_after=value).headers, NOW)
    assert got == seconds or (seconds == 1e9 and got is None)  # Not every Python version can parse such a year.


def test_retry_after_date_is_relative_to_the_date_header() -> None:
    an_hour_ahead = {"retry_after": formatdate(NOW + 3605, usegmt=True), "date": formatdate(NOW + 3600, usegmt=True)}
    assert retry_after(answer(503, **an_hour_ahead).headers, NOW) == 5.0


@given(retries=st.integers(0, 500), chance=st.floats(0, 1))
def test_backoff_has_full_jitter_and_a_bound(retries: int, chance: float) -> None:
    assert 0 <= backoff(retries, lambda: chance) <= min(8.0, 0.5 * 2 ** min(retries, 10))


@given(
    retries=st.integers(0, 10),
    most=st.integers(0, 10),
    elapsed=st.floats(0, 200),
    header=st.sampled_from(["", "1", "59", "1000", "x"]),
)
def test_retry_count_and_budget_are_never_exceeded(retries: int, most: int, elapsed: float, header: str) -> None:
    delay = delay_before_retry(
        RetryPolicy(most, 60.0), SAFE[0], answer(429, retry_after=header), retries, elapsed, NOW, lambda: 1.0
    )
    if delay is not None:
        assert retries < most
        assert elapsed + delay <= 60.0
        assert delay >= (retry_after(answer(429, retry_after=header).headers, NOW) or 0)


def test_429_may_have_its_own_budget() -> None:
    arguments: Any = (0, 30.0, NOW, lambda: 1.0)
    policy = RetryPolicy(None, 10.0, rate_limit_budget=1000.0)
    assert delay_before_retry(policy, SAFE[0], answer(503), *arguments) is None
    assert delay_before_retry(policy, SAFE[0], answer(429), *arguments) is not None


def test_no_retry_when_retry_after_exceeds_the_budget() -> None:
    assert delay_before_retry(POLICY, CREATE, answer(429, retry_after="3600"), 0, 0.0, NOW, lambda: 0.5) is None


def test_persistent_policy_caps_retry_after() -> None:
    policy = RetryPolicy(None, 60.0, rate_limit_budget=14_400.0, persistent=True)
    delay = delay_before_retry(policy, SAFE[0], answer(429, retry_after="3600"), 0, 0.0, NOW, lambda: 0.5)
    assert delay == LONGEST_RETRY_AFTER


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_unsent_requests_are_retried_for_several_seconds(chance: float) -> None:
    """A server refuses connections while it restarts."""
    refused, elapsed, retries = TransportFailure("refused", sent=False), 0.0, 0
    while (
        delay := delay_before_retry(RetryPolicy(3, 120.0), CREATE, refused, retries, elapsed, NOW, lambda: chance)
    ) is not None:
        elapsed += delay
        retries += 1
    assert elapsed >= UNSENT_SECONDS > 3
    assert retries < 10
    assert delay_before_retry(RetryPolicy(0, 120.0), CREATE, refused, 0, 0.0, NOW, lambda: chance) is None


@pytest.mark.parametrize("status", [501, 505, 511, 301, 302, 307, 308])
def test_persistent_policy_does_not_retry_final_statuses(status: int) -> None:
    assert not may_repeat(SAFE[0], answer(status), RetryPolicy(None, 60.0, persistent=True))

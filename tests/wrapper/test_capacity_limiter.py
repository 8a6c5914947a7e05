"""When a run may try again after the API refused a create with 429."""

from browser_use_sessions._decisions.capacity_limiter import CapacityLimiter


def test_unlimited_before_the_first_refusal() -> None:
    limiter = CapacityLimiter()
    assert all(limiter.try_acquire(0.0) for _ in range(100))
    limiter.on_admitted()
    limiter.on_released()
    assert limiter.try_acquire(0.0)


def test_one_attempt_after_the_pause_of_a_refusal() -> None:
    limiter = CapacityLimiter()
    limiter.on_refused(100.0, retry_after=7.0, random=0.5)
    assert not limiter.try_acquire(106.9)
    assert limiter.try_acquire(107.0)
    assert not limiter.try_acquire(107.1)


def test_each_release_after_a_refusal_allows_one_attempt() -> None:
    limiter = CapacityLimiter()
    limiter.on_refused(100.0, None, 0.5)
    limiter.on_released()
    limiter.on_released()
    assert [limiter.try_acquire(100.0) for _ in range(3)] == [True, True, False]


def test_admission_after_a_refusal_allows_one_more_attempt() -> None:
    limiter = CapacityLimiter()
    limiter.on_refused(100.0, 60.0, 0.5)
    assert limiter.try_acquire(160.0)
    limiter.on_admitted()
    assert [limiter.try_acquire(160.0) for _ in range(2)] == [True, False]


def test_pause_grows_with_refusals_and_resets_after_admission() -> None:
    limiter = CapacityLimiter()
    pauses = []
    for _ in range(8):
        limiter.on_refused(0.0, None, 1.0)
        pauses.append(next(tenth / 10 for tenth in range(1000) if limiter.try_acquire(tenth / 10)))
    assert pauses == sorted(pauses)
    assert pauses[-1] == 8.0
    limiter.on_admitted()
    limiter.on_refused(0.0, None, 1.0)
    assert not limiter.try_acquire(0.4)
    assert limiter.try_acquire(0.5)

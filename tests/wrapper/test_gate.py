"""Waiting for room: who may try when."""

from browser_use_sessions.flows.gate import Gate


def test_it_is_open_until_the_api_refuses() -> None:
    gate = Gate()
    assert all(gate.lets_in(0.0) for _ in range(100))
    gate.entered()
    gate.left()
    assert gate.lets_in(0.0)


def test_after_a_refusal_one_may_try_when_the_pause_is_over() -> None:
    gate = Gate()
    gate.refused(100.0, retry_after=7.0, chance=0.5)
    assert not gate.lets_in(106.9)
    assert gate.lets_in(107.0)
    assert not gate.lets_in(107.1)


def test_after_a_refusal_each_end_makes_room_for_one() -> None:
    gate = Gate()
    gate.refused(100.0, None, 0.5)
    gate.left()
    gate.left()
    assert [gate.lets_in(100.0) for _ in range(3)] == [True, True, False]


def test_who_gets_in_shows_that_there_may_be_more_room() -> None:
    gate = Gate()
    gate.refused(100.0, 60.0, 0.5)
    assert gate.lets_in(160.0)
    gate.entered()
    assert [gate.lets_in(160.0) for _ in range(2)] == [True, False]


def test_pauses_grow_with_the_refusals_and_start_anew() -> None:
    gate = Gate()
    pauses = []
    for _ in range(8):
        gate.refused(0.0, None, 1.0)
        pauses.append(next(tenth / 10 for tenth in range(1000) if gate.lets_in(tenth / 10)))
    assert pauses == sorted(pauses)
    assert pauses[-1] == 8.0
    gate.entered()
    gate.refused(0.0, None, 1.0)
    assert not gate.lets_in(0.4)
    assert gate.lets_in(0.5)

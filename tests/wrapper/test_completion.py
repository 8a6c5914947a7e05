"""Is the task over? Scripts of what a server shows, second by second, and when the end has to be seen."""

from typing import Any

import pytest

from browser_use_sessions import Session, SessionExpiredError, SessionFailedError, SessionResult
from browser_use_sessions._decisions.completion import NEVER_BEGAN, SETTLE, STALE, CompletionDetector, session_failure

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
TIMES = {"createdAt": "2026-01-02T03:04:05Z", "updatedAt": "2026-01-02T03:04:05Z"}


def session(status: str, verdict: bool | None = None, steps: int = 0, **others: Any) -> Session:
    data = {"id": ID, "status": status, "model": "m", "isTaskSuccessful": verdict, "stepCount": steps, **TIMES, **others}
    return Session.from_dict(data)


def end(before: Session | None, *script: tuple[float, Session]) -> float | None:
    """The time of the first look that sees the end; the last state of the script stays for two minutes."""
    watch = CompletionDetector(before)
    times = [time for time, _ in script] + [script[-1][0] + seconds for seconds in range(1, 121)]
    for time in times:
        shown = [state for since, state in script if since <= time][-1]
        if watch.is_done(shown, time):
            return time
    return None


RUNNING = session("running")
DONE = session("idle", True, 3)


@pytest.mark.parametrize("status", ["stopped", "timed_out", "error"])
@pytest.mark.parametrize("verdict", [True, False, None])
def test_final_statuses_are_the_end(status: str, verdict: bool | None) -> None:
    assert end(None, (0, session("created")), (1, RUNNING), (5, session(status, verdict))) == 5


def test_idle_before_running_is_not_the_end() -> None:
    assert end(None, (0, session("created")), (1, session("idle")), (8, RUNNING), (20, DONE)) == 20


def test_idle_with_a_verdict_is_the_end() -> None:
    assert end(None, (0, RUNNING), (4, session("idle", False))) == 4


def test_a_task_too_short_to_be_seen_running() -> None:
    assert end(None, (0, session("created")), (1, session("idle", True))) == 1


def test_a_task_stopped_elsewhere_without_a_verdict() -> None:
    assert end(None, (0, RUNNING), (4, session("idle", None, 2))) == 4 + SETTLE


def test_a_verdict_that_comes_a_moment_after_idle() -> None:
    assert end(None, (0, RUNNING), (4, session("idle")), (5, DONE)) == 5


def test_a_task_that_never_begins() -> None:
    assert end(None, (0, session("idle"))) == NEVER_BEGAN


def test_created_and_running_last_as_long_as_they_last() -> None:
    assert end(None, (0, session("created"))) is None
    assert end(None, (0, session("running", True))) is None


def test_an_unknown_status_is_the_end_only_with_a_verdict() -> None:
    assert end(None, (0, session("paused"))) is None
    assert end(None, (0, RUNNING), (3, session("completed", True))) == 3


BEFORE = session("idle", True, 3, output="old")


def test_a_follow_up_on_a_server_that_starts_anew_at_the_dispatch() -> None:
    assert end(BEFORE, (0, session("idle", None, 3)), (2, session("running", None, 4)), (9, session("idle", True, 6))) == 9
    assert end(BEFORE, (0, session("idle", None, 3)), (2, session("idle", True, 3, output="old"))) == 2


def test_a_follow_up_on_a_server_that_still_shows_the_old_verdict_for_a_while() -> None:
    script = ((0, BEFORE), (3, session("running", None, 3)), (9, session("idle", True, 5, output="old")))
    assert end(BEFORE, *script) == 9


@pytest.mark.parametrize("change", [{"verdict": False}, {"steps": 4}, {"output": "new"}])
def test_a_short_follow_up_shows_by_any_change(change: dict[str, Any]) -> None:
    after = session("idle", **{"verdict": True, "steps": 3, "output": "old", **change})
    assert end(BEFORE, (0, BEFORE), (1, after)) == 1


def test_a_follow_up_that_changes_nothing_at_all_ends_after_a_while() -> None:
    assert end(BEFORE, (0, BEFORE)) == STALE


def test_a_follow_up_stopped_elsewhere() -> None:
    assert end(BEFORE, (0, session("idle", None, 3)), (1, session("running", None, 4)), (5, session("idle", False, 4))) == 5


def test_the_clock_of_idle_starts_anew_after_running() -> None:
    script = ((0, session("idle")), (50, RUNNING), (70, session("idle", None)))
    assert end(None, *script) == 70 + SETTLE


def test_an_end_that_is_polled_late_is_seen_late() -> None:
    watch = CompletionDetector()
    assert not watch.is_done(session("idle"), 0.0)
    assert watch.is_done(session("idle"), NEVER_BEGAN + 100)


def test_one_step_shows_that_a_task_has_begun() -> None:
    assert end(None, (0, session("idle", None, 1))) == SETTLE


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("error", SessionFailedError, "ended in error (3 steps, last one: Reading.)"),
        (
            "timed_out",
            SessionExpiredError,
            "ended in timed_out: it was cleaned up after inactivity (3 steps, last one: Reading.)",
        ),
    ],
)
def test_a_session_that_ended_badly(status: str, kind: type[SessionFailedError | SessionExpiredError], words: str) -> None:
    result = SessionResult.of(session(status, None, 3, lastStepSummary="Reading."), None, "t")
    error = session_failure(result)
    assert type(error) is kind
    assert words in str(error)
    assert error.result is result
    assert error.session_id == ID


@pytest.mark.parametrize("status", ["stopped", "idle", "created", "running", "paused", "timed"])
def test_other_ends_are_no_failure(status: str) -> None:
    assert session_failure(SessionResult.of(session(status), None, "t")) is None

"""Detection that a task is done: scripted states of a session with their times, and when the end must be detected."""

from typing import Any

import pytest

from browser_use_sessions import Session, SessionExpiredError, SessionFailedError, SessionResult
from browser_use_sessions._decisions.completion import NEVER_BEGAN, SETTLE, STALE, CompletionDetector, session_failure

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
TIMES = {"createdAt": "2026-01-02T03:04:05Z", "updatedAt": "2026-01-02T03:04:05Z"}


def session(status: str, verdict: bool | None = None, steps: int = 0, **others: Any) -> Session:
    data = {"id": ID, "status": status, "model": "m", "isTaskSuccessful": verdict, "stepCount": steps, **TIMES, **others}
    return Session.from_dict(data)


def detected_at(before: Session | None, *script: tuple[float, Session]) -> float | None:
    """Returns the time of the first poll that detects the end. The last state of the script stays for two minutes."""
    detector = CompletionDetector(before)
    times = [time for time, _ in script] + [script[-1][0] + seconds for seconds in range(1, 121)]
    for time in times:
        shown = [state for since, state in script if since <= time][-1]
        if detector.is_done(shown, time):
            return time
    return None


RUNNING = session("running")
DONE = session("idle", True, 3)


@pytest.mark.parametrize("status", ["stopped", "timed_out", "error"])
@pytest.mark.parametrize("verdict", [True, False, None])
def test_final_status_is_done(status: str, verdict: bool | None) -> None:
    assert detected_at(None, (0, session("created")), (1, RUNNING), (5, session(status, verdict))) == 5


def test_idle_before_running_is_not_done() -> None:
    assert detected_at(None, (0, session("created")), (1, session("idle")), (8, RUNNING), (20, DONE)) == 20


def test_idle_with_a_verdict_is_done() -> None:
    assert detected_at(None, (0, RUNNING), (4, session("idle", False))) == 4


def test_short_task_never_seen_running_is_done() -> None:
    assert detected_at(None, (0, session("created")), (1, session("idle", True))) == 1


def test_idle_without_verdict_after_running_is_done_after_settle_time() -> None:
    assert detected_at(None, (0, RUNNING), (4, session("idle", None, 2))) == 4 + SETTLE


def test_verdict_shortly_after_idle_is_awaited() -> None:
    assert detected_at(None, (0, RUNNING), (4, session("idle")), (5, DONE)) == 5


def test_task_that_never_starts_is_done_after_a_limit() -> None:
    assert detected_at(None, (0, session("idle"))) == NEVER_BEGAN


def test_created_and_running_are_never_done() -> None:
    assert detected_at(None, (0, session("created"))) is None
    assert detected_at(None, (0, session("running", True))) is None


def test_unknown_status_is_done_only_with_a_verdict() -> None:
    assert detected_at(None, (0, session("paused"))) is None
    assert detected_at(None, (0, RUNNING), (3, session("completed", True))) == 3


BEFORE = session("idle", True, 3, output="old")


def test_follow_up_when_the_verdict_is_reset_at_dispatch() -> None:
    assert (
        detected_at(BEFORE, (0, session("idle", None, 3)), (2, session("running", None, 4)), (9, session("idle", True, 6))) == 9
    )
    assert detected_at(BEFORE, (0, session("idle", None, 3)), (2, session("idle", True, 3, output="old"))) == 2


def test_follow_up_when_the_old_verdict_stays_for_a_while() -> None:
    script = ((0, BEFORE), (3, session("running", None, 3)), (9, session("idle", True, 5, output="old")))
    assert detected_at(BEFORE, *script) == 9


@pytest.mark.parametrize("change", [{"verdict": False}, {"steps": 4}, {"output": "new"}])
def test_short_follow_up_is_detected_by_any_changed_field(change: dict[str, Any]) -> None:
    after = session("idle", **{"verdict": True, "steps": 3, "output": "old", **change})
    assert detected_at(BEFORE, (0, BEFORE), (1, after)) == 1


def test_follow_up_without_any_change_is_done_after_a_limit() -> None:
    assert detected_at(BEFORE, (0, BEFORE)) == STALE


def test_follow_up_stopped_by_someone_else_is_done() -> None:
    assert (
        detected_at(BEFORE, (0, session("idle", None, 3)), (1, session("running", None, 4)), (5, session("idle", False, 4))) == 5
    )


def test_idle_time_restarts_after_running() -> None:
    script = ((0, session("idle")), (50, RUNNING), (70, session("idle", None)))
    assert detected_at(None, *script) == 70 + SETTLE


def test_late_poll_detects_an_end_that_is_overdue() -> None:
    detector = CompletionDetector()
    assert not detector.is_done(session("idle"), 0.0)
    assert detector.is_done(session("idle"), NEVER_BEGAN + 100)


def test_step_count_shows_that_the_task_has_started() -> None:
    assert detected_at(None, (0, session("idle", None, 1))) == SETTLE


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
def test_failed_session_gives_an_error_with_its_last_step(
    status: str, kind: type[SessionFailedError | SessionExpiredError], words: str
) -> None:
    result = SessionResult.of(session(status, None, 3, lastStepSummary="Reading."), None, "t")
    error = session_failure(result)
    assert type(error) is kind
    assert words in str(error)
    assert error.result is result
    assert error.session_id == ID


@pytest.mark.parametrize("status", ["stopped", "idle", "created", "running", "paused", "timed"])
def test_other_statuses_give_no_error(status: str) -> None:
    assert session_failure(SessionResult.of(session(status), None, "t")) is None

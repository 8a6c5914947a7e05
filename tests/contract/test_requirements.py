"""Requirements on hand-made traces: behaviour that no scenario can cause, and correct behaviour that must pass."""

from __future__ import annotations

from typing import Any

import pytest

from browser_use_contract.exchange import Credentials
from browser_use_contract.requirement import RULES
from browser_use_contract.verdicts import Verdict

TASK = {"task": "Say hello.", "keepAlive": True}


def test_an_empty_trace_covers_nothing(story: Any) -> None:
    results = story.evaluate()
    assert results.exit_code == 2
    assert {one.verdict for one in results.all} == {Verdict.NOT_COVERED}


def test_ids_of_requirements_are_unique_and_every_rule_has_some(story: Any) -> None:
    story.evaluate()
    ids = [requirement.id for rule in RULES for requirement in rule.requirements]
    assert len(ids) == len(set(ids))
    # Rules of later revisions have no requirements in openapi.yaml. tests/revisions tests them.
    assert all(rule.requirements for rule in RULES if not rule.check.__module__.endswith(".revisions"))


def test_assumed_requirements_warn_and_count_when_strict(story: Any) -> None:
    from browser_use_contract.verdicts import evaluate

    story.call("GET", "/sessions", credentials=Credentials.NONE, status=403, answer={"detail": "no"})
    assert story.violated() == {"authentication.listSessions.none.401"}
    assert evaluate(story.trace).exit_code == 0
    assert evaluate(story.trace, strict=True).exit_code == 1


@pytest.mark.parametrize("status", [402, 403, 429])
def test_refusals_that_no_scenario_provokes_have_the_documented_shape(story: Any, status: int) -> None:
    story.call("POST", "/sessions", {}, status=status, answer={"detail": "Not now"})
    assert story.violated() == set()
    assert f"shapes.error.createSession.{status}" in story.passed()
    story.call("POST", "/sessions", {}, status=status, answer={"error": "Not now"})
    assert story.violated() == {f"shapes.error.createSession.{status}"}


@pytest.mark.parametrize("status", ["timed_out", "error", "stopped"])
def test_final_statuses_are_final(story: Any, status: str) -> None:
    story.create()
    story.check(status=status)
    story.check(status="idle")
    assert f"lifecycle.final.{status}" in story.violated()


def test_no_order_is_claimed_between_overlapping_requests(story: Any) -> None:
    story.create()
    story.call("GET", f"/sessions/{story.session_id}", answer=story.session(status="stopped"), at=1_700_000_010.0, took=1.0)
    story.call("GET", f"/sessions/{story.session_id}", answer=story.session(status="idle"), at=1_700_000_010.5, took=1.0)
    assert not {name for name in story.violated() if name.startswith("lifecycle")}


def test_a_brief_idle_is_not_the_end_of_a_task(story: Any) -> None:
    story.create(TASK)
    story.check(status="idle", isTaskSuccessful=None)
    story.check(status="running", title="Hello", isTaskSuccessful=None)
    story.check(status="idle", title="Hello", isTaskSuccessful=True, output="hello", stepCount=1, lastStepSummary="Said it")
    history = story.trace.histories[story.session_id]
    assert history.tasks[0].over is history.observations[-1]
    assert story.violated() == set()


def test_a_task_too_short_to_be_seen_running_is_over(story: Any) -> None:
    story.create(TASK)
    story.check(status="idle", title="Hello", isTaskSuccessful=False, output=None)
    assert story.trace.histories[story.session_id].tasks[0].is_complete


def test_a_stopped_task_requirements_no_result(story: Any) -> None:
    story.create(TASK)
    story.check(status="running", title="Hello")
    story.call("POST", f"/sessions/{story.session_id}/stop", {"strategy": "task"}, answer=story.session(isTaskSuccessful=False))
    story.check(isTaskSuccessful=False)
    assert story.violated() == set()


def test_nothing_is_said_of_a_session_whose_dispatch_went_unanswered(story: Any) -> None:
    story.create(TASK)
    story.check(isTaskSuccessful=True, title="Hello", output="hello")
    story.call("POST", "/sessions", {"sessionId": story.session_id, "task": "More"}, status=0, raw=b"")
    story.check(status="running", title="Hello")
    assert story.trace.histories[story.session_id].tasks == []


def test_a_lost_result_is_named_for_the_operation_that_lost_it(story: Any) -> None:
    story.create(TASK)
    done = {"title": "Hello", "isTaskSuccessful": True, "output": "hello", "stepCount": 1, "lastStepSummary": "Said it"}
    story.check(**done)
    page = {"sessions": [story.session(**{**done, "output": None})], "total": 1, "page": 1, "pageSize": 20}
    story.call("GET", "/sessions", answer=page)
    assert story.violated() == {"kept.output.listSessions", "output.there.listSessions"}


def test_a_server_may_give_no_output_where_no_form_was_asked_for(story: Any) -> None:
    story.create(TASK)
    story.check(title="Hello", isTaskSuccessful=True, stepCount=1, lastStepSummary="Said it")
    assert story.violated() == set()


def test_inactivity_is_told_by_the_servers_clock(story: Any) -> None:
    story.create()
    story.check(status="idle")
    later = story.other(status="created", createdAt="2023-11-14T22:40:00Z", updatedAt="2023-11-14T22:40:00Z")
    story.call("POST", "/sessions", {}, answer=later)
    story.check(status="idle")
    assert "age.inactivity" in story.violated()


def test_timing_out_too_early_is_a_violation(story: Any) -> None:
    story.create()
    story.check(status="idle")
    story.check(status="timed_out", updatedAt="2023-11-14T22:20:00Z")
    assert "age.timed-out" in story.violated()


def test_timing_out_in_time_is_none(story: Any) -> None:
    story.create()
    story.check(status="idle")
    story.check(status="timed_out", updatedAt="2023-11-14T22:28:21Z")
    assert "age.timed-out" in story.passed()
    assert "age.timed-out" not in story.violated()


def test_a_session_of_five_hours_is_too_old(story: Any) -> None:
    story.create()
    story.check(status="running", updatedAt="2023-11-15T03:30:00Z")
    story.check(status="running", updatedAt="2023-11-15T03:30:00Z")
    assert "age.lifetime" in story.violated()


def test_a_task_that_goes_on_beyond_its_limit(story: Any) -> None:
    limit = {"maxCostUsd": "0.10", "title": "Hello"}
    story.create({**TASK, "maxCostUsd": "0.10"}, maxCostUsd="0.10")
    story.check(status="running", totalCostUsd="0.12", llmCostUsd="0.12", stepCount=2, lastStepSummary="x", **limit)
    story.check(status="running", totalCostUsd="0.20", llmCostUsd="0.20", stepCount=5, lastStepSummary="x", **limit)
    assert "limit.stops" in story.violated()


def test_a_deletion_has_no_body(story: Any) -> None:
    story.create()
    story.call("DELETE", f"/sessions/{story.session_id}", status=204, headers={"content-length": "2"})
    assert "shapes.no-body.deleteSession" in story.violated()


def test_a_single_failure_of_a_proxy_is_not_held_against_a_server(story: Any) -> None:
    story.create()
    story.call("GET", f"/sessions/{story.session_id}", status=502, raw=b"<h1>", headers={"content-type": "text/html"})
    assert story.violated() == set()
    story.call("GET", f"/sessions/{story.session_id}", status=502, raw=b"<h1>", headers={"content-type": "text/html"})
    assert story.violated() == {"answered.getSession"}


def test_a_profile_that_the_server_does_not_know_means_that_nothing_was_tried(story: Any) -> None:
    story.call("POST", "/sessions", {"profileId": story.session_id}, status=404, answer={"detail": "Profile not found"})
    assert story.violated() == set()


def test_walks_over_pages_that_change_meanwhile_are_not_checked(story: Any) -> None:
    page = {"sessions": [story.session()], "total": 2, "page": 1, "pageSize": 1}
    story.call("GET", "/sessions", query=(("page_size", "1"),), answer=page)
    story.call("GET", "/sessions", query=(("page_size", "1"), ("page", "2")), answer={**page, "page": 2, "total": 3})
    assert "lists.once" not in story.violated()


def _told(story: Any, data: str) -> set[str]:
    story.create({"task": "Öffne die Seite."})
    story.check(status="stopped", isTaskSuccessful=True, output="ja", title="Seite")
    message = {
        "id": story.session_id,
        "sessionId": story.session_id,
        "role": "human",
        "data": data,
        "createdAt": "2023-11-14T22:13:22Z",
    }
    answer = {"messages": [message, {**message, "role": "ai", "id": "4c90c3cc-0d44-4b50-8888-8dd25736052b"}], "hasMore": False}
    story.call("GET", f"/sessions/{story.session_id}/messages", answer=answer)
    return {name for name in story.violated() if name.startswith("messages")}


@pytest.mark.parametrize(
    "data", ["Öffne die Seite.", "Task: Öffne die Seite.", '{"content": [{"text": "\\u00d6ffne die Seite."}]}']
)
def test_a_task_may_stand_in_its_message_in_any_wrapping(story: Any, data: str) -> None:
    assert _told(story, data) == set()


@pytest.mark.parametrize("data", ["", "Offne die Seite.", "Öffne die", '{"content": "Öffne"}', "null", "[" * 5000])
def test_a_task_that_was_changed_is_not_in_its_message(story: Any, data: str) -> None:
    assert _told(story, data) == {"messages.task"}


_BROKEN = ([], None, 5, "x", {"id": []}, {"id": {}, "status": []}, {"sessions": [5, None, {"id": 7}]}, {"messages": [[]]})
_FIELDS = ("id", "status", "createdAt", "recordingUrls", "totalCostUsd", "stepCount", "screenshotUrl", "agentmailEmail")


def test_broken_answers_of_any_kind_do_not_break_the_suite(story: Any) -> None:
    for answer in _BROKEN:
        story.call("POST", "/sessions", TASK, answer=answer)
        story.call("GET", f"/sessions/{story.session_id}", answer=answer)
        story.call("GET", "/sessions", answer=answer)
        story.call("GET", f"/sessions/{story.session_id}/messages", answer=answer)
        story.call("POST", f"/sessions/{story.session_id}/stop", answer=answer)
    for name in _FIELDS:
        for value in (None, 5, [], {}, "x", True, 1e300):
            story.check(**{name: value})
    assert story.evaluate().exit_code == 1


def test_creations_that_are_refused_and_done_are_told_by_the_list(story: Any) -> None:
    def page(total: int) -> None:
        story.call("GET", "/sessions", answer={"sessions": [], "total": total, "page": 1, "pageSize": 20})

    page(4)
    for _ in range(3):
        story.call("POST", "/sessions", {"model": "gpt-4"}, status=422, answer={"detail": []})
    page(4)
    assert "refused.createSession.no-more" not in story.violated()
    for _ in range(3):
        story.call("POST", "/sessions", {"model": "gpt-4"}, status=422, answer={"detail": []})
    page(7)
    assert "refused.createSession.no-more" in story.violated()


def test_a_session_stands_in_one_place(story: Any) -> None:
    first = story.other()
    second = story.other(id="5c1f7a52-8d3e-4b6f-9a70-2e4c6d8f0b14")

    def page(number: int, size: int, *sessions: Any) -> None:
        answer = {"sessions": list(sessions), "total": 2, "page": number, "pageSize": size}
        story.call("GET", "/sessions", query=(("page", str(number)), ("page_size", str(size))), answer=answer)

    page(1, 2, first, second)
    page(2, 1, second)
    assert "lists.places" not in story.violated()
    page(2, 1, first)
    assert "lists.places" in story.violated()


@pytest.mark.parametrize("comes", [True, False])
def test_a_recording_may_take_a_while_to_come(story: Any, comes: bool) -> None:
    done = {"title": "Hello", "isTaskSuccessful": True, "output": "hello", "stepCount": 1, "lastStepSummary": "Said it"}
    story.create({**TASK, "enableRecording": True})
    for _ in range(3):
        story.check(**done)
    if comes:
        story.check(**done, recordingUrls=["https://recordings.example.com/1.mp4"])
    assert story.violated() == (set() if comes else {"recordings.there.getSession"})
    if comes:
        story.check(**done)
        assert story.violated() == {"recordings.stay", "recordings.there.getSession"}


def test_idle_is_not_taken_at_its_word(story: Any) -> None:
    """One session shows idle while it takes steps. The task of another is too short to be seen running."""
    story.create({**TASK})
    story.check(status="idle", stepCount=0)
    story.check(status="idle", stepCount=2, isTaskSuccessful=True, output="Hello.", title="Hello", lastStepSummary="Done")
    assert "lifecycle.works" not in story.violated()
    story.exchanges.pop()
    story.check(status="idle", stepCount=2, title="Hello", lastStepSummary="On the way")
    assert "lifecycle.works" in story.violated()


def test_work_after_a_stop_is_not_that_of_the_task(story: Any) -> None:
    story.create({**TASK})
    story.check(status="running", stepCount=1)
    story.call("POST", f"/sessions/{story.session_id}/stop", {"strategy": "task"}, answer=story.session(stepCount=1))
    story.check(status="idle", stepCount=1)
    story.check(status="idle", stepCount=2)
    assert "lifecycle.works" not in story.violated()


def _screenshot(expires: float) -> str:
    return f"https://cdn.example.com/1.png?Expires={expires:.0f}"


def test_the_time_stamps_of_an_old_session_do_not_tell_when_its_screenshot_expires(story: Any) -> None:
    """The newest time stamp of a list does not tell the time."""
    old = {"createdAt": "2023-11-14T20:00:00Z", "updatedAt": "2023-11-14T20:05:00Z", "status": "stopped"}
    listed = {"sessions": [story.other(**old, screenshotUrl=_screenshot(story.time + 301))], "total": 1, "page": 1, "pageSize": 1}
    story.call("GET", "/sessions", answer=listed, query=(("page_size", "1"),))
    assert "screenshot.expires" not in story.violated()


def test_a_screenshot_that_expires_in_5_minutes(story: Any) -> None:
    story.create()
    story.check(screenshotUrl=_screenshot(story.time + 300))
    assert "screenshot.expires" in story.passed()
    assert "screenshot.expires" not in story.violated()


@pytest.mark.parametrize("seconds", [-60, 600])
def test_a_screenshot_that_expires_at_another_time(story: Any, seconds: int) -> None:
    story.create()
    story.check(screenshotUrl=_screenshot(story.time + seconds))
    assert "screenshot.expires" in story.violated()

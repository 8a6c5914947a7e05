"""Faults in edge cases: mistakes in follow-ups, keys in wrong places, pages past the end, unexpected ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .fault import Answer, Call, Session, after, before, plant, sessions

_WORK = ("stepCount", "totalInputTokens", "totalOutputTokens")


def _drop(call: Call, *names: str) -> None:
    call.fields = {key: value for key, value in call.fields.items() if key not in names}


def _lenient_follow_up(name: str, is_bad: Callable[[Any], bool]) -> Callable[[Call], Answer | None]:
    def alter(call: Call) -> Answer | None:
        if call.is_follow_up and name in call.fields and is_bad(call.fields[name]):
            _drop(call, name)
        return None

    return alter


for _name, _is_bad in (
    ("model", lambda value: value not in ("bu-mini", "bu-max", "bu-ultra")),
    ("keepAlive", lambda value: not isinstance(value, bool)),
    ("maxCostUsd", lambda value: isinstance(value, str) and not value.replace(".", "").isdecimal()),
    ("outputSchema", lambda value: not isinstance(value, dict)),
    ("workspaceId", lambda value: value is not None),
):
    plant(f"any {_name} goes in a follow-up", f"refused.createSession.{_name}", before=_lenient_follow_up(_name, _is_bad))


@after("follow-ups.accepted")
def a_follow_up_with_an_unknown_property_is_refused(call: Call) -> None:
    if call.is_follow_up and call.answer.status == 200 and "unknownProperty" in call.asked:
        call.answer.status = 422
        call.answer.json = {"detail": [{"loc": ["body", "unknownProperty"], "msg": "unknown", "type": "extra"}]}


@after("accepted.stopSession")
def a_stop_with_an_unknown_property_is_refused(call: Call) -> None:
    if call.operation == "stopSession" and call.fields.keys() - {"strategy"} and call.answer.status == 200:
        call.answer.status = 422
        call.answer.json = {"detail": [{"loc": ["body", "unknownProperty"], "msg": "unknown", "type": "extra"}]}


@after("refused.createSession.sessionId.without-task")
def a_missing_task_is_not_minded_where_the_session_is_busy(call: Call) -> None:
    session = call.asked.get("sessionId")
    if call.answer.status == 422 and str(session) in call.memory.tasks and call.asked.get("task") is None:
        call.answer.refuse(409, "busy")


@before("refused.createSession.body.not-json")
def what_follows_the_json_is_ignored(call: Call) -> Answer | None:
    if call.operation == "createSession" and call.body.startswith(b"{}{"):
        call.body = b"{}"
    return None


@before("refused.createSession.cacheScript.without-workspace")
def brackets_do_for_a_workspace(call: Call) -> Answer | None:
    if call.fields.get("cacheScript") is True and not call.fields.get("workspaceId") and "{{" in str(call.fields.get("task")):
        _drop(call, "cacheScript")
    return None


@after("refused.createSession.no-effect")
def a_refused_creation_is_done_all_the_same(call: Call) -> None:
    """The list shows another session as the session of a refused request."""
    if call.operation == "createSession" and call.answer.status == 422 and call.asked.get("workspaceId"):
        call.memory.own.setdefault("refused", call.asked["workspaceId"])
    _show_refused(call)


@after("authentication.createSession.no-effect")
def a_creation_without_a_key_is_done_all_the_same(call: Call) -> None:
    if call.operation == "createSession" and call.answer.status == 401 and call.asked.get("workspaceId"):
        call.memory.own.setdefault("refused", call.asked["workspaceId"])
    _show_refused(call)


def _show_refused(call: Call) -> None:
    refused = call.memory.own.get("refused")
    if refused and call.operation == "listSessions" and call.answer.status == 200:
        document = call.answer.json
        for session in document["sessions"][:1]:
            session["workspaceId"] = refused
        call.answer.json = document


def _other_place(call: Call) -> str:
    bearer = call.headers.get("authorization", "").removeprefix("Bearer ")
    return bearer or call.headers.get("x-api-key", "") or call.parameters.get("api_key", "")


@before("authentication.getSession.elsewhere", "authentication")
def a_key_may_stand_elsewhere(call: Call) -> Answer | None:
    if "x-browser-use-api-key" not in call.headers and (key := _other_place(call)):
        call.headers["x-browser-use-api-key"] = key
    return None


@after("answered.getSession.reliably")
def one_get_in_fifteen_fails(call: Call) -> None:
    if call.operation == "getSession" and call.answer.status == 200 and call.memory.count("gets") % 15 == 0:
        call.answer.refuse(503, "try again")


@before("answered.createSession", "accepted.createSession")
def an_apostrophe_is_too_much(call: Call) -> Answer | None:
    task = call.fields.get("task")
    return Answer(500, {}, b"") if isinstance(task, str) and "'" in task else None


@after("answered.listSessions", "accepted.listSessions.page")
def pages_far_away_fail(call: Call) -> None:
    if call.operation == "listSessions" and call.parameters.get("page", "").isdecimal() and int(call.parameters["page"]) > 10**9:
        call.answer.refuse(500, "overflow")


@after("accepted.listSessions.page_size")
def a_page_of_ninety_nine_is_refused(call: Call) -> None:
    if call.operation == "listSessions" and call.parameters.get("page_size") == "99":
        call.answer.refuse(422, [{"loc": ["query", "page_size"], "msg": "odd", "type": "odd"}])


@after("refused.listSessions.page")
def a_fraction_is_a_page(call: Call) -> None:
    if call.operation == "listSessions" and call.parameters.get("page") == "1.5":
        call.answer.status = 200
        call.answer.json = {"sessions": [], "total": 0, "page": 1, "pageSize": 20}


@after("lists.places")
def the_third_page_of_one_is_the_first(call: Call) -> None:
    if call.operation == "listSessions" and call.answer.status == 200:
        document = call.answer.json
        if document["sessions"] and document["page"] == 1 and document["pageSize"] != 1:
            call.memory.own["first"] = document["sessions"][0]
        elif document["pageSize"] == 1 and document["page"] in (2, 3) and "first" in call.memory.own:
            call.answer.json = {**document, "sessions": [call.memory.own["first"]]}


@after("shapes.error")
def it_is_not_said_what_is_wrong(call: Call) -> None:
    if call.answer.status == 422:
        call.answer.json = {"detail": [{**item, "loc": []} for item in call.answer.json["detail"]]}


@after("cursors.none.same")
def one_message_is_the_oldest(call: Call) -> None:
    if call.operation == "listSessionMessages" and call.answer.status == 200 and call.parameters.keys() <= {"limit"}:
        document = call.answer.json
        if call.parameters.get("limit") == "1" and (first := call.memory.own.get(call.session_id)):
            call.answer.json = {**document, "messages": [first]}
        elif document["messages"] and not document["hasMore"]:
            call.memory.own[call.session_id] = document["messages"][0]


@sessions("keep-alive.sound")
def a_task_that_has_succeeded_breaks_its_session(session: Session, call: Call) -> None:
    if session["isTaskSuccessful"] is True and session["status"] == "stopped":
        session["status"] = "error"


@sessions("limit.sound")
def the_limit_breaks_the_session(session: Session, call: Call) -> None:
    limit = call.memory.creations.get(session["id"], {}).get("maxCostUsd")
    if limit is not None and float(limit) < 0.001 and session["isTaskSuccessful"] is False:
        session["status"] = "error"


@sessions("age.timed-out")
def a_session_is_timed_out_after_its_task(session: Session, call: Call) -> None:
    if session["status"] == "stopped" and session["isTaskSuccessful"] is True:
        session["status"] = "timed_out"


@sessions("steps.counted")
def steps_are_not_counted(session: Session, call: Call) -> None:
    session["stepCount"] = 0


@sessions("title.short")
def the_title_is_an_essay(session: Session, call: Call) -> None:
    if session["title"]:
        session["title"] *= 60


@sessions("stopping.task.ends")
def a_stopped_task_goes_on_costing(session: Session, call: Call) -> None:
    key = ("stopped", session["id"])
    if call.operation == "stopSession" and call.asked.get("strategy") == "task" and session["isTaskSuccessful"] is False:
        call.memory.own.setdefault(key, time.monotonic())
    if since := call.memory.own.get(key):
        for name in _WORK:
            session[name] += int(10 * (time.monotonic() - since))


@sessions("screenshot.stays")
def a_stop_shows_no_screenshot(session: Session, call: Call) -> None:
    if call.operation == "stopSession":
        session["screenshotUrl"] = None


@sessions("screenshot.expires")
def a_screenshot_expired_long_ago(session: Session, call: Call) -> None:
    if session["screenshotUrl"]:
        bare = session["screenshotUrl"].partition("?")[0]
        session["screenshotUrl"] = f"{bare}?n={call.memory.count('url')}&Expires={int(time.time()) - 60}"

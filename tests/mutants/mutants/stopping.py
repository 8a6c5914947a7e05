"""Faults in stopping, deleting and finding sessions."""

from __future__ import annotations

from collections.abc import Callable

from .fault import Answer, Call, Session, after, before, plant, sessions


@before("stopping.session.no-body", "stopping.session.null")
def a_stop_without_a_body_stops_the_task(call: Call) -> Answer | None:
    if call.operation == "stopSession" and call.body in (b"", b"null"):
        call.body, call.headers["content-type"] = b'{"strategy": "task"}', "application/json"
    return None


@before("stopping.session.default")
def an_empty_object_stops_the_task(call: Call) -> Answer | None:
    if call.operation == "stopSession" and call.body == b"{}":
        call.body = b'{"strategy": "task"}'
    return None


@before("stopping.session.named")
def strategy_session_stops_the_task(call: Call) -> Answer | None:
    if call.operation == "stopSession" and call.fields.get("strategy") == "session":
        call.body = b'{"strategy": "task"}'
    return None


@before("stopping.task")
def strategy_task_stops_the_session(call: Call) -> Answer | None:
    if call.operation == "stopSession" and call.fields.get("strategy") == "task":
        call.body = b'{"strategy": "session"}'
    return None


def _stops_early(has_task: bool) -> Callable[[Call], Answer | None]:
    """Strategy task stops a session that was not read yet, with or without a task."""

    def alter(call: Call) -> Answer | None:
        creation = call.memory.creations.get(call.session_id)
        is_first = bool(creation) and call.memory.count(("asked", call.session_id)) == 1
        if creation and is_first and has_task == bool(creation.get("task")) and call.fields.get("strategy") == "task":
            call.body = b'{"strategy": "session"}'
        return None

    return alter


plant("strategy task stops a session that is not up yet", "stopping.task.lives", before=_stops_early(has_task=False))
plant("strategy task stops a session whose task has not begun", "stopping.task.lives", before=_stops_early(has_task=True))


@before("stopping.session")
def a_stop_is_answered_and_not_done(call: Call) -> Answer | None:
    if call.operation == "stopSession" and not call.body:
        call.method, call.path = "GET", f"/sessions/{call.session_id}"
    return None


@after("stopping.again")
def a_second_stop_is_refused(call: Call) -> None:
    if call.operation == "stopSession" and call.answer.status == 200:
        if call.memory.own.get(call.session_id) == "stopped":
            call.answer.refuse(409, "already stopped")
        else:
            call.memory.own[call.session_id] = call.answer.json["status"]


@sessions("stopping.task.failed")
def a_stopped_task_has_succeeded(session: Session, call: Call) -> None:
    if call.operation == "stopSession" and call.asked.get("strategy") == "task" and session["isTaskSuccessful"] is False:
        session["isTaskSuccessful"] = True


@before("deleting.getSession", "deleting.unlisted")
def a_deletion_is_answered_and_not_done(call: Call) -> Answer | None:
    return Answer(204, {}, b"") if call.operation == "deleteSession" and call.session_id in call.memory.creations else None


@after("deleting.deleteSession")
def a_second_deletion_succeeds(call: Call) -> None:
    if call.operation == "deleteSession" and call.answer.status == 404 and call.session_id in call.memory.deleted:
        call.answer.status, call.answer.body = 204, b""


@after("deleting.listSessionMessages.gone")
def messages_outlive_their_session(call: Call) -> None:
    if call.operation == "listSessionMessages" and call.session_id in call.memory.deleted and call.answer.status == 404:
        call.answer.status, call.answer.json = 200, {"messages": [], "hasMore": False}


@after("deleting.done", "shapes.status.deleteSession")
def a_deletion_is_answered_200(call: Call) -> None:
    if call.operation == "deleteSession" and call.answer.status == 204:
        call.answer.status, call.answer.json = 200, {"deleted": True}


@before("deleting.done")
def a_running_session_is_not_deleted(call: Call) -> Answer | None:
    if call.operation == "deleteSession" and call.memory.own.get(("status", call.session_id)) == "running":
        return Answer(409, {"content-type": "application/json"}, b'{"detail": "still running"}')
    return None


def _note(call: Call) -> None:
    if call.operation == "getSession" and call.answer.status == 200:
        call.memory.own["status", call.session_id] = call.answer.json["status"]


def _install() -> None:
    from dataclasses import replace

    from .fault import FAULTS

    index = next(i for i, fault in enumerate(FAULTS) if fault.name == "a running session is not deleted")
    FAULTS[index] = replace(FAULTS[index], after=_note)


_install()


@after("found.getSession")
def stopped_sessions_are_not_found(call: Call) -> None:
    if call.operation == "getSession" and call.answer.status == 200 and call.answer.json["status"] == "stopped":
        call.answer.refuse(404, "Session not found")


@after("found.own.getSession")
def get_shows_another_session(call: Call) -> None:
    if call.operation == "getSession" and call.answer.status == 200:
        shown = call.answer.json
        other = next(iter(call.memory.creations), shown["id"])
        shown["id"] = other
        call.answer.json = shown


@after("unknown.getSession.gone")
def an_unknown_session_is_null(call: Call) -> None:
    if call.operation == "getSession" and call.answer.status == 404 and call.session_id not in call.memory.deleted:
        call.answer.status, call.answer.json = 200, None


@after("follow-ups.busy.refused", "follow-ups.ended.refused", "follow-ups.race")
def a_busy_session_says_yes(call: Call) -> None:
    if call.is_follow_up and call.answer.status == 409:
        shown = {**call.memory.own.get("a session", {}), "id": call.fields["sessionId"], "status": "running"}
        call.answer.status, call.answer.json = 200, shown
    elif call.operation == "getSession" and call.answer.status == 200:
        call.memory.own["a session"] = call.answer.json


@after("follow-ups.accepted")
def an_idle_session_refuses_a_second_task(call: Call) -> None:
    if call.is_follow_up and call.answer.status == 200 and len(call.memory.tasks.get(call.asked["sessionId"], ())) > 1:
        call.answer.refuse(409, "one task a session")

"""Faults in the refusal of requests."""

from __future__ import annotations

from typing import Any

from .fault import Call, after


@after("authentication")
def a_wrong_key_is_answered_403(call: Call) -> None:
    if call.answer.status == 401:
        call.answer.status = 403


@after("shapes.error")
def a_401_has_no_detail(call: Call) -> None:
    if call.answer.status == 401:
        call.answer.json = {"error": "unauthorized"}


@after("refused", "no-uuid")
def mistakes_are_answered_400(call: Call) -> None:
    if call.answer.status == 422:
        call.answer.status = 400


@after("shapes.error")
def a_422_has_a_text_for_detail(call: Call) -> None:
    if call.answer.status == 422:
        call.answer.json = {"detail": "invalid"}


@after("shapes.error.createSession.422")
def a_422_lacks_its_loc(call: Call) -> None:
    if call.answer.status == 422 and call.operation == "createSession":
        call.answer.json = {"detail": [{"msg": item["msg"], "type": item["type"]} for item in call.answer.json["detail"]]}


@after("shapes.error.listSessions.422")
def a_422_has_a_text_for_loc(call: Call) -> None:
    if call.answer.status == 422 and call.operation == "listSessions":
        call.answer.json = {"detail": [{**item, "loc": ".".join(map(str, item["loc"]))} for item in call.answer.json["detail"]]}


@after("shapes.error")
def a_422_is_an_empty_list(call: Call) -> None:
    if call.answer.status == 422:
        call.answer.json = {"detail": []}


@after("refused.createSession.place")
def a_422_always_blames_the_task(call: Call) -> None:
    if call.answer.status == 422 and call.operation == "createSession" and "task" in call.asked:
        call.answer.json = {"detail": [{**item, "loc": ["body", "task"]} for item in call.answer.json["detail"]]}


@after("refused.listSessions.place")
def a_422_blames_the_page_for_its_size(call: Call) -> None:
    if call.answer.status == 422 and call.operation == "listSessions" and "page_size" in call.parameters:
        call.answer.json = {"detail": [{**item, "loc": ["query", "page"]} for item in call.answer.json["detail"]]}


@after("shapes.content-type")
def a_404_is_html(call: Call) -> None:
    if call.answer.status == 404:
        call.answer.body, call.answer.headers["content-type"] = b"<h1>Not found</h1>", "text/html"


@after("shapes.error")
def a_404_has_a_list_for_detail(call: Call) -> None:
    if call.answer.status == 404:
        call.answer.json = {"detail": [{"loc": ["path"], "msg": "not found", "type": "missing"}]}


@after("unknown.getSession", "deleting.getSession", "shapes.status")
def unknown_sessions_are_410(call: Call) -> None:
    if call.answer.status == 404 and call.operation == "getSession":
        call.answer.status = 410


@after("follow-ups.busy.409", "follow-ups.ended.409")
def a_busy_session_is_422(call: Call) -> None:
    if call.answer.status == 409:
        call.answer.status = 422
        call.answer.json = {"detail": [{"loc": ["body", "sessionId"], "msg": "busy", "type": "busy"}]}


@after("shapes.error")
def a_409_has_a_number_for_detail(call: Call) -> None:
    if call.answer.status == 409:
        call.answer.json = {"detail": 409}


@after("no-uuid")
def an_id_that_is_no_uuid_is_404(call: Call) -> None:
    if call.answer.status == 422 and call.session_id and len(call.session_id) != 36:
        call.answer.refuse(404, "not found")


@after("refused")
def a_mistake_breaks_the_server(call: Call) -> None:
    detail: Any = call.answer.json if call.answer.status == 422 else None
    if detail and call.asked.get("outputSchema") is not None:
        call.answer.status, call.answer.body = 500, b"Internal Server Error"
        call.answer.headers["content-type"] = "text/plain"

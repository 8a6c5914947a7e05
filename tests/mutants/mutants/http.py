"""Faults in HTTP and JSON."""

from __future__ import annotations

from .fault import Call, after, plant


def _status(operation: str, status: int) -> object:
    def alter(call: Call) -> None:
        if call.operation == operation and call.answer.status == 200:
            call.answer.status = status

    return alter


for _operation, _code in (
    ("createSession", 201),
    ("getSession", 203),
    ("stopSession", 202),
    ("listSessions", 206),
    ("listSessionMessages", 203),
):
    plant(f"{_operation} is answered {_code}", "shapes.status", "accepted", after=_status(_operation, _code))  # type: ignore[arg-type]  # made above


@after("shapes.content-type")
def json_is_called_text(call: Call) -> None:
    if call.answer.status == 200:
        call.answer.headers["content-type"] = "text/plain"


@after("shapes.content-type.listSessionMessages")
def messages_have_no_content_type(call: Call) -> None:
    if call.operation == "listSessionMessages":
        call.answer.headers.pop("content-type", None)


@after("shapes.content-type")
def json_is_in_latin_1(call: Call) -> None:
    if call.answer.status == 200 and call.operation == "getSession":
        call.answer.body = call.answer.body.decode().encode("latin-1", "replace")
        call.answer.headers["content-type"] = "application/json; charset=iso-8859-1"


@after("shapes.json")
def json_ends_too_soon(call: Call) -> None:
    if call.operation == "stopSession" and call.answer.status == 200:
        call.answer.body = call.answer.body[:-1]


@after("shapes.json")
def json_has_a_name_twice(call: Call) -> None:
    if call.operation == "getSession" and call.answer.status == 200:
        call.answer.body = call.answer.body[:-1] + b',"status":"idle"}'


@after("shapes.json")
def json_has_a_nan(call: Call) -> None:
    if call.operation == "listSessions" and call.answer.status == 200:
        call.answer.body = call.answer.body[:-1] + b',"load":NaN}'


@after("shapes.json")
def json_begins_with_a_mark(call: Call) -> None:
    if call.answer.status == 200:
        call.answer.body = b"\xef\xbb\xbf" + call.answer.body


@after("answered.createSession")
def long_tasks_break_the_server(call: Call) -> None:
    if len(call.body) > 60_000:
        call.answer.status, call.answer.body = 500, b"Internal Server Error"


@after("answered.createSession")
def emoji_break_the_server(call: Call) -> None:
    if "😀" in call.body.decode("utf-8", "replace") and call.asked.get("task"):
        call.answer.refuse(500, "Internal Server Error")


@after("answered.listSessions")
def large_pages_time_out_at_the_proxy(call: Call) -> None:
    if call.operation == "listSessions" and call.parameters.get("page_size") == "100":
        call.answer.status, call.answer.body = 504, b"<h1>504 Gateway Timeout</h1>"
        call.answer.headers["content-type"] = "text/html"


@after("fields.session")
def sessions_lie_in_an_envelope(call: Call) -> None:
    if call.operation in ("getSession", "createSession") and call.answer.status == 200:
        call.answer.json = {"data": call.answer.json, "id": call.answer.json["id"]}

"""Parametrised faults: the same fault in each counter, operation or field."""

from __future__ import annotations

import json
from typing import Any

from .fault import After, Answer, Before, Call, Session, each_session, plant

_COUNTERS = {
    "stepCount": -1,
    "totalInputTokens": -5,
    "totalOutputTokens": -5,
    "proxyUsedMb": "-0.5",
    "llmCostUsd": "-0.01",
    "proxyCostUsd": "-0.01",
    "totalCostUsd": "-1",
}
_BY_ID = ("getSession", "stopSession", "deleteSession", "listSessionMessages")
_JSON = {"content-type": "application/json"}


def _set(name: str, value: Any) -> After:
    def alter(session: Session, call: Call) -> None:
        session[name] = value

    return each_session(alter)


for _name, _value in _COUNTERS.items():
    plant(f"{_name} is {_value}", f"counters.not-negative.{_name}", after=_set(_name, _value))


def _untasked(name: str, value: Any) -> After:
    def alter(session: Session, call: Call) -> None:
        if not call.tasks_of(session["id"]):
            session[name] = value

    return each_session(alter)


for _name, _value in (("totalOutputTokens", 3), ("llmCostUsd", "0.001"), ("stepCount", 1)):
    plant(f"{_name} is {_value} without a task", f"counters.zero.{_name}", after=_untasked(_name, _value))


def _frozen(name: str, value: Any) -> After:
    def alter(session: Session, call: Call) -> None:
        if session["model"] == "gemini-3-flash":
            session[name] = value

    return each_session(alter)


for _name, _value in (("stepCount", 0), ("llmCostUsd", "0"), ("browserCostUsd", "0")):
    plant(f"{_name} stays {_value} for one model", f"counters.grows.{_name}", after=_frozen(_name, _value))


def _not_found(operation: str) -> Before:
    def alter(call: Call) -> Answer | None:
        known = call.memory.tasks.get(call.session_id)
        if call.operation == operation and known and call.memory.count((operation, call.session_id)) >= 1:
            return Answer(404, dict(_JSON), b'{"detail": "Session not found"}')
        return None

    return alter


def _fails(operation: str) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation and call.memory.tasks.get(call.session_id):
            return Answer(500, {"content-type": "text/plain"}, b"Internal Server Error")
        return None

    return alter


def _still_there(operation: str) -> After:
    def alter(call: Call) -> None:
        if call.operation == operation and call.session_id in call.memory.deleted and call.answer.status == 404:
            if operation == "deleteSession":
                call.answer.status, call.answer.body = 204, b""
            elif operation == "listSessionMessages":
                call.answer.status, call.answer.json = 200, {"messages": [], "hasMore": False}
            else:
                call.answer.status, call.answer.json = 200, {**call.memory.own.get("shown", {}), "id": call.session_id}
        elif call.operation == "getSession" and call.answer.status == 200:
            call.memory.own["shown"] = {**call.answer.json, "status": "stopped"}

    return alter


def _anything_goes(operation: str) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation and call.session_id == "not-a-uuid" and call.headers.get("x-browser-use-api-key"):
            body: Any = {"messages": [], "hasMore": False} if operation == "listSessionMessages" else {}
            return Answer(200, dict(_JSON), json.dumps(body).encode())
        return None

    return alter


def _blames(operation: str) -> After:
    def alter(call: Call) -> None:
        if call.operation == operation and call.answer.status == 422:
            wrong = "session_id" if call.parameters or call.body else "limit"
            call.answer.json = {"detail": [{**item, "loc": ["path", wrong]} for item in call.answer.json["detail"]]}

    return alter


for _operation in _BY_ID:
    plant(f"{_operation} does not find sessions with tasks", f"found.{_operation}", before=_not_found(_operation))
    plant(f"{_operation} fails for sessions with tasks", f"answered.{_operation}", before=_fails(_operation))
    plant(f"{_operation} takes not-a-uuid for an id", f"no-uuid.{_operation}.refused", before=_anything_goes(_operation))
    plant(f"{_operation} still knows deleted sessions", f"deleting.{_operation}.gone", after=_still_there(_operation))
for _operation in ("stopSession", "listSessionMessages"):
    plant(f"the 422 of {_operation} blames something else", f"refused.{_operation}.place", after=_blames(_operation))


def _cursor_refused(name: str) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == "listSessionMessages" and len(call.parameters.get(name, "")) == 36:
            call.parameters = {name: "x"}
        return None

    return alter


for _name in ("after", "before"):
    plant(f"{_name} is refused", f"accepted.listSessionMessages.{_name}", before=_cursor_refused(_name))


def _message(name: str, values: tuple[Any, Any]) -> After:
    def alter(call: Call) -> None:
        if call.operation == "listSessionMessages" and call.answer.status == 200:
            document = call.answer.json
            turn = call.memory.count(call.session_id) % 2
            call.answer.json = {**document, "messages": [{**message, name: values[turn]} for message in document["messages"]]}

    return alter


plant("hidden changes from read to read", "messages.constant.hidden", after=_message("hidden", (True, False)))
plant("summary changes from read to read", "messages.constant.summary", after=_message("summary", ("one", "two")))

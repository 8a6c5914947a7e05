"""Faults in the messages of a session."""

from __future__ import annotations

import time
from typing import Any

from .fault import Answer, Call, after, before


def _page(call: Call) -> Any:
    return call.answer.json if call.operation == "listSessionMessages" and call.answer.status == 200 else None


def _each(call: Call, alter: Any) -> None:
    if document := _page(call):
        for message in document["messages"]:
            alter(message)
        call.answer.json = document


def _put(call: Call, **changes: Any) -> None:
    if document := _page(call):
        call.answer.json = {**document, **changes}


@after("messages.order", "messages.task-first")
def messages_come_newest_first(call: Call) -> None:
    if document := _page(call):
        _put(call, messages=document["messages"][::-1])


@after("messages.constant.data")
def what_the_agent_said_is_soon_taken_back(call: Call) -> None:
    if any(message["role"] == "ai" for message in (_page(call) or {}).get("messages", ())):
        said = call.memory.own.setdefault(("said", call.session_id), time.monotonic())
        if time.monotonic() > said + 0.5:
            _each(call, lambda message: message.update(data="(redacted)") if message["role"] == "ai" else None)


@after("messages.own")
def messages_name_another_session(call: Call) -> None:
    _each(call, lambda message: message.update(sessionId="3c90c3cc-0d44-4b50-8888-8dd25736052a"))


@after("messages.roles")
def the_agent_is_called_assistant(call: Call) -> None:
    _each(call, lambda message: message.update(role="assistant" if message["role"] == "ai" else message["role"]))


@after("messages.only-tasks", "messages.task")
def everything_is_said_by_a_human(call: Call) -> None:
    _each(call, lambda message: message.update(role="human"))


@after("messages.task")
def the_task_is_not_among_the_messages(call: Call) -> None:
    if document := _page(call):
        _put(call, messages=[message for message in document["messages"] if message["role"] != "human"])


@after("messages.task")
def only_the_first_task_is_a_message(call: Call) -> None:
    def alter(message: Any) -> None:
        tasks = call.tasks_of(call.session_id)
        if message["role"] == "human" and message["data"] in tasks[1:] and message["data"] not in tasks[:1]:
            message["role"] = "ai"

    _each(call, alter)


@after("messages.task")
def long_messages_are_cut(call: Call) -> None:
    _each(call, lambda message: message.update(data=message["data"][:10_000]))


@after("messages.task")
def messages_are_escaped_for_html(call: Call) -> None:
    _each(call, lambda message: message.update(data=message["data"].replace("\\", "\\\\")))


@after("messages.agent")
def the_agent_says_nothing(call: Call) -> None:
    if document := _page(call):
        _put(call, messages=[message for message in document["messages"] if message["role"] == "human"])


@after("messages.constant")
def message_times_are_those_of_the_request(call: Call) -> None:
    from datetime import UTC, datetime

    _each(call, lambda message: message.update(createdAt=datetime.now(UTC).isoformat()))


@after("messages.stay")
def message_ids_change_at_every_read(call: Call) -> None:
    import uuid

    _each(call, lambda message: message.update(id=str(uuid.uuid4())))


@after("has-more.none", "has-more.after")
def there_is_never_more(call: Call) -> None:
    _put(call, hasMore=False)


@after("has-more")
def there_is_always_more(call: Call) -> None:
    _put(call, hasMore=True)


@after("cursors.after")
def after_includes_its_own_message(call: Call) -> None:
    _include(call, "after")


@after("cursors.before")
def before_includes_its_own_message(call: Call) -> None:
    _include(call, "before")


def _include(call: Call, direction: str) -> None:
    document = _page(call)
    if not document:
        return
    for message in document["messages"]:
        call.memory.own[message["id"]] = message
    cursor = call.memory.own.get(call.parameters.get(direction))
    if cursor:
        kept = document["messages"]
        _put(call, messages=[cursor, *kept[:-1]] if direction == "after" else [*kept[1:], cursor])


@before("cursors.before")
def before_is_taken_for_after(call: Call) -> Answer | None:
    return _swap(call, "before", "after")


@before("cursors.after")
def after_is_ignored(call: Call) -> Answer | None:
    if call.operation == "listSessionMessages" and len(call.parameters.get("after", "")) == 36:
        call.parameters = {key: value for key, value in call.parameters.items() if key != "after"}
    return None


def _swap(call: Call, old: str, new: str) -> Answer | None:
    if call.operation == "listSessionMessages" and len(call.parameters.get(old, "")) == 36:
        call.parameters = {new if key == old else key: value for key, value in call.parameters.items()}
    return None


@before("messages.limit.default")
def twenty_messages_by_default(call: Call) -> Answer | None:
    if call.operation == "listSessionMessages" and "limit" not in call.parameters:
        call.parameters = {**call.parameters, "limit": "20"}
    return None


@before("messages.limit.default")
def five_messages_by_default(call: Call) -> Answer | None:
    if call.operation == "listSessionMessages" and "limit" not in call.parameters:
        call.parameters = {**call.parameters, "limit": "5"}
    return None


@before("messages.limit")
def the_limit_is_ignored(call: Call) -> Answer | None:
    limit = call.parameters.get("limit", "")
    if call.operation == "listSessionMessages" and limit.isdecimal() and 1 <= int(limit) <= 100:
        call.parameters = {**call.parameters, "limit": "100"}
    return None


@after("messages.limit")
def a_page_has_one_message_too_many(call: Call) -> None:
    document = _page(call)
    if document and len(document["messages"]) == int(call.parameters.get("limit", "10")) < 50:
        import uuid

        extra = {**document["messages"][-1], "id": str(uuid.uuid4())}
        _put(call, messages=[*document["messages"], extra])


@after("messages.run", "cursors", "messages.task", "has-more")
def the_last_message_is_left_out(call: Call) -> None:
    document = _page(call)
    if document and call.parameters.get("limit") == "2":
        _put(call, messages=document["messages"][:-1])


@after("cursors", "messages.run", "messages.task", "has-more", "messages.agent")
def messages_are_lost_once_the_session_is_stopped(call: Call) -> None:
    if call.operation == "stopSession" and call.answer.status == 200 and call.answer.json["status"] == "stopped":
        call.memory.own[call.session_id] = True
    elif call.memory.own.get(call.session_id) and _page(call):
        _put(call, messages=[], hasMore=False)


@after("messages.unique", "messages.own")
def messages_of_another_session_are_among_them(call: Call) -> None:
    document = _page(call)
    if not document or not document["messages"]:
        return
    first = call.memory.own.setdefault("first", (call.session_id, document["messages"][0]))
    if first[0] != call.session_id:
        _put(call, messages=[{**first[1], "sessionId": call.session_id}, *document["messages"][1:]])


@after("messages.when", "messages.order")
def messages_are_a_day_old(call: Call) -> None:
    _each(call, lambda message: message.update(createdAt="2020-01-01" + message["createdAt"][10:]))


@after("messages.none-without-task")
def a_session_without_a_task_has_a_task_message(call: Call) -> None:
    document = _page(call)
    if document and not call.tasks_of(call.session_id):
        import uuid

        made = call.memory.own.setdefault(call.session_id, str(uuid.uuid4()))
        message = {"id": made, "sessionId": call.session_id, "role": "human", "data": "", "createdAt": "2030-01-01T00:00:00Z"}
        _put(call, messages=[message])


for _name, _value in (
    ("id", 5),
    ("sessionId", None),
    ("role", 1),
    ("data", {"text": "x"}),
    ("type", None),
    ("summary", None),
    ("screenshotUrl", 5),
    ("hidden", "false"),
    ("createdAt", "yesterday"),
):

    def _break(call: Call, _name: str = _name, _value: Any = _value) -> None:
        _each(call, lambda message: message.update({_name: _value}))

    _break.__name__ = f"the_{_name}_of_a_message_is_{str(_value)[:9]}"
    after(f"fields.message.{_name}")(_break)

"""Sound servers that make other permitted choices: none of them may be complained of."""

from __future__ import annotations

import random
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from .fault import After, Answer, Before, Call, Fault, Session, each_session

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)")


@dataclass(frozen=True)
class Variation:
    """A permitted choice: settings of the sandbox, and alterations of what it says."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    before: Before | None = None
    after: After | None = None
    quick: bool = True

    @property
    def fault(self) -> Fault | None:
        return Fault(self.name, (), self.before, self.after) if self.before or self.after else None


def _shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        dice.shuffle(names)
        return {name: _shuffled(value[name], dice) for name in names}
    return [_shuffled(item, dice) for item in value] if isinstance(value, list) else value


def _shuffle(call: Call) -> None:
    if call.answer.body:
        call.answer.json = _shuffled(call.answer.json, random.Random(len(call.answer.body)))  # noqa: S311 -- no secrets


def _extra(call: Call) -> None:
    if call.answer.status == 200:
        document = {**call.answer.json, "newProperty": {"since": 2026}}
        for name in ("sessions", "messages"):
            if name in document:
                document[name] = [{**item, "newProperty": [1]} for item in document[name]]
        call.answer.json = document


def _stamps(form: str) -> After:
    def alter(call: Call) -> None:
        if form == "whole":
            text = _STAMP.sub(r"\1Z", call.answer.body.decode())
        elif form == "offset":
            text = _STAMP.sub(r"\1\2+00:00", call.answer.body.decode())
        else:
            text = _STAMP.sub(lambda match: f"{match[1]}{(match[2] or '.0')[:4]}Z", call.answer.body.decode())
        call.answer.body = text.encode()

    return alter


def _fails(*, output: bool) -> After:
    def alter(session: Session, call: Call) -> None:
        if session["isTaskSuccessful"]:
            session["isTaskSuccessful"] = False
            if not output:
                session["output"] = None
            elif session["outputSchema"] is None:
                session["output"] = "I could not do it."

    return each_session(alter)


def _other_titles(session: Session, call: Call) -> None:
    if session["title"]:
        session["title"] = "Aufgabe " + session["id"][:4]


def _more_messages(call: Call) -> None:
    """Every message of the agent is followed by another one, as if it had been written so."""
    if call.operation != "listSessionMessages" or call.answer.status != 200:
        return
    whole = call.memory.own.setdefault(call.session_id, [])
    known = {message["id"] for message in whole}
    for message in call.answer.json["messages"]:
        if message["id"] not in known:
            whole.append(message)
            if message["role"] == "ai":
                whole.append(
                    {**message, "id": str(uuid.uuid5(uuid.UUID(message["id"]), "more")), "type": "planning", "data": "…"}
                )
    call.answer.json = _page(call, whole)


def _page(call: Call, whole: list[Any]) -> dict[str, Any]:
    asked = call.memory.own.pop("asked")
    limit = int(asked.get("limit", "10"))
    ids = [message["id"] for message in whole]
    if asked.get("after") in ids:
        side = whole[ids.index(asked["after"]) + 1 :]
        return {"messages": side[:limit], "hasMore": len(side) > limit}
    side = whole[: ids.index(asked["before"])] if asked.get("before") in ids else whole
    return {"messages": side[-limit:], "hasMore": len(side) > limit}


def _read_all(call: Call) -> Answer | None:
    asked = call.parameters
    is_plain = asked.get("limit", "10").isdecimal() and 1 <= int(asked.get("limit", "10")) <= 100
    cursors = [asked[name] for name in ("after", "before") if name in asked]
    if call.operation == "listSessionMessages" and is_plain and all(len(cursor) == 36 for cursor in cursors):
        call.memory.own["asked"] = asked
        call.parameters = {"limit": "100"}
    return None


def _undo(call: Call) -> None:
    if "asked" in call.memory.own and call.answer.status != 200:
        call.memory.own.pop("asked")
    else:
        _more_messages(call)


def _no_nulls(session: Session, call: Call) -> None:
    for name in [name for name, value in session.items() if value is None]:
        del session[name]


def _no_zeros(session: Session, call: Call) -> None:
    for name in [name for name, value in session.items() if value in (0, "0") and not isinstance(value, bool)]:
        if name != "maxCostUsd":  # which is null where it is left out
            del session[name]


def _long_decimals(session: Session, call: Call) -> None:
    for name in ("proxyUsedMb", "llmCostUsd", "proxyCostUsd", "browserCostUsd", "totalCostUsd"):
        session[name] = session[name] + ("00" if "." in session[name] else ".00")


def _no_screenshots(session: Session, call: Call) -> None:
    session["screenshotUrl"] = None


def _late_recordings(session: Session, call: Call) -> None:
    over = call.memory.own.setdefault(("over", session["id"]), time.monotonic()) if session["recordingUrls"] else 0.0
    if time.monotonic() < over + 0.3:
        session["recordingUrls"] = []


def _no_free_output(session: Session, call: Call) -> None:
    if session["outputSchema"] is None:
        session["output"] = None


def _late_mailbox(session: Session, call: Call) -> None:
    if session["status"] == "created":
        session["agentmailEmail"] = None


def _upper_ids(session: Session, call: Call) -> None:
    for name in ("profileId", "workspaceId"):
        session[name] = session[name].upper() if session[name] else None


def _other_words(call: Call) -> None:
    if call.answer.status == 422:
        call.answer.json = {
            "detail": [{**item, "msg": "Falsch.", "type": "x", "input": 5, "ctx": {}} for item in call.answer.json["detail"]]
        }
    elif call.answer.status in (401, 404, 409):
        call.answer.json = {"detail": "Nein.", "code": 17}
        call.answer.headers["content-type"] = "application/json; charset=utf-8"


VARIATIONS = [
    Variation("as it is"),
    Variation("other order of properties", after=_shuffle),
    Variation("extra properties", after=_extra),
    Variation("whole seconds", after=_stamps("whole")),
    Variation("milliseconds", after=_stamps("milli")),
    Variation("offsets instead of Z", after=_stamps("offset")),
    Variation("other titles", after=each_session(_other_titles)),
    Variation("more messages", before=_read_all, after=_undo),
    Variation("oldest messages first", {"messages_from_oldest": True}),
    Variation("idle before running", {"idle_before_running": 0.15}),
    Variation("longer idle before running", {"idle_before_running": 0.6}),
    Variation("no time to start", {"start_seconds": 0.0}),
    Variation("long start", {"start_seconds": 1.0}),
    Variation("tasks in a moment", {"task_seconds": 0.0, "start_seconds": 0.0}),
    Variation("tasks in a tenth of a second", {"task_seconds": 0.1, "start_seconds": 0.02}),
    Variation("every task fails", after=_fails(output=True)),
    Variation("every task fails without an output", after=_fails(output=False)),
    Variation("nulls left out", after=each_session(_no_nulls)),
    Variation("zeros left out", after=each_session(_no_zeros)),
    Variation("more digits", after=each_session(_long_decimals)),
    Variation("no screenshots", after=each_session(_no_screenshots)),
    Variation("recordings that take a while", after=each_session(_late_recordings)),
    Variation("no output where no form was asked for", after=each_session(_no_free_output)),
    Variation("mailbox with the browser", after=each_session(_late_mailbox)),
    Variation("ids in upper case", after=each_session(_upper_ids)),
    Variation("other words in errors", after=_other_words),
    Variation("few sessions at once", {"max_active_sessions": 30}),
    Variation("every answer 300 ms late", {"late": 0.3}, quick=False),
    Variation("tasks of five seconds", {"task_seconds": 5.0}, quick=False),
    Variation("tasks of twenty seconds", {"task_seconds": 20.0}, quick=False),
]

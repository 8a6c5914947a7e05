"""Correct servers with other permitted choices. The suite must report no violation."""

from __future__ import annotations

import random
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from browser_use_contract.values import is_uuid

from .fault import After, Answer, Before, Call, Fault, Session, each_session

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)")


@dataclass(frozen=True)
class Variation:
    """A permitted choice: settings of the sandbox, and changes of its responses."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    before: Before | None = None
    after: After | None = None
    quick: bool = True
    storage: After | None = None

    @property
    def fault(self) -> Fault | None:
        changes = (self.before, self.after, self.storage)
        return Fault(self.name, (), *changes) if any(changes) else None


def _shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        dice.shuffle(names)
        return {name: _shuffled(value[name], dice) for name in names}
    return [_shuffled(item, dice) for item in value] if isinstance(value, list) else value


def _shuffle(call: Call) -> None:
    if call.answer.body:
        call.answer.json = _shuffled(call.answer.json, random.Random(len(call.answer.body)))


def _extra(call: Call) -> None:
    if call.answer.status in (200, 201):
        document = {**call.answer.json, "newProperty": {"since": 2026}}
        for name in ("sessions", "messages", "items", "files"):
            if name in document:
                document[name] = [{**item, "newProperty": [1]} for item in document[name]]
        call.answer.json = document


def _stamps(form: str) -> After:
    def alter(call: Call) -> None:
        if call.operation == "uploadWorkspaceFiles":
            return  # the name of a file may look like a time
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
    """Adds another message after every message of the agent."""
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
    if call.operation == "listSessionMessages" and is_plain and all(map(is_uuid, cursors)):
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
        if name != "maxCostUsd":  # its default is null
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


def _lean_pages(call: Call) -> None:
    """Removes all optional parts of a page of files."""
    if call.operation == "listWorkspaceFiles" and call.answer.status == 200:
        document = call.answer.json
        call.answer.json = {name: value for name, value in document.items() if name == "files" or value}


def _cursor_alone(call: Call) -> None:
    if call.operation == "listWorkspaceFiles" and call.answer.status == 200:
        document = call.answer.json
        call.answer.json = {name: value for name, value in document.items() if name != "hasMore"}


def _slashed_folders(call: Call) -> None:
    if call.operation == "listWorkspaceFiles" and call.answer.status == 200:
        document = call.answer.json
        if document.get("folders"):
            prefix = call.parameters.get("prefix", "")
            prefix = prefix if not prefix or prefix.endswith("/") else f"{prefix}/"
            names = [f"{prefix}{name.removeprefix(prefix).strip('/')}/" for name in document["folders"]]
            call.answer.json = {**document, "folders": names}


def _virtual_hosts(call: Call) -> None:
    """The storage host is a name below `localhost`, like a bucket's subdomain."""
    if call.operation in ("listWorkspaceFiles", "uploadWorkspaceFiles") and call.answer.status == 200:
        text = call.answer.body.decode().replace('rl":"http://127.0.0.1:', 'rl":"http://bucket.localhost:')
        call.answer.body = text.replace('rl": "http://127.0.0.1:', 'rl": "http://bucket.localhost:').encode()


def _created(call: Call) -> None:
    if call.method == "PUT" and call.answer.status == 200:
        call.answer.status = 201


def _bare_browsers(call: Call) -> None:
    """Removes all optional properties of browsers."""
    if "rowser" in call.operation and call.answer.status in (200, 201):
        document = call.answer.json
        for item in document.get("items", [document]):
            item["cdpUrl"] = item["liveUrl"] = None
            for name in ("proxyUsedMb", "proxyCost"):
                item.pop(name, None)
        call.answer.json = document


def _upper_resource_ids(call: Call) -> None:
    if call.operation in ("createProfile", "getProfile", "createWorkspace", "getWorkspace") and call.answer.status in (200, 201):
        call.answer.json = {**call.answer.json, "id": call.answer.json["id"].upper()}


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
    Variation("pages of files without what need not be there", after=_lean_pages),
    Variation("a cursor without hasMore", after=_cursor_alone),
    Variation("folders that end in a slash", after=_slashed_folders),
    Variation("storage under a host of its own", after=_virtual_hosts),
    Variation("uploads that are answered 201", storage=_created),
    Variation("browsers without URLs", after=_bare_browsers),
    Variation("ids of resources in upper case", after=_upper_resource_ids),
    Variation("few sessions at once", {"max_active_sessions": 30}),
    Variation("every answer 300 ms late", {"late": 0.3}, quick=False),
    Variation("tasks of five seconds", {"task_seconds": 5.0}, quick=False),
    Variation("tasks of twenty seconds", {"task_seconds": 20.0}, quick=False),
]

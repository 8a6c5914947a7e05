"""Faults in interactions: a schema and a kind of session, a script and a similar task, an idle session and its first task."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .fault import Answer, Call, Session, after, before, each_session, is_over, plant, sessions

Condition = Callable[[dict[str, Any]], bool]


def _without(word: str, value: Any) -> Any:
    """Returns a JSON value without all properties of this name."""
    if isinstance(value, dict):
        return {name: _without(word, item) for name, item in value.items() if name != word}
    return [_without(word, item) for item in value] if isinstance(value, list) else value


def _loses(word: str) -> Callable[[Session, Call], None]:
    def alter(session: Session, call: Call) -> None:
        session["outputSchema"] = _without(word, session["outputSchema"])

    return alter


for _word in ("$schema", "$defs", "x-note", "default", "dependentRequired"):
    plant(f"the echo of a schema loses {_word}", "echoes.outputSchema", after=each_session(_loses(_word)))


def _ignored_schema(condition: Condition) -> Callable[[Session, Call], None]:
    def alter(session: Session, call: Call) -> None:
        if is_over(session) and session["outputSchema"] and condition(call.memory.creations.get(session["id"], {})):
            session["output"] = ["not what was asked for", {}]

    return alter


def _of_model(name: str) -> Condition:
    return lambda creation: creation.get("model") == name


_KINDS: dict[str, Condition] = {
    "with a workspace": lambda creation: bool(creation.get("workspaceId")),
    "with a limit": lambda creation: creation.get("maxCostUsd") is not None,
    "without a proxy": lambda creation: "proxyCountryCode" in creation and creation["proxyCountryCode"] is None,
    "where it has two parts": lambda creation: "allOf" in (creation.get("outputSchema") or {}),
    "where it is long": lambda creation: len(str(creation.get("outputSchema"))) > 1_000,
    "where it is a choice": lambda creation: "enum" in (creation.get("outputSchema") or {}),
    "in a session that waited": lambda creation: creation.get("task") is None,
    **{f"with {name}": _of_model(name) for name in ("bu-mini", "bu-ultra")},
}
for _kind, _condition in _KINDS.items():
    plant(f"the output schema is ignored {_kind}", "output.conforms", after=each_session(_ignored_schema(_condition)))


def _costs(session: Session, cost: str) -> None:
    session["llmCostUsd"] = cost
    total = sum(Decimal(session[name]) for name in ("llmCostUsd", "proxyCostUsd", "browserCostUsd"))
    session["totalCostUsd"] = str(total)


def _runs_a_script(session: Session, call: Call, key: str | None, names: str) -> None:
    """Treats a first task as the rerun of a script that another session saved under the key."""
    if key is None or len(call.tasks_of(session["id"])) != 1:
        return
    owner = call.memory.own.setdefault((names, key), session["id"])
    if owner != session["id"] and is_over(session):
        _costs(session, "0")


def _cached(names: str, key_of: Callable[[dict[str, Any], str], str | None]) -> Callable[[Session, Call], None]:
    def alter(session: Session, call: Call) -> None:
        creation = call.memory.creations.get(session["id"], {})
        if creation.get("workspaceId") and creation.get("task"):
            _runs_a_script(session, call, key_of(creation, creation["task"]), names)

    return alter


def _place(creation: dict[str, Any], text: str) -> str:
    return f"{creation['workspaceId']} {text}"


def _greedy(creation: dict[str, Any], text: str) -> str | None:
    return _place(creation, re.sub(r"\{\{.*\}\}", "", text, flags=re.DOTALL)) if "{{" in text else None


def _any_case(creation: dict[str, Any], text: str) -> str | None:
    return _place(creation, re.sub(r"\{\{.*?\}\}", "{{}}", text, flags=re.DOTALL).lower()) if "{{" in text else None


def _any_forced(creation: dict[str, Any], text: str) -> str | None:
    return _place(creation, "") if creation.get("cacheScript") is True else None


def _whatever_the_choice(creation: dict[str, Any], text: str) -> str | None:
    return _place(creation, re.sub(r"\{\{.*?\}\}", "{{}}", text, flags=re.DOTALL))


for _what, _key in (
    ("what stands between brackets does not matter", _greedy),
    ("the case of a template does not matter", _any_case),
    ("forced tasks all have the same script", _any_forced),
    ("a run with caching off leaves a script", _whatever_the_choice),
):
    plant(_what, "caching", after=each_session(_cached(_what, _key)))


@before("caching.again")
def a_follow_up_leaves_no_script(call: Call) -> Answer | None:
    if call.is_follow_up and "{{" in str(call.fields.get("task")):
        call.fields = {**call.fields, "cacheScript": False}
    return None


@sessions("output.conforms")
def a_script_does_not_know_the_schema(session: Session, call: Call) -> None:
    if is_over(session) and session["outputSchema"] and session["llmCostUsd"] == "0":
        session["output"] = "as the script has it"


@after("follow-ups.accepted")
def a_session_takes_no_task_after_a_script(call: Call) -> None:
    session = call.asked.get("sessionId")
    if call.is_follow_up and call.answer.status == 200 and len(call.tasks_of(str(session))) > 2:
        creation = call.memory.creations.get(str(session), {})
        if creation.get("cacheScript") is True:
            call.answer.refuse(409, "busy")


def _forget_the_limit(call: Call) -> Answer | None:
    if call.fields.get("model") == "claude-opus-4.6" and call.fields.get("maxCostUsd") is not None:
        call.fields = {**call.fields, "maxCostUsd": 900}
    return None


def _show_the_limit(session: Session, call: Call) -> None:
    asked = call.memory.creations.get(session["id"], call.asked)
    if session["model"] == "claude-opus-4.6" and asked.get("maxCostUsd") is not None:
        session["maxCostUsd"] = str(asked["maxCostUsd"])


plant("opus has no limit", "limit.first", before=_forget_the_limit, after=each_session(_show_the_limit))


def _lost(*names: str) -> Callable[[Session, Call], None]:
    def alter(session: Session, call: Call) -> None:
        if call.memory.creations.get(session["id"], {}).get("task") is None and call.tasks_of(session["id"]):
            for name in names:
                session[name] = None

    return alter


for _field in ("maxCostUsd", "workspaceId", "profileId", "proxyCountryCode"):
    plant(f"the first task of a session that waited loses {_field}", f"echoes.{_field}", after=each_session(_lost(_field)))

"""Faults in creating sessions and dispatching tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .fault import Answer, Call, Session, before, plant, sessions


def _alter(call: Call, **changes: Any) -> None:
    if call.operation == "createSession" and isinstance(call.fields, dict) and call.body.lstrip()[:1] == b"{":
        call.fields = {**call.fields, **changes}


def _absent(name: str, value: Any) -> Any:
    def alter(call: Call) -> Answer | None:
        if name not in call.fields and not call.is_follow_up:
            _alter(call, **{name: value})
        return None

    return alter


for _name, _value, _requirement in (
    ("model", "bu-max", "defaults.model"),
    ("keepAlive", True, "keep-alive.absent"),
    ("proxyCountryCode", "de", "defaults.proxyCountryCode"),
    ("proxyCountryCode", None, "defaults.proxyCountryCode"),
    ("agentmail", False, "mail.default"),
    ("enableRecording", True, "recordings.none"),
    ("profileId", "3c90c3cc-0d44-4b50-8888-8dd25736052a", "defaults.profileId"),
    ("workspaceId", "3c90c3cc-0d44-4b50-8888-8dd25736052a", "defaults.workspaceId"),
    ("outputSchema", {"type": "string"}, "defaults.outputSchema"),
):
    plant(f"the default of {_name} is {str(_value)[:8]}", _requirement, before=_absent(_name, _value))


def _ignored(name: str) -> Callable[[Call], Answer | None]:
    def alter(call: Call) -> Answer | None:
        if name in call.fields:
            call.fields = {key: value for key, value in call.fields.items() if key != name}
        return None

    return alter


for _name, _requirements in (
    ("model", ("echoes.model",)),
    ("keepAlive", ("keep-alive.true",)),
    ("proxyCountryCode", ("echoes.proxyCountryCode",)),
    ("maxCostUsd", ("echoes.maxCostUsd",)),
    ("profileId", ("echoes.profileId",)),
    ("workspaceId", ("echoes.workspaceId",)),
    ("outputSchema", ("echoes.outputSchema",)),
    ("agentmail", ("mail.none",)),
    ("enableRecording", ("recordings.there",)),
):
    plant(f"{_name} is ignored", *_requirements, before=_ignored(_name))


@before("echoes.proxyCountryCode")
def null_for_the_proxy_means_the_default(call: Call) -> Answer | None:
    if "proxyCountryCode" in call.fields and call.fields["proxyCountryCode"] is None:
        return _ignored("proxyCountryCode")(call)
    return None


@before("follow-ups.same-session")
def a_follow_up_lands_in_a_new_session(call: Call) -> Answer | None:
    return _ignored("sessionId")(call) if call.fields.get("task") else None


@before("messages.task", "lifecycle.ends", "totals")
def a_follow_up_is_answered_and_forgotten(call: Call) -> Answer | None:
    if call.is_follow_up and isinstance(call.fields.get("task"), str) and call.tasks_of(str(call.fields["sessionId"])):
        call.method, call.path, call.body = "GET", f"/sessions/{call.fields['sessionId']}", b""
    return None


@before("follow-ups.keep-alive", "follow-ups.accepted")
def a_follow_up_keeps_the_first_keep_alive(call: Call) -> Answer | None:
    if call.is_follow_up:
        _alter(call, keepAlive=call.memory.creations.get(str(call.fields["sessionId"]), {}).get("keepAlive", False))
    return None


@before("keep-alive.true", "follow-ups.keep-alive")
def a_follow_up_always_ends_the_session(call: Call) -> Answer | None:
    if call.is_follow_up:
        _alter(call, keepAlive=False)
    return None


@before("keep-alive.false", "keep-alive.absent")
def every_session_is_kept_alive(call: Call) -> Answer | None:
    _alter(call, keepAlive=True)
    return None


@before("messages.task", "messages.agent")
def tasks_are_cut_at_a_thousand_characters(call: Call) -> Answer | None:
    if isinstance(call.fields.get("task"), str):
        _alter(call, task=call.fields["task"][:1000])
    return None


@before("messages.task")
def tasks_are_ascii(call: Call) -> Answer | None:
    if isinstance(call.fields.get("task"), str):
        _alter(call, task=call.fields["task"].encode("ascii", "replace").decode())
    return None


@before("messages.task")
def tasks_lose_their_line_breaks(call: Call) -> Answer | None:
    if isinstance(call.fields.get("task"), str):
        _alter(call, task=" ".join(call.fields["task"].split()))
    return None


@before("caching.again")
def scripts_are_never_cached(call: Call) -> Answer | None:
    _alter(call, cacheScript=False)
    return None


@before("caching.off")
def cache_script_false_is_taken_for_null(call: Call) -> Answer | None:
    return _ignored("cacheScript")(call) if call.fields.get("cacheScript") is False else None


@before("caching.no-brackets")
def every_task_with_a_workspace_is_cached(call: Call) -> Answer | None:
    if workspace := _workspace(call):
        _alter(call, cacheScript=True, workspaceId=workspace)
    return None


@before("caching.no-brackets")
def one_brace_is_a_bracket(call: Call) -> Answer | None:
    text = str(call.fields.get("task"))
    if (workspace := _workspace(call)) and "{" in text and "{{" not in text:
        _alter(call, cacheScript=True, workspaceId=workspace)
    return None


def _workspace(call: Call) -> Any:
    """Returns the workspace of a task without cacheScript: its own or that of its session."""
    creation = call.memory.creations.get(str(call.fields.get("sessionId")), {})
    return None if call.fields.get("cacheScript") is not None else call.fields.get("workspaceId") or creation.get("workspaceId")


@before("caching.again.forced")
def cache_script_true_needs_brackets(call: Call) -> Answer | None:
    if call.fields.get("cacheScript") is True and "{{" not in str(call.fields.get("task")) and call.fields.get("workspaceId"):
        _alter(call, cacheScript=False)
    return None


@before("caching.no-workspace")
def scripts_are_cached_without_a_workspace(call: Call) -> Answer | None:
    if "{{" in str(call.fields.get("task")) and not call.is_follow_up and not call.fields.get("workspaceId"):
        _alter(call, workspaceId="3c90c3cc-0d44-4b50-8888-8dd25736052b", cacheScript=True)
        call.memory.own["hidden"] = True
    return None


@sessions("limit.first", "echoes")
def max_cost_comes_back_rounded(session: Session, call: Call) -> None:
    if session["maxCostUsd"] is not None:
        session["maxCostUsd"] = f"{float(session['maxCostUsd']):.2f}"


@sessions("echoes.maxCostUsd")
def max_cost_goes_through_a_float(session: Session, call: Call) -> None:
    if session["maxCostUsd"] is not None:
        session["maxCostUsd"] = f"{float(session['maxCostUsd']):.17f}"


def _limit_ignored(*, first: bool) -> tuple[Any, Any]:
    def drop(call: Call) -> Answer | None:
        if call.operation == "createSession" and not call.is_follow_up and first:
            return _ignored("maxCostUsd")(call)
        return None

    def show(session: Session, call: Call) -> None:
        asked = call.memory.creations.get(session["id"], {}).get("maxCostUsd")
        session["maxCostUsd"] = None if asked is None else f"{float(asked):.12f}" if isinstance(asked, float) else str(asked)

    return drop, show


_drop, _show = _limit_ignored(first=True)


def _install() -> None:
    from .fault import each_session

    plant("maxCostUsd is shown and not kept", "limit.first", before=_drop, after=each_session(_show))


_install()


@before("creating.new-id", "creating.not-seen-before")
def the_same_body_gives_the_same_session(call: Call) -> Answer | None:
    if call.operation != "createSession" or call.is_follow_up or not call.fields.get("task"):
        return None
    made = call.memory.own.get(call.body)
    if made:
        call.method, call.path, call.body = "GET", f"/sessions/{made}", b""
    return None


def _remember(call: Call) -> None:
    if call.operation == "createSession" and call.answer.status == 200 and call.asked.get("task") and not call.is_follow_up:
        import json

        call.memory.own.setdefault(json.dumps(call.asked, ensure_ascii=False).encode(), call.answer.json["id"])


def _again() -> None:
    from .fault import FAULTS

    index = next(i for i, fault in enumerate(FAULTS) if fault.name == "the same body gives the same session")
    from dataclasses import replace

    FAULTS[index] = replace(FAULTS[index], after=_remember)


_again()


def _refuses(name: str, value: Any) -> Any:
    def alter(call: Call) -> Answer | None:
        if (
            name in call.fields
            and call.fields[name] == value
            and type(call.fields[name]) is type(value)
            and not call.is_follow_up
        ):
            import json

            body = {"detail": [{"loc": ["body", name], "msg": "not allowed", "type": "value_error"}]}
            return Answer(422, {"content-type": "application/json"}, json.dumps(body).encode())
        return None

    return alter


for _name, _value in (
    ("proxyCountryCode", "no"),
    ("proxyCountryCode", "xk"),
    ("model", "bu-ultra"),
    ("task", None),
    ("sessionId", None),
    ("maxCostUsd", None),
    ("profileId", None),
    ("workspaceId", None),
    ("proxyCountryCode", None),
    ("outputSchema", None),
    ("outputSchema", {}),
    ("cacheScript", None),
    ("cacheScript", False),
    ("skills", False),
    ("enableScheduledTasks", True),
    ("agentmail", False),
):
    plant(f"{_name} {_value!r} is refused", f"accepted.createSession.{_name}", before=_refuses(_name, _value))


@before("accepted.createSession.maxCostUsd")
def max_cost_must_be_a_number(call: Call) -> Answer | None:
    value = call.fields.get("maxCostUsd")
    return _refuses("maxCostUsd", value)(call) if isinstance(value, str) and value[:1].isdigit() else None


@before("accepted.createSession.maxCostUsd")
def max_cost_must_be_a_string(call: Call) -> Answer | None:
    value = call.fields.get("maxCostUsd")
    return _refuses("maxCostUsd", value)(call) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@before("accepted.createSession.unknown-property")
def unknown_properties_are_refused(call: Call) -> Answer | None:
    value = call.fields.get("someNewProperty")
    return _refuses("someNewProperty", value)(call) if value is not None else None

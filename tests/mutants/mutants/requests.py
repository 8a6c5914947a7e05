"""Faults in the validation of requests: invalid requests are accepted."""

from __future__ import annotations

from typing import Any

from .fault import Answer, Call, before, plant

_JSON_TYPES = {str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object", type(None): "null"}
_GOOD: dict[str, Any] = {
    "task": ("string", "null"),
    "model": ("string",),
    "sessionId": ("string", "null"),
    "keepAlive": ("boolean",),
    "maxCostUsd": ("number", "string", "null"),
    "profileId": ("string", "null"),
    "workspaceId": ("string", "null"),
    "proxyCountryCode": ("string", "null"),
    "outputSchema": ("object", "null"),
    "enableScheduledTasks": ("boolean",),
    "enableRecording": ("boolean",),
    "skills": ("boolean",),
    "agentmail": ("boolean",),
    "cacheScript": ("boolean", "null"),
}


def _tolerates(name: str, kind: str) -> Any:
    def alter(call: Call) -> Answer | None:
        if call.operation != "createSession" or name not in call.fields:
            return None
        value = call.fields[name]
        message = _JSON_TYPES[type(value)]
        found = "null" if value is None and "null" not in _GOOD[name] else "type" if message not in _GOOD[name] else "value"
        if found == kind:
            call.fields = {key: other for key, other in call.fields.items() if key != name}
        return None

    return alter


for _name, _types in _GOOD.items():
    plant(f"{_name} may have any type", f"refused.createSession.{_name}.type", before=_tolerates(_name, "type"))
    if "null" not in _types:
        plant(f"{_name} may be null", f"refused.createSession.{_name}.null", before=_tolerates(_name, "null"))
_MODELS = ("bu-mini", "bu-max", "bu-ultra", "gemini-3-flash", "claude-sonnet-4.6", "claude-opus-4.6")


def _is_sound(name: str, value: str) -> bool:
    if name == "model":
        return value in _MODELS
    if name == "maxCostUsd":
        return value.replace(".", "", 1).isdecimal() and value.isascii()
    return len(value) == 36


def _takes_any_text(name: str) -> Any:
    def alter(call: Call) -> Answer | None:
        value = call.fields.get(name)
        if call.operation == "createSession" and isinstance(value, str) and not _is_sound(name, value):
            call.fields = {key: other for key, other in call.fields.items() if key != name}
        return None

    return alter


for _name in ("model", "sessionId", "maxCostUsd", "profileId", "workspaceId"):
    plant(f"{_name} may be any text", f"refused.createSession.{_name}.value", before=_takes_any_text(_name))


@before("refused.createSession.proxyCountryCode.value")
def any_two_letters_are_a_country(call: Call) -> Answer | None:
    if call.fields.get("proxyCountryCode") == "zz":
        call.fields = {**call.fields, "proxyCountryCode": "us"}
    return None


@before("refused.createSession.maxCostUsd.value")
def unicode_digits_are_digits(call: Call) -> Answer | None:
    value = call.fields.get("maxCostUsd")
    if isinstance(value, str) and value.isdecimal() and not value.isascii():
        call.fields = {**call.fields, "maxCostUsd": "12"}
    return None


@before("refused.createSession.maxCostUsd.value")
def a_trailing_line_break_is_overlooked(call: Call) -> Answer | None:
    value = call.fields.get("maxCostUsd")
    if isinstance(value, str) and value.endswith("\n"):
        call.fields = {**call.fields, "maxCostUsd": value[:-1]}
    return None


@before("refused.createSession.sessionId.without-task")
def a_session_id_alone_shows_the_session(call: Call) -> Answer | None:
    if str(call.fields.get("sessionId")) in call.memory.creations and call.fields.get("task") is None:
        call.method, call.path, call.body = "GET", f"/sessions/{call.fields['sessionId']}", b""
    return None


@before("refused.createSession.cacheScript.without-workspace")
def caching_needs_no_workspace(call: Call) -> Answer | None:
    if call.fields.get("cacheScript") is True and not call.fields.get("workspaceId"):
        call.fields = {**call.fields, "cacheScript": None}
    return None


@before("refused.createSession.body.not-json")
def broken_json_is_an_empty_object(call: Call) -> Answer | None:
    if call.operation == "createSession" and call.body[:1] in (b"{", b"t") and not call.asked and call.body != b"{}":
        call.body = b"{}"
        call.headers["content-type"] = "application/json"
    return None


@before("refused.createSession.body.not-an-object")
def an_array_is_an_empty_object(call: Call) -> Answer | None:
    if call.operation == "createSession" and call.body[:1] in (b"[", b'"', b"n", b"5"):
        call.body = b"{}"
    return None


@before("creating.no-body")
def a_creation_needs_no_body(call: Call) -> Answer | None:
    if call.operation == "createSession" and not call.body:
        call.body, call.headers["content-type"] = b"{}", "application/json"
    return None


def _query(operation: str, name: str, is_wrong: Any) -> Any:
    def alter(call: Call) -> Answer | None:
        value = call.parameters.get(name)
        if call.operation == operation and value is not None and is_wrong(value):
            call.parameters = {key: other for key, other in call.parameters.items() if key != name}
        return None

    return alter


def _is_number(value: str) -> bool:
    return value.lstrip("-").isdecimal()


for _operation, _name in (("listSessions", "page"), ("listSessions", "page_size"), ("listSessionMessages", "limit")):
    plant(
        f"{_name} may be any text",
        f"refused.{_operation}.{_name}.not-a-number",
        before=_query(_operation, _name, lambda value: not _is_number(value)),
    )
    plant(
        f"{_name} may be 0",
        f"refused.{_operation}.{_name}.below",
        before=_query(_operation, _name, lambda value: _is_number(value) and int(value) == 0),
    )
    plant(
        f"{_name} may be negative",
        f"refused.{_operation}.{_name}.below",
        before=_query(_operation, _name, lambda value: _is_number(value) and int(value) < 0),
    )
for _operation, _name in (("listSessions", "page_size"), ("listSessionMessages", "limit")):
    plant(
        f"{_name} may be 101",
        f"refused.{_operation}.{_name}.above",
        before=_query(_operation, _name, lambda value: _is_number(value) and int(value) == 101),
    )
for _name in ("after", "before"):
    plant(
        f"{_name} may be any text",
        f"refused.listSessionMessages.{_name}.value",
        before=_query("listSessionMessages", _name, lambda value: len(value) != 36),
    )
for _operation, _name, _value in (("listSessions", "page_size", "100"), ("listSessionMessages", "limit", "100")):

    def _refuse_hundred(call: Call, _operation: str = _operation, _name: str = _name, _value: str = _value) -> Answer | None:
        if call.operation == _operation and call.parameters.get(_name) == _value:
            call.parameters = {**call.parameters, _name: "101"}
        return None

    plant(f"{_name} may not be 100", f"accepted.{_operation}.{_name}", before=_refuse_hundred)


def _strategy(kind: str) -> Any:
    def alter(call: Call) -> Answer | None:
        if call.operation == "stopSession" and "strategy" in call.fields:
            value = call.fields["strategy"]
            found = (
                "null" if value is None else "value" if isinstance(value, str) and value not in ("task", "session") else "type"
            )
            if found == kind and value not in ("task", "session"):
                call.body = b'{"strategy": "task"}'
        return None

    return alter


for _kind in ("null", "value", "type"):
    plant(f"a wrong {_kind} of strategy is taken", f"refused.stopSession.strategy.{_kind}", before=_strategy(_kind))


@before("refused.stopSession.body")
def a_stop_with_any_json_is_taken(call: Call) -> Answer | None:
    if call.operation == "stopSession" and call.body[:1] in (b"[", b'"', b"5", b"t"):
        call.body = b'{"strategy": "task"}'
    return None


def _key(operation: str, is_let_in: Any) -> Any:
    def alter(call: Call) -> Answer | None:
        right = call.memory.own.setdefault("key", "sandbox-key")
        if call.operation == operation and is_let_in(call.headers.get("x-browser-use-api-key"), right):
            call.headers["x-browser-use-api-key"] = right
        return None

    return alter


for _operation in ("createSession", "listSessions", "getSession", "stopSession", "deleteSession", "listSessionMessages"):
    plant(
        f"{_operation} needs no key", f"authentication.{_operation}.none", before=_key(_operation, lambda key, right: key is None)
    )
    plant(
        f"{_operation} takes any key", f"authentication.{_operation}.wrong", before=_key(_operation, lambda key, right: bool(key))
    )
plant(
    "a key that begins alike is taken",
    "authentication.getSession.wrong",
    before=_key("getSession", lambda key, right: bool(key) and right.startswith(key)),
)
plant(
    "a key with something behind it is taken",
    "authentication.listSessions.wrong",
    before=_key("listSessions", lambda key, right: bool(key) and key.startswith(right)),
)
plant(
    "the case of the key does not matter",
    "authentication.getSession.wrong",
    before=_key("getSession", lambda key, right: bool(key) and key.lower() == right.lower()),
)
plant("an empty key is taken", "authentication.getSession.wrong", before=_key("getSession", lambda key, right: key == ""))

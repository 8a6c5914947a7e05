"""Values that the schemas of requests and of the webhook accept and reject, and texts that the decimal pattern matches.

Two independent validators must agree, since it is easy to write a rule between fields that only one of them applies.
"""

import re
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATH = Path(__file__).parents[2] / "openapi.yaml"
SPEC = yaml.safe_load(PATH.read_text())
PATTERN = SPEC["components"]["schemas"]["Decimal"]["pattern"]
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


UPDATE = {"task_id": "t", "session_id": ID, "status": "running", "metadata": {}}
STATUS: dict[str, Any] = {"type": "agent.task.status_update", "timestamp": "2026-03-25T09:00:00Z", "payload": UPDATE}


def is_valid(schema: str, value: Any) -> bool:
    root = {"$ref": f"#/components/schemas/{schema}", "components": SPEC["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    verdicts = {
        jsonschema.Draft202012Validator(root, format_checker=checker).is_valid(value),
        jsonschema_rs.Draft202012Validator(root, validate_formats=True).is_valid(value),
    }
    (verdict,) = verdicts
    return verdict


VALID: dict[str, list[Any]] = {
    "CreateSessionRequest": [
        {},
        {"task": None},
        {"task": ""},
        {"task": "t", "sessionId": ID},
        {"sessionId": None},
        {"sessionId": None, "task": None},
        {"cacheScript": True, "workspaceId": ID},
        {"cacheScript": True, "workspaceId": ID, "sessionId": ID, "task": "t"},
        {"cacheScript": False},
        {"cacheScript": None},
        {"cacheScript": False, "workspaceId": None},
        {"workspaceId": ID},
        {"proxyCountryCode": None},
        {"outputSchema": None},
        {"maxCostUsd": None},
        {"maxCostUsd": 0.1},
        {"maxCostUsd": "0.1"},
        {"not in the spec": 1},
    ],
    "StopSessionRequest": [{}, {"strategy": "task"}, {"strategy": "session"}],
    "CreateProfileRequest": [{}, {"name": None, "userId": None}, {"name": "n" * 100, "userId": "u" * 255}, {"name": ""}],
    "UpdateProfileRequest": [{}, {"name": None}, {"userId": "u" * 255}],
    "CreateWorkspaceRequest": [{}, {"name": None}, {"name": "n" * 100}],
    "UpdateWorkspaceRequest": [{}, {"name": None}],
    "UploadFilesRequest": [
        {"files": [{"name": "a"}]},
        {"files": [{"name": "n" * 255, "contentType": "c" * 255, "size": 1}] * 10},
        {"files": [{"name": "a", "size": None}]},
    ],
    "CreateBrowserRequest": [
        {},
        {"timeout": 1},
        {"timeout": 240, "browserScreenWidth": 320, "browserScreenHeight": 320},
        {"browserScreenWidth": 6144, "browserScreenHeight": 3456},
        {"browserScreenWidth": None, "browserScreenHeight": None, "profileId": None, "proxyCountryCode": None},
        {"customProxy": None},
        {"customProxy": {"host": "h", "port": 1}},
        {"customProxy": {"host": "h" * 255, "port": 65535, "username": None, "password": None}},
    ],
    "UpdateBrowserRequest": [{"action": "stop"}],
    "WorkspaceSize": [{}, {"usedBytes": 0}, {"limitBytes": 1}],
    "WebhookEvent": [
        STATUS,
        {**STATUS, "payload": {key: value for key, value in UPDATE.items() if key != "metadata"}},
        {**STATUS, "type": "test", "payload": {}},
        {**STATUS, "type": "test", "payload": {"status": 1}},
    ],
}
INVALID: dict[str, list[Any]] = {
    "CreateSessionRequest": [
        None,
        [],
        {"sessionId": ID},
        {"sessionId": ID, "task": None},
        {"sessionId": "not a uuid", "task": "t"},
        {"cacheScript": True},
        {"cacheScript": True, "workspaceId": None},
        {"cacheScript": True, "sessionId": ID, "task": "t"},
        {"cacheScript": True, "workspaceId": ID, "sessionId": ID},
        {"model": None},
        {"model": "gpt-1"},
        {"proxyCountryCode": "US"},
        {"maxCostUsd": "1e3"},
        {"maxCostUsd": ""},
        {"maxCostUsd": True},
        {"outputSchema": True},
        *({name: None} for name in ("keepAlive", "enableScheduledTasks", "enableRecording", "skills", "agentmail")),
        *({name: 1} for name in ("task", "keepAlive", "skills", "agentmail", "cacheScript", "outputSchema", "profileId")),
    ],
    "StopSessionRequest": [[], {"strategy": None}, {"strategy": "all"}],
    "CreateProfileRequest": [None, {"name": "n" * 101}, {"userId": "u" * 256}, {"name": 1}],
    "UpdateProfileRequest": [None, {"name": "n" * 101}, {"userId": "u" * 256}],
    "CreateWorkspaceRequest": [None, {"name": "n" * 101}],
    "UpdateWorkspaceRequest": [None, {"name": "n" * 101}, {"name": []}],
    "UploadFilesRequest": [
        {},
        {"files": []},
        {"files": [{"name": "a"}] * 11},
        {"files": [{}]},
        {"files": [{"name": ""}]},
        {"files": [{"name": "n" * 256}]},
        {"files": [{"name": "a", "contentType": "c" * 256}]},
        {"files": [{"name": "a", "contentType": None}]},
        {"files": [{"name": "a", "size": 0}]},
    ],
    "CreateBrowserRequest": [
        None,
        {"timeout": 0},
        {"timeout": 241},
        {"timeout": None},
        {"browserScreenWidth": 319},
        {"browserScreenWidth": 6145},
        {"browserScreenHeight": 319},
        {"browserScreenHeight": 3457},
        {"allowResizing": None},
        {"profileId": "not a uuid"},
        {"customProxy": {"host": "h"}},
        {"customProxy": {"port": 1}},
        {"customProxy": {"host": "", "port": 1}},
        {"customProxy": {"host": "h", "port": 0}},
        {"customProxy": {"host": "h", "port": 65536}},
        {"customProxy": {"host": "h", "port": 1, "password": ""}},
        {"customProxy": {"host": "h", "port": 1, "username": "u" * 256}},
    ],
    "UpdateBrowserRequest": [{}, {"action": "start"}, {"action": None}],
    "WorkspaceSize": [None, {"usedBytes": "1"}],
    "WebhookEvent": [
        {},
        {**STATUS, "payload": {}},
        {**STATUS, "payload": {**UPDATE, "status": "sleeping"}},
        {**STATUS, "payload": {**UPDATE, "session_id": None}},
        {**STATUS, "type": "test", "payload": None},
        {**STATUS, "type": "test", "timestamp": "yesterday"},
    ],
}


def cases(table: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(schema, value) for schema, values in table.items() for value in values]


@pytest.mark.parametrize(("schema", "value"), cases(VALID))
def test_valid_value_is_accepted(schema: str, value: Any) -> None:
    assert is_valid(schema, value)


@pytest.mark.parametrize(("schema", "value"), cases(INVALID))
def test_invalid_value_is_rejected(schema: str, value: Any) -> None:
    assert not is_valid(schema, value)


def test_every_request_schema_is_in_both_tables(schemas: dict[str, Any]) -> None:
    requests = {name for name in schemas if name.endswith("Request")}
    assert requests <= set(VALID)
    assert set(VALID) == set(INVALID)


@pytest.mark.parametrize("task", [None, "", "t", 1, "absent"])
@pytest.mark.parametrize("session", [None, ID, "absent"])
@pytest.mark.parametrize("cache", [None, False, True, "absent"])
@pytest.mark.parametrize("workspace", [None, ID, "absent"])
def test_rules_between_fields(task: Any, session: Any, cache: Any, workspace: Any) -> None:
    """Compares all combinations with the two sentences of the page, written as code."""
    fields = {"task": task, "sessionId": session, "cacheScript": cache, "workspaceId": workspace}
    body = {name: value for name, value in fields.items() if value != "absent"}
    expected = (
        body.get("task") != 1
        and (body.get("sessionId") is None or body.get("task") is not None)
        and (body.get("cacheScript") is not True or body.get("workspaceId") is not None)
    )
    assert is_valid("CreateSessionRequest", body) == expected


OPERATION = schemathesis.openapi.from_path(PATH)["/sessions"]["POST"]


@given(case=OPERATION.as_strategy())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_generated_requests_keep_the_rules(case: schemathesis.Case) -> None:
    body = case.body
    assert isinstance(body, dict)
    if body.get("sessionId") is not None:
        assert isinstance(body.get("task"), str)
    if body.get("cacheScript") is True:
        assert isinstance(body.get("workspaceId"), str)


def ecma(pattern: str) -> re.Pattern[str]:
    """Translates an ECMA-262 pattern for Python: ASCII digits, `$` only at the very end."""
    return re.compile(pattern.replace(r"\d", "[0-9]").replace("$", r"\Z"))


@pytest.mark.parametrize("text", ["0", "1", "1.5", "5.", ".5", "+1", "-0.10", "000", "123456789012345678901234567890.12"])
def test_decimal_pattern_matches(text: str) -> None:
    assert ecma(PATTERN).match(text)


@pytest.mark.parametrize("text", ["", ".", "+", "-", "-.", "1e5", "1\n", "١", "1,0", " 1", "--1", "1.2.3", "NaN", "Infinity"])
def test_decimal_pattern_rejects(text: str) -> None:
    assert not ecma(PATTERN).match(text)


@given(st.text(alphabet="0123456789+-.e\n٣", max_size=8))
@settings(deadline=None, database=None)
def test_decimal_pattern_agrees_with_its_description(text: str) -> None:
    """Compares the pattern with its meaning: an optional sign, digits with at most one point, at least one digit."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    whole, _, fraction = digits.partition(".")
    plain = all(c in "0123456789" for c in whole + fraction) and whole + fraction != ""
    assert bool(ecma(PATTERN).match(text)) == plain

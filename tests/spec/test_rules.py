"""What the schema of a create request permits and forbids, and what the decimal pattern means."""

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATH = Path(__file__).parents[2] / "openapi.yaml"
SPEC = yaml.safe_load(PATH.read_text())
REQUEST = jsonschema_rs.Draft202012Validator(
    {"$ref": "#/components/schemas/CreateSessionRequest", "components": SPEC["components"]}, validate_formats=True
)
PATTERN = SPEC["components"]["schemas"]["Decimal"]["pattern"]
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"task": None},
        {"task": ""},
        {"task": "t", "sessionId": ID},
        {"sessionId": None},
        {"sessionId": None, "task": None},
        {"cacheScript": True, "workspaceId": ID},
        {"cacheScript": False},
        {"cacheScript": None},
        {"proxyCountryCode": None},
        {"outputSchema": None},
        {"maxCostUsd": None},
        {"maxCostUsd": 0.1},
        {"maxCostUsd": "0.1"},
        {"not in the spec": 1},
    ],
)
def test_permitted(body: dict[str, Any]) -> None:
    REQUEST.validate(body)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"sessionId": ID},
        {"sessionId": ID, "task": None},
        {"sessionId": "not a uuid", "task": "t"},
        {"cacheScript": True},
        {"cacheScript": True, "workspaceId": None},
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
)
def test_forbidden(body: Any) -> None:
    assert not REQUEST.is_valid(body)


OPERATION = schemathesis.openapi.from_path(PATH)["/sessions"]["POST"]


@given(case=OPERATION.as_strategy())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_a_generator_of_valid_requests_never_breaks_a_rule(case: schemathesis.Case) -> None:
    body = case.body
    assert isinstance(body, dict)
    if body.get("sessionId") is not None:
        assert isinstance(body.get("task"), str)
    if body.get("cacheScript") is True:
        assert isinstance(body.get("workspaceId"), str)


def ecma(pattern: str) -> re.Pattern[str]:
    """An ECMA-262 pattern as Python means it: ASCII digits, `$` only at the very end."""
    return re.compile(pattern.replace(r"\d", "[0-9]").replace("$", r"\Z"))


@pytest.mark.parametrize("text", ["0", "1", "1.5", "5.", ".5", "+1", "-0.10", "000", "123456789012345678901234567890.12"])
def test_pattern_takes(text: str) -> None:
    assert ecma(PATTERN).match(text)


@pytest.mark.parametrize("text", ["", ".", "+", "-", "-.", "1e5", "1\n", "١", "1,0", " 1", "--1", "1.2.3", "NaN", "Infinity"])
def test_pattern_refuses(text: str) -> None:
    assert not ecma(PATTERN).match(text)


@given(st.text(alphabet="0123456789+-.e\n٣", max_size=8))
@settings(deadline=None, database=None)
def test_pattern_in_words(text: str) -> None:
    """An independent reading of the pattern: an optional sign, digits with at most one point, at least one digit."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    whole, _, fraction = digits.partition(".")
    plain = all(c in "0123456789" for c in whole + fraction) and whole + fraction != ""
    assert bool(ecma(PATTERN).match(text)) == plain

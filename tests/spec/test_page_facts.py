"""openapi.yaml contains every fact of the API page: names, types, values, defaults, null and examples. It may contain more.

The page is not in the repository. tools/page_facts.py extracted its facts, with the page's SHA-256 and the line of each.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

FACTS = json.loads((Path(__file__).parent / "facts" / "create_session_page.json").read_text())
SCHEMAS = {"request": "CreateSessionRequest", "response": "Session"}
PROPERTIES = [(side, fact) for side in SCHEMAS for fact in FACTS[side]["properties"]]


def branches(spec: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the alternatives of a property's schema, with references resolved."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return branches(spec, spec["components"]["schemas"][name])
    if "anyOf" in schema:
        return [branch for option in schema["anyOf"] for branch in branches(spec, option)]
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": kind} for kind in schema["type"]]
    return [schema]


def test_facts_have_the_checksum_of_the_page() -> None:
    assert FACTS["sha256"] == "6ed07269866febfc73390be54db8b0f0160db14a0ef58a5a48d24ce20afe2279"


def test_url_and_header(spec: dict[str, Any]) -> None:
    assert spec["servers"][0]["url"] + "/sessions" == FACTS["url"]["value"]
    scheme = spec["components"]["securitySchemes"]["apiKey"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", FACTS["header"]["value"])
    assert spec["security"] == [{"apiKey": []}]


@pytest.mark.parametrize("side", SCHEMAS)
def test_properties_and_required_ones_match_the_page(spec: dict[str, Any], side: str) -> None:
    schema = spec["components"]["schemas"][SCHEMAS[side]]
    names = [fact["name"] for fact in FACTS[side]["properties"]]
    assert [name for name in schema["properties"] if name in names] == names
    required = [fact["name"] for fact in FACTS[side]["properties"] if fact.get("required")]
    assert [name for name in schema.get("required", []) if name in names] == required


@pytest.mark.parametrize(("side", "fact"), PROPERTIES, ids=[f"{side}-{fact['name']}" for side, fact in PROPERTIES])
def test_property_matches_the_page(spec: dict[str, Any], side: str, fact: dict[str, Any]) -> None:
    schema = spec["components"]["schemas"][SCHEMAS[side]]["properties"][fact["name"]]
    options = branches(spec, schema)
    values = [option for option in options if option.get("type") != "null"]

    if fact["name"] == "maxCostUsd" and side == "request":
        # The page leaves its type blank; a neighbouring page has number, decimal string or null.
        assert "type" not in fact
        assert [option["type"] for option in options] == ["number", "string", "null"]
    elif fact["type"] == "any":
        assert values == [schema]
        assert "type" not in schema
    else:
        kind = {"enum<string>": "string", "string[]": "array", "Outputschema:object": "object"}.get(fact["type"], fact["type"])
        assert [option["type"] for option in values] == [kind]
        # outputSchema: the page leaves the null out, a neighbouring page has it.
        assert (len(options) > len(values)) == (fact["nullable"] or fact["name"] == "outputSchema")

    assert values[0].get("format") == fact.get("format")
    assert set(fact.get("enum", ())) <= set(values[0].get("enum", ()))
    assert ("enum" in fact) == ("enum" in values[0])
    if "pattern" in fact:
        assert values[0]["pattern"] == fact["pattern"]
    if "default" in fact:
        stated = schema["default"]
        assert (stated if isinstance(stated, str) else json.dumps(stated)) == fact["default"]
    else:
        # The page's prose has null for cacheScript; the empty list comes from a neighbouring page.
        assert schema.get("default") == ([] if fact["name"] == "recordingUrls" else None)


def test_number_of_facts() -> None:
    """Fixed counts: otherwise, an extraction and a document that lack the same value would agree."""
    enums = {fact["name"]: fact["enum"] for _, fact in PROPERTIES if "enum" in fact}
    assert len(FACTS["request"]["properties"]) == 14
    assert len(FACTS["response"]["properties"]) == 26
    assert len(set(enums["model"])) == 6
    assert len(set(enums["status"])) == 6
    assert len(set(enums["proxyCountryCode"])) == 247
    first, last = next(fact["enum_lines"] for _, fact in PROPERTIES if fact["name"] == "proxyCountryCode")
    assert last - first + 1 == 247


@pytest.mark.parametrize("side", SCHEMAS)
def test_examples_match_the_page_except_placeholders(spec: dict[str, Any], side: str) -> None:
    ours = spec["components"]["examples"][SCHEMAS[side]]["value"]
    theirs = FACTS[side]["example"]
    assert [name for name in ours if name in theirs] == list(theirs)
    for name, value in theirs.items():
        if isinstance(value, str) and value.startswith("<"):
            assert ours[name] != value
        else:
            assert ours[name] == value


def test_page_facts_extracts_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the extractor on a small page of the same structure, which is easy to check by eye."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "tools")
    monkeypatch.delitem(sys.modules, "page_facts", raising=False)
    import page_facts

    page = """\
  headers: {'X-Key': '<key>'},
  body: JSON.stringify({
    size: 'big',
    count: 3
  })
};
fetch('https://example.com/v1/things', options)
{
  "id": "<string>"
}
Body
size
enum<string> | null
default:big

How big.
Available options:
big,
no
maxCostUsd

A limit.
Response
id
string<uuid>
required
cost
string
default:0

Pattern: ^a$
"""
    facts = page_facts.extract(page.encode())
    assert facts["url"] == {"value": "https://example.com/v1/things", "line": 7}
    assert facts["header"] == {"value": "X-Key", "line": 1}
    assert facts["request"]["example"] == {"size": "big", "count": 3}
    assert facts["request"]["properties"] == [
        {
            "name": "size",
            "line": 12,
            "type": "enum<string>",
            "nullable": True,
            "default": "big",
            "enum": ["big", "no"],
            "enum_lines": [18, 19],
        },
        {"name": "maxCostUsd", "line": 20},
    ]
    assert facts["response"]["properties"] == [
        {"name": "id", "line": 24, "type": "string", "format": "uuid", "nullable": False, "required": True},
        {
            "name": "cost",
            "line": 27,
            "type": "string",
            "nullable": False,
            "default": "0",
            "pattern": "^a$",
            "pattern_line": 31,
        },
    ]

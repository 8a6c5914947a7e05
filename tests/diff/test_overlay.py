"""Overlays: the actions of the standard, its differences between 1.0 and 1.1, and the revisions of the API."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from browser_use_contract.diff.comparison import Comparison, compare_documents
from browser_use_contract.diff.errors import CannotCompare
from browser_use_contract.diff.loading import load_document, load_new_document
from browser_use_contract.diff.reading.overlay import apply_overlay
from browser_use_contract.diff.reading.tree import Line, Tree
from browser_use_contract.diff.reading.yaml_text import read_yaml

_ROOT = Path(__file__).parents[2]
_SPEC = _ROOT / "openapi.yaml"
_REVISIONS = sorted((_ROOT / "revisions").glob("*.overlay.yaml"))
_BASE = """
openapi: 3.1.0
info: {title: T, version: "1"}
tags: [{name: a}, {name: b}]
paths:
  /a: {get: {summary: A, parameters: [{name: q, in: query}]}}
  /b: {get: {summary: B}}
"""


def _apply(actions: str, version: str = "1.1.0") -> Tree:
    overlay = read_yaml(f"overlay: {version}\ninfo: {{title: T, version: '1'}}\nactions:\n{actions}", "overlay.yaml")
    return apply_overlay(read_yaml(_BASE, "base.yaml"), overlay, "overlay.yaml")


def test_update_merges_objects_and_appends_to_arrays() -> None:
    tree = _apply(
        "- {target: '$.paths[\"/a\"].get', update: {summary: New, parameters: [{name: r, in: query}], deprecated: true}}"
    )
    get = tree.value["paths"]["/a"]["get"]
    assert get == {
        "summary": "New",
        "parameters": [{"name": "q", "in": "query"}, {"name": "r", "in": "query"}],
        "deprecated": True,
    }
    assert tree.lines[id(get)]["summary"] == Line("overlay.yaml", 4)
    assert tree.lines[id(get)]["parameters"] == Line("base.yaml", 6)
    assert tree.lines[id(get["parameters"])][1] == Line("overlay.yaml", 4)


def test_overlay_does_not_change_the_base_document() -> None:
    base, before = read_yaml(_BASE, "base.yaml"), read_yaml(_BASE, "base.yaml").value
    actions = "overlay: 1.1.0\nactions: [{target: $.tags, update: [{name: c}]}, {target: $.paths, remove: true}]"
    apply_overlay(base, read_yaml(actions, "o.yaml"), "o.yaml")
    assert base.value == before


@pytest.mark.parametrize(("version", "tags"), [("1.0.0", ["a", "b", ["c"]]), ("1.1.0", ["a", "b", "c"])])
def test_update_of_an_array_differs_between_1_0_and_1_1(version: str, tags: list[Any]) -> None:
    tree = _apply("- {target: $.tags, update: [{name: c}]}", version)
    names = [each["name"] if isinstance(each, dict) else [every["name"] for every in each] for each in tree.value["tags"]]
    assert names == tags


def test_every_match_is_updated() -> None:
    tree = _apply("- {target: '$.paths.*.get', update: {deprecated: true}}")
    assert all(item["get"]["deprecated"] for item in tree.value["paths"].values())


def test_filter_expression_selects_items_to_remove() -> None:
    tree = _apply("- {target: \"$.tags[?@.name == 'a']\", remove: true}")
    assert tree.value["tags"] == [{"name": "b"}]
    assert tree.lines[id(tree.value["tags"])] == {0: Line("base.yaml", 4)}


def test_all_matches_are_removed() -> None:
    assert _apply("- {target: '$.tags[*]', remove: true}").value["tags"] == []
    assert _apply("- {target: '$..summary', remove: true}").value["paths"]["/b"] == {"get": {}}


def test_copy_action() -> None:
    tree = _apply("- target: $.paths['/b'].get\n  copy: $.paths['/a'].get")
    assert tree.value["paths"]["/b"]["get"]["summary"] == "A"
    assert tree.value["paths"]["/b"]["get"]["parameters"] == [{"name": "q", "in": "query"}]


def test_actions_apply_in_order() -> None:
    tree = _apply("- {target: $.paths, update: {/c: {get: {}}}}\n- target: $.paths['/c'].get\n  update: {summary: C}")
    assert tree.value["paths"]["/c"]["get"]["summary"] == "C"


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ("- {target: $.nothing, update: {}}", "overlay.yaml:4: the target `$.nothing` matches nothing"),
        ("- {target: $.info, update: {}}\n- {target: \"$.tags[?@.name == 'z']\", remove: true}", "overlay.yaml:5: the target"),
        ("- {target: '$.a[', update: {}}", "overlay.yaml:4: `$.a[` is not a JSONPath"),
        ("- {target: $.info}", "overlay.yaml:4: the action has none of `update`, `copy` and `remove: true`"),
        ("- {target: 3, update: {}}", "overlay.yaml:4: `target` must be a JSONPath"),
        ("- {update: {}}", "overlay.yaml:1: `target` must be a JSONPath"),
        ("- {target: $, remove: true}", "overlay.yaml:4: the whole document cannot be removed"),
        ("- {target: $.info, update: 3}", "overlay.yaml:4: only an object can update an object"),
        ("- {target: $.info, copy: $.nothing}", "overlay.yaml:4: `copy` selects 0 values"),
        ("- text", "overlay.yaml:4: an action must be an object"),
        ("  []", "overlay.yaml:3: an overlay needs at least one action"),
    ],
)
def test_invalid_action_is_rejected_with_its_line(actions: str, expected: str) -> None:
    with pytest.raises(CannotCompare) as caught:
        _apply(actions)
    assert expected in str(caught.value)


def test_unknown_overlay_version_is_rejected() -> None:
    with pytest.raises(CannotCompare, match=r"says `overlay: 2\.0\.0`; 1\.0 and 1\.1 can be applied"):
        _apply("- {target: $.info, update: {}}", "2.0.0")


def test_overlays_that_extend_each_other_are_rejected(tmp_path: Path) -> None:
    action = "actions: [{target: $.info, update: {}}]"
    (tmp_path / "a.yaml").write_text(f"overlay: 1.1.0\nextends: b.yaml\n{action}")
    (tmp_path / "b.yaml").write_text(f"overlay: 1.1.0\nextends: a.yaml\n{action}")
    with pytest.raises(CannotCompare, match="extend each other in a circle"):
        load_document(str(tmp_path / "a.yaml"))


def test_overlay_without_extends_applies_to_the_old_document(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(_BASE)
    (tmp_path / "new.yaml").write_text("overlay: 1.1.0\nactions: [{target: \"$.paths['/b']\", remove: true}]")
    old = load_document(str(tmp_path / "base.yaml"))
    new = load_new_document(str(tmp_path / "new.yaml"), str(tmp_path / "base.yaml"), old)
    assert [each.kind for each in compare_documents(old, new).changes] == ["operation-removed"]


def _compare(old: Path, new: Path) -> Comparison:
    document = load_document(str(old))
    return compare_documents(document, load_new_document(str(new), str(old), document))


def test_revision_overlays_have_their_names() -> None:
    names = [path.name.removesuffix(".overlay.yaml") for path in _REVISIONS]
    assert names == ["2026-04-04", "2026-04-09", "2026-05-05", "2026-11"]
    for name, path in zip(names, _REVISIONS, strict=True):
        assert load_document(str(path)).root["info"]["x-revision"] == name


@pytest.mark.parametrize("path", _REVISIONS, ids=lambda path: str(path.name))
def test_revision_is_a_valid_document(path: Path) -> None:
    document = load_document(str(path)).root
    validate(document)
    _check_examples(document)


@pytest.mark.parametrize("path", _REVISIONS, ids=lambda path: str(path.name))
def test_revision_has_sources_and_descriptions(path: Path) -> None:
    overlay = read_yaml(path.read_text(encoding="utf-8"), str(path)).value
    assert all(action["x-source"] == "neighbour" and action["description"] for action in overlay["actions"])
    for action in overlay["actions"]:
        for name, added in action.get("update", {}).items() if action["target"].endswith((".properties", ".schemas")) else ():
            assert added["x-source"] == "neighbour", name
            assert added["description"], name


def _verdict(comparison: Comparison) -> tuple[bool, bool]:
    return comparison.old_client_breaks, comparison.new_client_breaks


def test_breaking_changes_of_each_revision() -> None:
    documents = [_SPEC, *_REVISIONS]
    assert [_verdict(_compare(old, new)) for old, new in pairwise(documents)] == [
        (True, True),  # a new model in responses
        (False, True),  # new options
        (True, True),
        (True, True),
    ]


def test_changes_between_the_page_and_the_latest_revision() -> None:
    comparison = _compare(_SPEC, _REVISIONS[-1])
    changes = {(each.kind, each.where[0].part.split()[0], each.where[0].path): each for each in comparison.changes}
    assert changes["enum-value-removed", "request", "model"].old == '"claude-sonnet-4.6"'
    assert changes["default-changed", "request", "model"].new == '"claude-opus-4.7"'
    assert changes["enum-value-added", "request", "proxyCountryCode"].new == '"ci"'
    assert ("rule-added", "request", "") not in changes  # no old client sends a screen size
    assert changes["type-changed", "response", "detail"].where[0].part == "response 402 application/json"
    required = {each.where[0].path for each in comparison.changes if each.kind == "property-added" and each.new == "required"}
    assert required == {"concurrentSessionLimit", "activeSessionCount"}


def _check_examples(document: dict[str, Any]) -> None:
    """Checks that each named example conforms to its schema."""
    checked = 0
    for item in document["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict):
                continue
            responses = [_resolve(document, each) for each in operation["responses"].values()]
            for part in [_resolve(document, operation.get("requestBody", {})), *responses]:
                for media in part.get("content", {}).values():
                    schema = {**media["schema"], "components": document["components"]}
                    for example in media.get("examples", {}).values():
                        value = _resolve(document, example)["value"]
                        jsonschema_rs.Draft202012Validator(schema).validate(json.loads(json.dumps(value)))
                        checked += 1
    assert checked > 20


def _resolve(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    found: Any = value
    while "$ref" in found:
        steps = found["$ref"].split("/")[1:]
        found = document
        for step in steps:
            found = found[step.replace("~1", "/")]
    return dict(found)


@pytest.mark.parametrize("extends", ["https://example.com/openapi.yaml", "base.yaml", "first.yaml"])
def test_overlay_applies_to_the_old_document_whatever_it_extends(tmp_path: Path, extends: str) -> None:
    action = "actions: [{target: \"$.paths['/b']\", remove: true}]"
    (tmp_path / "base.yaml").write_text(_BASE)
    (tmp_path / "other.yaml").write_text(_BASE + "  /c: {get: {}}\n")
    (tmp_path / "first.yaml").write_text(
        "overlay: 1.1.0\nextends: base.yaml\nactions: [{target: $.paths, update: {/d: {get: {}}}}]"
    )
    (tmp_path / "new.yaml").write_text(f"overlay: 1.1.0\nextends: {extends}\n{action}")
    comparison = _compare(tmp_path / "other.yaml", tmp_path / "new.yaml")
    assert {each.where[0].operation for each in comparison.changes} == {
        "GET /b",
        *(["GET /d"] if extends == "first.yaml" else []),
    }

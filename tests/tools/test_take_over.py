"""Each kind of API change in each form of document, and the resulting openapi.yaml."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.changes import conftest as changes
from tests.tools.conftest import ROOT
from tests.tools.published import published

pytestmark = pytest.mark.slow

Take = Callable[..., Any]
Form = Callable[[dict[str, Any]], dict[str, Any]]
FORMS: dict[str, Form] = {
    "own": lambda document: document,
    "published": published,
    "inlined": lambda document: published(document, inline=True),
}
# The maximum number of lines of openapi.yaml that a change adds and removes.
MOST = {
    "response_property": (6, 0),
    "request_properties": (20, 0),
    "model_and_default": (4, 3),
    "removed_property": (0, 3),
    "money_property": (6, 0),
    "query_parameter": (8, 0),
    "operation": (60, 0),
    "resource": (140, 0),
}


def lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Returns the added and the removed lines."""
    found = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [each[1:] for each in found if each[0] == "+"], [each[1:] for each in found if each[0] == "-"]


def changed(ours: dict[str, Any], change: changes.Change) -> dict[str, Any]:
    document = copy.deepcopy(ours)
    change(document)
    return document


@pytest.mark.parametrize("form", FORMS)
def test_unchanged_document_leaves_the_text_unchanged(form: str, ours: dict[str, Any], take_over: Take, own_text: str) -> None:
    taken = take_over(FORMS[form](ours))
    assert taken.text == own_text
    assert (taken.left, taken.notes) == ([], [])


@pytest.mark.parametrize("change", changes.ALL, ids=lambda change: change.__name__)
@pytest.mark.parametrize("form", FORMS)
def test_change_is_applied_and_nothing_else_changes(
    form: str, change: changes.Change, ours: dict[str, Any], take_over: Take, own_text: str
) -> None:
    taken = take_over(FORMS[form](changed(ours, change)))
    added, removed = lines(own_text, taken.text)
    assert not taken.left, [(each.kind, each.where[0]) for each in taken.left]
    assert taken.changes.changes
    assert len(added) <= MOST[change.__name__][0], added
    assert len(removed) <= MOST[change.__name__][1], removed
    assert change is changes.removed_property or any("x-source: neighbour" in line for line in added)
    assert "app__views__" not in taken.text
    assert change is changes.resource or "the_" not in "".join(added)


@pytest.mark.parametrize("overlay", sorted((ROOT / "revisions").glob("*.overlay.yaml")), ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["overlay", *FORMS])
def test_revisions_are_applied_completely(form: str, overlay: Path, take_over: Take, own_text: str) -> None:
    taken = take_over(overlay)
    assert not taken.left
    if form != "overlay":
        taken = take_over(FORMS[form](taken.document.root))
        assert not taken.left, [(each.kind, each.where[0], each.old, each.new) for each in taken.left]
    removed = lines(own_text, taken.text)[1]
    assert len(removed) < 30, removed


def test_facts_only_in_openapi_yaml_are_kept(ours: dict[str, Any], take_over: Take, own_text: str) -> None:
    document = copy.deepcopy(ours)
    balance = document["components"]["schemas"]["Account"]["properties"]["totalCreditsBalanceUsd"]
    del balance["format"]
    assert take_over(published(document)).text == own_text
    balance["minimum"] = 0
    added, removed = lines(own_text, take_over(published(document)).text)
    assert ([each.strip() for each in added], removed) == (["x-source: neighbour", "minimum: 0"], [])


def test_changed_descriptions_are_applied(ours: dict[str, Any], take_over: Take, own_text: str) -> None:
    document = copy.deepcopy(ours)
    document["components"]["schemas"]["Profile"]["properties"]["name"]["description"] = "What people call it."
    del document["components"]["schemas"]["Profile"]["properties"]["userId"]["description"]
    added, removed = lines(own_text, take_over(document).text)
    assert [each.strip() for each in added] == ["description: What people call it."]
    assert len(removed) == 1

"""Each kind of change of the API in each form of document: what openapi.yaml becomes."""

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
# How many lines of openapi.yaml a change adds and removes at most.
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
    """The lines that come, and those that go."""
    found = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [each[1:] for each in found if each[0] == "+"], [each[1:] for each in found if each[0] == "-"]


def changed(ours: dict[str, Any], change: changes.Change) -> dict[str, Any]:
    document = copy.deepcopy(ours)
    change(document)
    return document


@pytest.mark.parametrize("form", FORMS)
def test_no_change_touches_nothing(form: str, ours: dict[str, Any], take_over: Take, own_text: str) -> None:
    taken = take_over(FORMS[form](ours))
    assert taken.text == own_text
    assert (taken.left, taken.notes) == ([], [])


@pytest.mark.parametrize("change", changes.ALL, ids=lambda change: change.__name__)
@pytest.mark.parametrize("form", FORMS)
def test_a_change_is_taken_over_and_nothing_else(
    form: str, change: changes.Change, ours: dict[str, Any], take_over: Take, own_text: str
) -> None:
    taken = take_over(FORMS[form](changed(ours, change)))
    come, gone = lines(own_text, taken.text)
    assert not taken.left, [(each.kind, each.where[0]) for each in taken.left]
    assert taken.changes.changes
    assert len(come) <= MOST[change.__name__][0], come
    assert len(gone) <= MOST[change.__name__][1], gone
    assert change is changes.removed_property or any("x-source: neighbour" in line for line in come)
    assert "app__views__" not in taken.text
    assert change is changes.resource or "the_" not in "".join(come)


@pytest.mark.parametrize("overlay", sorted((ROOT / "revisions").glob("*.overlay.yaml")), ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["overlay", *FORMS])
def test_revisions(form: str, overlay: Path, take_over: Take, own_text: str) -> None:
    taken = take_over(overlay)
    assert not taken.left
    if form != "overlay":
        taken = take_over(FORMS[form](taken.document.root))
        assert not taken.left, [(each.kind, each.where[0], each.old, each.new) for each in taken.left]
    gone = lines(own_text, taken.text)[1]
    assert len(gone) < 30, gone


def test_what_only_our_document_says_stays(ours: dict[str, Any], take_over: Take, own_text: str) -> None:
    document = copy.deepcopy(ours)
    balance = document["components"]["schemas"]["Account"]["properties"]["totalCreditsBalanceUsd"]
    del balance["format"]
    assert take_over(published(document)).text == own_text
    balance["minimum"] = 0
    come, gone = lines(own_text, take_over(published(document)).text)
    assert ([each.strip() for each in come], gone) == (["x-source: neighbour", "minimum: 0"], [])


def test_words_of_a_later_version_of_ours_are_taken_over(ours: dict[str, Any], take_over: Take, own_text: str) -> None:
    document = copy.deepcopy(ours)
    document["components"]["schemas"]["Profile"]["properties"]["name"]["description"] = "What people call it."
    del document["components"]["schemas"]["Profile"]["properties"]["userId"]["description"]
    come, gone = lines(own_text, take_over(document).text)
    assert [each.strip() for each in come] == ["description: What people call it."]
    assert len(gone) == 1

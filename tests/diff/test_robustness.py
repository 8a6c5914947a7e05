"""Any value at any place of a document: the document is compared or refused, without other exceptions."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_contract.diff.comparison import compare_documents
from browser_use_contract.diff.document import Document
from browser_use_contract.diff.errors import CannotCompare
from browser_use_contract.diff.loading import load_document
from browser_use_contract.diff.reading.json_text import read_json
from browser_use_contract.diff.reports.as_json import as_json
from browser_use_contract.diff.reports.as_markdown import as_markdown

pytestmark = pytest.mark.slow

_REVISION = str(Path(__file__).parents[2] / "revisions" / "2026-11.overlay.yaml")
_JUNK = st.sampled_from([
    None, True, False, 3, -1.5, "text", "", [], [1], ["a"], [[]], [None], [{}], {}, {"a": 1}, {"type": "string"}, {"$ref": 3},
    {"$ref": "#/components/schemas/Session"}, {"x": [1]}, {"type": ["string", "null"], "enum": 3},
    {"const": [1], "allOf": [False]},
])  # fmt: skip


def _without_examples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_examples(each) for key, each in value.items() if key not in {"examples", "example", "links"}}
    return [_without_examples(each) for each in value] if isinstance(value, list) else value


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*place, key)
        yield from _places(child, (*place, key))


_DOCUMENT = _without_examples(load_document(_REVISION).root)
_PLACES = list(_places(_DOCUMENT))


@pytest.fixture(scope="module")
def valid_document() -> Document:
    return Document("sound.json", read_json(json.dumps(_DOCUMENT), "sound.json"))


@given(place=st.sampled_from(_PLACES), junk=_JUNK)
def test_junk_in_a_document_is_compared_or_rejected(valid_document: Document, place: tuple[Any, ...], junk: Any) -> None:
    broken = copy.deepcopy(_DOCUMENT)
    holder = broken
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = junk
    refused: CannotCompare | None = None
    try:
        document = Document("broken.json", read_json(json.dumps(broken), "broken.json"))
        for sides in ((valid_document, document), (document, valid_document)):
            comparison = compare_documents(*sides)
            assert as_json(comparison)
            assert as_markdown(comparison)
    except CannotCompare as error:
        refused = error
    assert refused is None or (refused.source == "broken.json" and refused.line)

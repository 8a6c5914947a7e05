"""Documents for the tests of `diff`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from browser_use_contract.diff.comparison import Comparison, compare_documents
from browser_use_contract.diff.document import Document
from browser_use_contract.diff.reading.json_text import read_json

Compare = Callable[..., Comparison]


def _document(parts: dict[str, Any], name: str) -> Document:
    base = {"openapi": "3.1.0", "info": {"title": "Test", "version": "1"}, "paths": {"/a": {"get": {}}}}
    return Document(name, read_json(json.dumps({**base, **parts}, indent=1), name))


@pytest.fixture(scope="session")
def compare() -> Compare:
    """Returns a function that compares two documents, given by their differences from a small document."""

    def compare_(old: dict[str, Any], new: dict[str, Any], **options: Any) -> Comparison:
        return compare_documents(_document(old, "old.json"), _document(new, "new.json"), **options)

    return compare_

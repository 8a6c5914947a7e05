"""Applies published documents to openapi.yaml, without files."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from browser_use_contract.diff.document import Document
from browser_use_contract.diff.loading import load_document, load_new_document
from browser_use_contract.diff.reading.json_text import read_json

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "openapi.yaml"
if str(ROOT / "tools") not in sys.path:
    sys.path.append(str(ROOT / "tools"))


@pytest.fixture(scope="session")
def ours() -> dict[str, Any]:
    """openapi.yaml as data. Tests must not change it."""
    value: dict[str, Any] = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    return value


@pytest.fixture(scope="session")
def own_text() -> str:
    return SPEC.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def old() -> Document:
    return load_document(str(SPEC))


@pytest.fixture(scope="session")
def take_over(own_text: str, old: Document) -> Callable[..., Any]:
    """Returns a function that applies a document, given as data or as the path of an overlay, to openapi.yaml."""
    module = importlib.import_module("takeover.takeover")

    def take(new: dict[str, Any] | Path) -> Any:
        if isinstance(new, Path):
            return module.take_over(own_text, old, load_new_document(str(new), str(SPEC), old), is_overlay=True)
        document = Document("new.json", read_json(json.dumps(new, indent=1), "new.json"))
        return module.take_over(own_text, old, document, is_overlay=False)

    return take

"""Clients of several dates against the sandbox in each revision. The official ones are installed, each in a place of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.revisions.conftest import LATEST, REVISIONS, ROOT

pytestmark = pytest.mark.slow

Matrix = Mapping[str, Mapping[str, Mapping[str, str | None]]]


@pytest.fixture(scope="module")
def tool() -> Iterator[Any]:
    """tools/compatibility.py as a module."""
    sys.path.insert(0, str(ROOT / "tools"))
    import compatibility

    yield compatibility
    sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def found(tool: Any) -> Matrix:
    """All clients against all servers; skipped where the package indexes do not give the official ones."""
    try:
        matrix: Matrix = tool.matrix()
    except subprocess.CalledProcessError as error:
        if "install" not in map(str, error.cmd):
            raise
        pytest.skip(f"an official client cannot be installed: {str(error.stderr or error)[-300:]}")
    return matrix


def test_the_page_says_what_is_so(tool: Any, found: Matrix) -> None:
    page = tool.PAGE.read_text(encoding="utf-8")
    assert tool.written(page, tool.as_markdown(found)) == page, "run python tools/compatibility.py"


def _fails(found: Matrix, client: str, server: str) -> dict[str, str]:
    return {step: why for step, why in found[client][server].items() if why}


def test_our_client_talks_to_every_revision(found: Matrix) -> None:
    for client in ("this project's client", "generated from openapi.yaml"):
        assert [(server, fails) for server in found[client] if (fails := _fails(found, client, server))] == []
        assert list(found[client]) == ["openapi.yaml", *REVISIONS]


@pytest.mark.parametrize(
    ("client", "server"),
    [
        ("official Python 3.4.2", "openapi.yaml"),
        ("official Python 3.12.1", LATEST),
        ("official TypeScript 3.4.2", "openapi.yaml"),
        ("official TypeScript 3.11.3", LATEST),
        *((f"generated from {name}", name) for name in REVISIONS),
    ],
)
def test_a_client_talks_to_the_revision_of_its_time(found: Matrix, client: str, server: str) -> None:
    assert _fails(found, client, server) == {}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_newer_client_misses_what_the_page_does_not_have_and_nothing_else(found: Matrix, revision: str) -> None:
    fails = _fails(found, f"generated from {revision}", "openapi.yaml")
    # A resource's operation that came later, and properties that the account has to have since.
    assert set(fails) == {name for name, since in (("downloads", "2026-05-05"), ("billing", "2026-11")) if revision >= since}


def test_closed_lists_of_models_break_the_official_client(found: Matrix) -> None:
    """The default model of each date is none to the client of the other."""
    for client, server in (("official Python 3.4.2", LATEST), ("official Python 3.12.1", "openapi.yaml")):
        fails = _fails(found, client, server)
        assert all("model Input should be" in fails[step] for step in ("run", "stream", "sessions"))


def test_what_a_client_loses_is_noticed(tool: Any) -> None:
    from compat.steps import Misread, compare

    compare({"a": "1.0", "at": "2026-05-05T09:10:00+00:00"}, {"a": 1, "at": "2026-05-05T09:10:00Z"}, "x")
    for read, written in (({}, {"a": None}), ({"a": 1}, {"a": 2}), ({"a": []}, {"a": [1]}), ({"a": {}}, {"a": {"b": 1}})):
        with pytest.raises(Misread):
            compare(read, written, "x")
    table = tool.as_markdown({"a|b": {"s": {"run": "Bad: <x>", "follow_up": None}}})
    assert "1 of 2; not run" in table
    assert "&lt;x>" in table

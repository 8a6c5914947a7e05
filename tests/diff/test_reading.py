"""Reading YAML 1.2 and JSON with line numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser_use_contract.diff.document import Document
from browser_use_contract.diff.loading import load_document
from browser_use_contract.diff.reading.json_text import read_json
from browser_use_contract.diff.reading.source import read_source
from browser_use_contract.diff.reading.tree import Line, Tree
from browser_use_contract.diff.reading.yaml_text import read_yaml

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text().filter(lambda key: key != "<<"), inner, max_size=4),
    max_leaves=12,
)


@given(value=_JSON, indent=st.sampled_from([None, 1]), escaped=st.booleans())
def test_json_values_are_read_exactly(value: object, indent: int | None, escaped: bool) -> None:
    assert read_json(json.dumps(value, indent=indent, ensure_ascii=escaped), "a.json").value == value


def test_yaml_is_read_by_version_1_2() -> None:
    text = """
plain: {yes: no, on: off, date: 2026-04-04, time: 12:30, number: 012, hex: 0x1f, octal: 0o17, float: 1e3, none: ~, empty: }
"quoted": {true: "true", number: "1", none: 'null'}
200: &anchor {tagged: !!str 3, integer: !!int 3}
alias: *anchor
merged: {<<: *anchor, integer: 4}
folded: >-
  one
  two
"""
    assert read_yaml(text, "a.yaml").value == {
        "plain": {
            "yes": "no", "on": "off", "date": "2026-04-04", "time": "12:30", "number": 12, "hex": 31, "octal": 15,
            "float": 1000.0, "none": None, "empty": None,
        },
        "quoted": {"true": "true", "number": "1", "none": "null"},
        "200": {"tagged": "3", "integer": 3},
        "alias": {"tagged": "3", "integer": 3},
        "merged": {"tagged": "3", "integer": 4},
        "folded": "one two",
    }  # fmt: skip


def _line(tree: Tree, *place: str | int) -> int:
    root = {"openapi": "3.1.0", "paths": {}, "x": tree.value}
    lines = {**tree.lines, id(root): {"x": Line("a", 1)}}
    return Document("a", Tree(root, lines)).line(("x", *place)).number


def test_lines_of_yaml() -> None:
    tree = read_yaml("a:\n  b:\n    - one\n    - c: 1\n      d: 2\n  e: {f: 3,\n      g: 4}\n", "a.yaml")
    places = [("a",), ("a", "b"), ("a", "b", 0), ("a", "b", 1, "d"), ("a", "e", "g"), ("a", "e", "nothing"), ("a", "b", 9)]
    assert [_line(tree, *place) for place in places] == [1, 2, 3, 5, 7, 6, 2]


def test_lines_of_json() -> None:
    tree = read_json('{"a":\n [1,\n {"b": "x\\n\\"y", "c"\n: {}}]}', "a.json")
    assert [_line(tree, *place) for place in [("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("a", 1, "c")]] == [1, 2, 3, 3, 3]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffopenapi: 3.1.0\npaths: {}\n",
        "openapi: 3.1.0\r\npaths: {}\r\n",
        "{openapi: 3.1.0, paths: {}}",
        '{"openapi": "3.1.0", "paths": {}}',
    ],
    ids=["byte order mark", "Windows", "flow style", "JSON"],
)  # fmt: skip
def test_byte_order_mark_line_ends_and_flow_style_are_read(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a"
    file.write_bytes(content.encode())
    assert read_source(str(file)).value == {"openapi": "3.1.0", "paths": {}}


def test_reference_has_the_place_of_its_target() -> None:
    document = load_document(str(Path(__file__).parents[2] / "openapi.yaml"))
    part = document.target("#/components/schemas/Model", ())
    assert part.place == ("components", "schemas", "Model")
    assert part.value is document.root["components"]["schemas"]["Model"]
    assert document.target("#/paths/~1sessions/post", ()).value["operationId"] == "createSession"
    assert document.target("#/paths/~1sessions~1%7Bsession_id%7D/get", ()).value["operationId"] == "getSession"

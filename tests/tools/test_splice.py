"""Changes of values in a YAML text: the new text has the new value, and all other lines stay."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser_use_contract.diff.reading.yaml_text import read_yaml
from tests.tools import conftest  # noqa: F401 -- It makes `tools` importable.

splicing: Any = importlib.import_module("takeover.splice")
writing: Any = importlib.import_module("takeover.writing")

_TEXT = """# The head.
first: 1   # a number
list: [a, b, c]
long: [
  aa, bb, cc,
  dd, ee,
  ]
empty:
text: |
  Some words.

  More words.
# Before the last.
items:
  # About the first.
  - name: x
    value: 'quoted'
  - name: y
    deep:
      a: true

last: {k: v}
"""


def _changed(change: Any) -> list[str]:
    old = read_yaml(_TEXT, "").value
    new = read_yaml(_TEXT, "").value
    change(new)
    return list(splicing.splice(_TEXT, old, new).splitlines())


@pytest.mark.parametrize(
    ("change", "removed", "added"),
    [
        (lambda v: v.update(first=2), ["first: 1   # a number"], ["first: 2   # a number"]),
        (lambda v: v["list"].append("d"), ["list: [a, b, c]"], ["list: [a, b, c, d]"]),
        (lambda v: v["list"].remove("a"), ["list: [a, b, c]"], ["list: [b, c]"]),
        (lambda v: v["long"].append("ff"), ["  dd, ee,"], ["  dd, ee, ff,"]),
        (lambda v: v["long"].remove("dd"), ["  dd, ee,"], ["  ee,"]),
        (lambda v: v.update(empty="x"), ["empty:"], ["empty: x"]),
        (lambda v: v.pop("text"), ["text: |", "  Some words.", "", "  More words."], []),
        (lambda v: v.update(text="One."), ["text: |", "  Some words.", "", "  More words."], ["text: One."]),
        (lambda v: v["items"][0].update(value="no"), ["    value: 'quoted'"], ["    value: no"]),
        (lambda v: v["items"][0].pop("name"), ["  - name: x", "    value: 'quoted'"], ["  - value: quoted"]),
        (lambda v: v["items"][0].update(more=[1]), [], ["    more: [1]"]),
        (lambda v: v["items"].pop(1), ["  - name: y", "    deep:", "      a: true"], []),
        (lambda v: v["items"].append({"name": "z"}), [], ["  - name: z"]),
        (lambda v: v["items"][1]["deep"].pop("a"), ["    deep:", "      a: true"], ["    deep: {}"]),
        (lambda v: v["last"].update(m="1"), ["last: {k: v}"], ['last: {k: v, m: "1"}']),
        (lambda v: v.update(new={"a": "200"}), [], ["new:", '  a: "200"']),
    ],
)
def test_splice_changes_only_the_affected_lines(change: Any, removed: list[str], added: list[str]) -> None:
    rest = _changed(change)
    left = _TEXT.splitlines()
    for line in added:
        rest.remove(line)
    for line in removed:
        left.remove(line)
    assert rest == left


_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from(["200", "no", "a: b", "x" * 140, "a\nb\n"])
)
_KEYS = st.sampled_from(["a", "b", "200", "/p/{q}", "x-y", "$ref"])
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=12
)


@settings(max_examples=60, deadline=None)
@given(old=st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=4), data=st.data())
def test_spliced_text_has_the_new_value(old: dict[str, Any], data: st.DataObject) -> None:
    text = writing.block(old, 0)
    parsed = read_yaml(text, "").value
    assert parsed == old
    new = {key: value for key, value in old.items() if data.draw(st.booleans()) or len(old) == 1}
    new = {key: data.draw(_VALUES) if data.draw(st.booleans()) else value for key, value in new.items()}
    new = new or dict([next(iter(old.items()))])
    new |= {key: value for key, value in data.draw(st.dictionaries(_KEYS, _VALUES, max_size=2)).items() if key not in old}
    changed = splicing.splice(text, old, new)
    assert read_yaml(changed, "").value == new


def test_merged_alias_cannot_be_spliced() -> None:
    text = "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n"
    old = read_yaml(text, "").value
    with pytest.raises(splicing.CannotSplice, match="line 3"):
        splicing.splice(text, old, {**old, "c": {**old["c"], "d": 3}})

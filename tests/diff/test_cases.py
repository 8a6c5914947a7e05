"""Tables of changes with the expected verdicts.

The verdict is `nothing` (no change is shown), `nobody` (a change is shown that breaks no client), `old` (it breaks an old client
on a new server), `new` (it breaks a new client on an old server), or `both`. Cases in `no_change.yaml`, `values.yaml` and
`objects.yaml` are schemas. Each is compared as a request body and as a response body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from browser_use_contract import diff as diff_package
from browser_use_contract.diff.comparison import Comparison

Compare = Callable[..., Comparison]

_CASES = Path(__file__).parent / "cases"
_MIRRORED = {"old": "new", "new": "old"}
_SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "same": {"type": "apiKey", "in": "header", "name": "x-key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://example.com", "scopes": {}}}},
}


def _rows(*files: str) -> list[dict[str, Any]]:
    return [row for file in files for row in yaml.safe_load((_CASES / f"{file}.yaml").read_text(encoding="utf-8"))]


def _schema_cases() -> Iterator[Any]:
    for row in _rows("no_change", "values", "objects"):
        for position in ("request", "response"):
            sides = []
            for side in ("old", "new"):
                body = {"content": {"application/json": {"schema": row[side]}}}
                parts: dict[str, Any] = {"requestBody": body} if position == "request" else {"responses": {"200": body}}
                schemas = row.get(f"{side}_schemas", row.get("schemas", {}))
                sides.append({"paths": {"/a": {"post": parts}}, "components": {"schemas": schemas}})
            yield pytest.param(*sides, row[position], id=f"{position}: {row['name']}")


def _operation_cases() -> Iterator[Any]:
    for row in _rows("operations"):
        sides = [
            {"paths": {"/things/{id}": {"post": row[side]}}, "components": {"securitySchemes": _SCHEMES}}
            for side in ("old", "new")
        ]
        yield pytest.param(*sides, row["verdict"], id=row["name"])


def _document_cases() -> Iterator[Any]:
    for row in _rows("documents"):
        yield pytest.param(row["old"], row["new"], row["verdict"], id=row["name"])


_ALL = [*_schema_cases(), *_operation_cases(), *_document_cases()]


def _verdict(comparison: Comparison) -> str:
    if comparison.old_client_breaks:
        return "both" if comparison.new_client_breaks else "old"
    if comparison.new_client_breaks:
        return "new"
    return "nobody" if comparison.changes else "nothing"


def _description(comparison: Comparison) -> str:
    return "\n".join(f"{each.kind}: {each.old} -> {each.new} {each.breaks}" for each in comparison.changes)


@pytest.mark.parametrize(("old", "new", "verdict"), _ALL)
def test_verdict(compare: Compare, old: dict[str, Any], new: dict[str, Any], verdict: str) -> None:
    comparison = compare(old, new)
    assert _verdict(comparison) == verdict, _description(comparison)


@pytest.mark.parametrize(("old", "new", "verdict"), _ALL)
def test_verdict_mirrored(compare: Compare, old: dict[str, Any], new: dict[str, Any], verdict: str) -> None:
    comparison = compare(new, old)
    assert _verdict(comparison) == _MIRRORED.get(verdict, verdict), _description(comparison)


def test_number_of_cases() -> None:
    assert len(_ALL) >= 146
    assert len({each.id for each in _ALL}) == len(_ALL)


def test_every_kind_of_change_is_documented_and_occurs(compare: Compare) -> None:
    package = Path(diff_package.__file__).parent
    documented = set(
        re.findall(r"`([a-z]+(?:-[a-z]+)+)`", (package / "README.md").read_text(encoding="utf-8").partition("| kinds |")[2])
    )
    found = {change.kind for case in _ALL for change in compare(*case.values[:2]).changes}
    assert found == documented


@pytest.mark.parametrize("is_marked", [True, False])
def test_new_value_of_an_extensible_enum_breaks_and_the_reason_mentions_it(compare: Compare, is_marked: bool) -> None:
    def document(values: list[str]) -> dict[str, Any]:
        schema = {"enum": values, "x-extensible": is_marked}
        return {"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}}}}

    comparison = compare(document(["a"]), document(["a", "b"]))
    assert comparison.old_client_breaks
    assert ("added over time" in comparison.changes[0].why) == is_marked

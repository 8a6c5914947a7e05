"""Sample values for a schema: valid and invalid ones, including values at its limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .document import by_identity, resolved
from .request_validation import Ambiguous, Mistake, mistakes_in, mistakes_in_text
from .schemas import merged, options_of, types_of

_UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
_COMMON: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 5, -1, 1.5, "Example", "Größe 価格 😀", "", "x", _UUID, "not-a-uuid"),
    "true",
    *("2026-03-25T09:00:00Z", "0.50", "https://example.com/a", [], ["x"], {}, {"x": 1}),
)
#: Texts that a careless check of a number takes for one: digits of other scripts, other notations, blanks.
_ODD_NUMBERS = (
    *("１２", "٣", "1\n", " 1", "1e5", "1,5", "1.2.3", ".", "-", "+-1", "$5", "1 ", "1_000", "0x10", "NaN", "Infinity", "abc"),
)
_TEXTS = ("0", "-1", "ten", "1", "5", "abc", "1.5", "true", "false", "maybe", "Example", "Größe", _UUID, "not-a-uuid", "123", "x")
#: The maximum length of generated lists and texts, and the maximum nesting.
_LARGEST, _DEEPEST = 5_000, 3


def valid(schema: Any) -> Sequence[Any]:
    """Returns values that the schema allows, the simplest first."""
    return _sorted(schema)[0]


def wrong(schema: Any) -> Mapping[tuple[Mistake, ...], Sequence[Any]]:
    """Returns values that the schema forbids, by their mistake."""
    return _sorted(schema)[1]


@by_identity
def _sorted(schema: Any) -> tuple[Sequence[Any], Mapping[tuple[Mistake, ...], Sequence[Any]]]:
    allowed: dict[str, Any] = {}
    forbidden: dict[tuple[Mistake, ...], dict[str, Any]] = {}
    for value in _candidates(schema, _DEEPEST):
        try:
            found = tuple(dict.fromkeys(mistakes_in(schema, value)))
        except Ambiguous:
            continue
        key = json.dumps(value, sort_keys=True)
        if not found:
            allowed.setdefault(key, value)
        elif len(found) == 1:
            forbidden.setdefault(found, {}).setdefault(key, value)
    return list(allowed.values()), {found: list(values.values()) for found, values in forbidden.items()}


def valid_texts(schema: Any) -> Sequence[str]:
    """Returns valid values for the path or the query."""
    return _sorted_texts(schema)[0]


def wrong_texts(schema: Any) -> Mapping[str, Sequence[str]]:
    """Returns invalid values for the path or the query, by their mistake."""
    return _sorted_texts(schema)[1]


@by_identity
def _sorted_texts(schema: Any) -> tuple[Sequence[str], Mapping[str, Sequence[str]]]:
    allowed: list[str] = []
    forbidden: dict[str, list[str]] = {}
    known = [value if isinstance(value, str) else json.dumps(value) for value in _candidates(schema, 0) if _is_plain(value)]
    for value in dict.fromkeys([*known, *_TEXTS]):
        try:
            kind = mistakes_in_text(value, schema)
        except Ambiguous:
            continue
        if kind:
            forbidden.setdefault(kind, []).append(value)
        else:
            allowed.append(value)
    return allowed, forbidden


def _is_plain(value: Any) -> bool:
    return value is not None and value != "" and not isinstance(value, (list, dict))


def _candidates(schema: Any, depth: int) -> Iterator[Any]:
    """Yields valid and invalid values: those that the schema lists, those at its limits, and one of each JSON type."""
    found = resolved(schema) or {}
    if "default" in found:
        yield found["default"]
    yield from _named(found)
    for option in options_of(schema):
        yield from _named(option)
        yield from _limits(option)
        kinds = types_of(option)
        if "array" in kinds and depth:
            yield from _arrays(option, depth)
        if "object" in kinds and depth:
            yield from _objects(merged(option), depth)
    yield from _COMMON


def _named(schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from schema.get("enum", ())
    if "const" in schema:
        yield schema["const"]
    examples = schema.get("examples", ())
    yield from examples if isinstance(examples, list) else ()
    if "example" in schema:
        yield schema["example"]
    yield from _ODD_NUMBERS if "pattern" in schema else ()
    yield from (_UUID, "not-a-uuid", f"{_UUID[:-1]}g", _UUID[:-1], f"{_UUID}\n") if schema.get("format") == "uuid" else ()
    texts = [value for value in schema.get("enum", ()) if isinstance(value, str)]
    yield from ("zz", "eu") if {len(text) for text in texts} == {2} else ()
    for value in texts[:1]:
        yield from (f"{value}x", f"{value}\n", f"{value} ", value.upper(), value[:1])


def _limits(schema: Mapping[str, Any]) -> Iterator[Any]:
    for key, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
        if isinstance(limit := schema.get(key), (int, float)) and not isinstance(limit, bool):
            yield from (limit, limit + step, limit - step)
    for key, step in (("minLength", -1), ("maxLength", 1)):
        if isinstance(length := schema.get(key), int) and length <= _LARGEST:
            yield from ("x" * length, "x" * max(length + step, 0))
    if isinstance(length := schema.get("maxLength"), int) and 1 < length <= _LARGEST:
        yield "ß" * length


def _arrays(schema: Mapping[str, Any], depth: int) -> Iterator[Any]:
    items = schema.get("items", {})
    inner = list(_some(_candidates(items, depth - 1), 400))
    right = next((value for value in inner if _fits(items, value)), None)
    least, most = schema.get("minItems", 0), schema.get("maxItems", 3)
    if right is not None and most <= _LARGEST:
        alike = not schema.get("uniqueItems")
        yield [right] * max(least, 1)
        if alike:
            yield [right] * most
            yield [right] * (most + 1)
        yield [right] * max(least - 1, 0)
    yield from ([value] * max(least, 1) for value in inner)


def _objects(schema: Mapping[str, Any], depth: int) -> Iterator[Any]:
    plain = {name: _plainest(inner) for name, inner in schema.get("properties", {}).items()}
    required = {name: plain.get(name, "x") for name in schema.get("required", ())}
    yield required
    yield plain
    for name in required:
        yield {key: value for key, value in required.items() if key != name}
    for name, inner in schema.get("properties", {}).items():
        yield from ({**required, name: value} for value in _some(_candidates(inner, depth - 1), 40))


def _plainest(schema: Any) -> Any:
    return next((value for value in _candidates(schema, 1) if value is not None and _fits(schema, value)), None)


def _fits(schema: Any, value: Any) -> bool:
    try:
        return next(mistakes_in(schema, value), None) is None
    except Ambiguous:
        return False


def _some(values: Iterable[Any], most: int) -> Iterator[Any]:
    for _, value in zip(range(most), values, strict=False):
        yield value

"""Compares parameters: path parameters by position, others by name."""

from __future__ import annotations

from typing import Any

from ..change import NOBODY, Breaks, Position, Where, affected, sentence
from ..document import Document, Part
from .collector import Collector, schema_of
from .contents import compare_contents
from .index import Operation

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
# OpenAPI describes these headers elsewhere.
_IGNORED = {"accept", "content-type", "authorization"}
_Key = tuple[str, str | int]


def compare_parameters(collector: Collector, old: Operation, new: Operation, position: Position, name: str) -> None:
    before, after = read_parameters(collector.old, old), read_parameters(collector.new, new)
    for key, one in before.items():
        other = after.get(key)
        if other is None:
            _tell_one(collector, key, one, new.part, position, name, comes=False)
        else:
            _compare(collector, key, one, other, position, name)
    for key, other in after.items():
        if key not in before:
            _tell_one(collector, key, other, old.part, position, name, comes=True)


def read_parameters(document: Document, operation: Operation) -> dict[_Key, Part]:
    found: dict[_Key, Part] = {}
    names = operation.parameter_names
    for holder in (operation.shared, operation.part):
        for part in document.items(holder, "parameters", "`parameters`"):
            part = document.resolve(part)
            value = document.mapping(part, "a parameter")
            name, where = value.get("name"), value.get("in")
            if not isinstance(name, str) or not isinstance(where, str) or where not in _STYLES:
                raise document.error(part.place, "a parameter needs a `name`, and `in` must be path, query, header or cookie")
            if where == "header":
                if name.lower() in _IGNORED:
                    continue
                found["header", name.lower()] = part
            elif where == "path":
                if name in names:
                    found["path", names.index(name)] = part
            else:
                found[where, name] = part
    return found


def _tell_one(
    collector: Collector, key: _Key, part: Part, elsewhere: Part, position: Position, name: str, *, comes: bool
) -> None:
    if key[0] == "path":
        return  # The other document has it only in its path, without a description.
    required = part.value.get("required") is True
    # Clients may send a request parameter; clients rely on a webhook parameter if it is required.
    here, there = (True, required) if position == "request" else (required, False)
    breaks = Breaks(there, here) if comes else Breaks(here, there)
    text = "required" if required else "optional"
    reasons = []
    if comes:
        reasons += ["the new server refuses old clients, which do not send it"] if required and position == "request" else []
        reasons.append("an old server does not do what new clients ask for with it")
    else:
        reasons.append("what old clients ask for with it is not done any more")
        reasons += ["an old server refuses new clients, which do not send it"] if required and position == "request" else []
    texts, places = ((None, text), (elsewhere.place, part.place)) if comes else ((text, None), (part.place, elsewhere.place))
    kind = "parameter-added" if comes else "parameter-removed"
    collector.add(kind, "the parameter", texts, breaks, sentence("; ".join(reasons)), places, Where(name, _label(key, part), ""))


def _compare(collector: Collector, key: _Key, old: Part, new: Part, position: Position, name: str) -> None:
    where = Where(name, _label(key, old), "")
    places = (old.place, new.place)
    required = old.value.get("required") is True, new.value.get("required") is True
    if required[0] != required[1] and key[0] != "path":
        breaks = affected(position, narrows=required[1], widens=required[0])
        texts = ("required", "optional") if required[0] else ("optional", "required")
        why = (
            "Old clients may leave it out, which the new server refuses."
            if required[1]
            else "New clients may leave it out, which an old server refuses."
        )
        collector.add("parameter-required", "the parameter", texts, breaks, why, places, where)
    if bool(old.value.get("deprecated")) != bool(new.value.get("deprecated")):
        texts = ("deprecated", "in use") if old.value.get("deprecated") else ("in use", "deprecated")
        collector.add("deprecation-changed", "the parameter", texts, NOBODY, "It still works.", places, where)
    content = "content" in old.value, "content" in new.value
    if content[0] != content[1]:
        texts = ("as JSON or the like", "as plain text") if content[0] else ("as plain text", "as JSON or the like")
        why = "What clients of the other side send is read in another way."
        collector.add("style-changed", "how the value is written", texts, Breaks(True, True), why, places, where)
    elif content[0]:
        compare_contents(collector, old, new, position, name, where.part)
    else:
        _compare_style(collector, key[0], old, new, where)
        _compare_empty(collector, old, new, position, where)
        before, after = schema_of(collector.old, old), schema_of(collector.new, new)
        collector.compare_schemas(before, after, position, where, as_text=True)


def _compare_style(collector: Collector, location: str, old: Part, new: Part, where: Where) -> None:
    before, after = _style(old.value, location), _style(new.value, location)
    if before == after:
        return
    comparer = collector.walk.comparer
    sides = ((comparer.old, schema_of(collector.old, old)), (comparer.new, schema_of(collector.new, new)))
    types = [set().union(*(each.types for each in side.flat(schema).alternatives)) for side, schema in sides]
    # Single values are equal in every style, except in paths.
    same = before.partition(",")[0] == after.partition(",")[0] or location != "path"
    alike = {"object"} if before.partition(",")[0] == after.partition(",")[0] == "simple" else {"array", "object"}
    if same and not (types[0] | types[1]) & alike:
        return
    why = "What clients of the other side send is read in another way."
    places = (old.place, new.place)
    collector.add("style-changed", "how the value is written", (before, after), Breaks(True, True), why, places, where)


def _compare_empty(collector: Collector, old: Part, new: Part, position: Position, where: Where) -> None:
    allowed = bool(old.value.get("allowEmptyValue")), bool(new.value.get("allowEmptyValue"))
    if allowed[0] != allowed[1]:
        breaks = affected(position, narrows=allowed[0], widens=allowed[1])
        texts = ("allowed", "not allowed") if allowed[0] else ("not allowed", "allowed")
        why = "Old clients may send it empty." if allowed[0] else "New clients may send it empty."
        collector.add("empty-value-changed", "an empty value", texts, breaks, why, (old.place, new.place), where)


def _style(value: dict[str, Any], location: str) -> str:
    style = value.get("style") or _STYLES[location]
    explode = value.get("explode")
    exploded = style in ("form", "deepObject") if explode is None else bool(explode)
    return f"{style}, exploded" if exploded else style


def _label(key: _Key, part: Part) -> str:
    return f"{key[0]} parameter {part.value['name']}"

"""Marks merged parts with `x-source: neighbour`, unless the other document has an `x-source` itself."""

from __future__ import annotations

from typing import Any

from spec_fields import Part, parts

SOURCE = "neighbour"
_MARKED = {"operation", "parameter", "response", "request-body", "header"}
_WORDS = {"description", "summary", "title", "example", "examples", "links", "externalDocs", "tags", "operationId"}
# Objects inside, which are marked themselves.
_INSIDE = {"parameters", "responses", "requestBody", "headers", "callbacks"}
_INSIDE_SCHEMA = {"properties", "dependentSchemas", "required"}


def mark_sources(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Marks each operation, parameter, response and schema of `new` whose meaning differs from `old`."""
    before = {_identity(old, part): part for part in parts(old) if _is_marked(part)}
    added: list[tuple[str | int, ...]] = []
    changed: list[tuple[Part, dict[str, Any] | None]] = []
    for part in parts(new):
        if not _is_marked(part):
            continue
        known = before.get(_identity(new, part))
        if known is None:
            if not any(part.place[: len(place)] == place for place in added):
                added.append(part.place)
                changed.append((part, None))
        elif _own(old, known) != _own(new, part):
            changed.append((part, known.value))
    for part, ours in changed:
        if ours is None or part.value.get("x-source") == ours.get("x-source"):
            if ours is None and "x-source" in part.value:
                continue
            _mark(part.value)


def _is_marked(part: Part) -> bool:
    if part.kind == "schema":
        is_component = part.place[:2] == ("components", "schemas") and len(part.place) == 3
        return is_component or part.place[-2:-1] in (("properties",), ("dependentSchemas",))
    return part.kind in _MARKED and part.shape != "reference"


def _identity(root: dict[str, Any], part: Part) -> tuple[str, ...]:
    """Returns the place, with the names of parameters instead of their indexes."""
    found: list[str] = []
    value: Any = root
    for step in part.place:
        value = value[step]
        is_parameter = found[-1:] == ["parameters"] and isinstance(step, int)
        found.append(f"{value.get('in')} {value.get('name')}" if is_parameter else str(step))
    return tuple(found)


def _own(root: dict[str, Any], part: Part) -> dict[str, Any]:
    """Returns the object without descriptions and without inner objects that are marked themselves."""
    left = _WORDS | (_INSIDE_SCHEMA if part.kind == "schema" else _INSIDE)
    own = {key: value for key, value in part.value.items() if key not in left and not key.startswith("x-")}
    if part.kind == "request-body" or part.kind == "response":
        own = {**own, "content": _media(own.get("content"))}
    if part.kind == "schema" and part.place[-2:-1] == ("properties",):
        holder: Any = root
        for step in part.place[:-2]:
            holder = holder[step]
        own["required here"] = part.place[-1] in (holder.get("required") or [])
    return own


def _media(content: Any) -> Any:
    if not isinstance(content, dict):
        return content
    return {
        name: {key: each for key, each in media.items() if key not in ("example", "examples")}
        if isinstance(media, dict)
        else media
        for name, media in content.items()
    }


def _mark(value: dict[str, Any]) -> None:
    if "x-source" in value:
        value["x-source"] = SOURCE
        return
    items = list(value.items())
    value.clear()
    for index, (key, each) in enumerate(items):
        value[key] = each
        if key == "description" or (index == 0 and "description" not in dict(items)):
            value["x-source"] = SOURCE
    value.setdefault("x-source", SOURCE)

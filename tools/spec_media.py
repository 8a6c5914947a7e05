"""Content types: which one is written or read, and how single properties are written in forms."""

from __future__ import annotations

from typing import Any


def is_json(media: str) -> bool:
    """Whether it is one JSON value; several in a stream, as `application/x-ndjson` has them, are none."""
    return media.endswith(("/json", "+json"))


def chosen_media(content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The content type that is written or read, with what is said of it: JSON, where there is none a form, else the first."""
    named = {kind.partition(";")[0].strip().lower(): media for kind, media in content.items()}
    forms = ("multipart/form-data", "application/x-www-form-urlencoded")
    json = [kind for kind in named if kind == "application/json"] + [kind for kind in named if is_json(kind)]
    kind = next(iter([*json, *(form for form in forms if form in named), *named]))
    if kind in ("*/*", "application/*"):
        schema = named[kind]["schema"]
        has_shape = bool(schema) and schema.get("format") != "binary"
        return "application/json" if has_shape else "application/octet-stream", named[kind]
    return kind, named[kind]


def encoding(encodings: Any, name: str) -> dict[str, Any]:
    """How a property is written in a form: style, explode and content type of an Argument, where the document says so."""
    told = encodings.get(name) if isinstance(encodings, dict) else None
    if not isinstance(told, dict):
        return {}
    content_type = str(told.get("contentType") or "")
    found: dict[str, Any] = {} if set(content_type) & set(",*") else {"content_type": content_type}
    if {"style", "explode"} & told.keys():
        style = str(told.get("style", "form"))
        found |= {"style": style, "explode": bool(told.get("explode", style == "form"))}
    return found

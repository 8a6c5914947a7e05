"""How an operation pages: as `x-paging` says, or as common names tell where a document does not say it."""

from __future__ import annotations

from typing import Any

from spec_normal import Normal, Unsupported

_NAMES = {
    "page": ("page", "pageNumber", "page_number"),
    "size": ("page_size", "pageSize", "per_page", "perPage", "limit", "size"),
    "cursor": ("cursor", "pageToken", "page_token", "nextToken", "next_token"),
    "total": ("total", "totalItems", "total_items", "totalCount", "total_count"),
    "next": ("nextCursor", "next_cursor", "nextPageToken", "next_page_token", "nextToken", "next_token"),
    "more": ("hasMore", "has_more"),
}
_ROLES = {
    "number": ({"page", "size"}, {"items", "total"}),
    "cursor": ({"cursor", "size"}, {"items", "next", "more"}),
    "item": ({"after", "before", "size"}, {"items", "more"}),
}


def paging_of(operation: dict[str, Any], normal: Normal) -> dict[str, str] | None:
    """Style and names, as the class `Paging` of the generated code takes them; None where the operation does not page."""
    query = [str(parameter["name"]) for parameter in operation["parameters"] if parameter.get("in") == "query"]
    answer = _answer(operation, normal)
    told = operation.get("x-paging")
    if told is None:
        return None if answer is None else _guessed(query, answer, normal)
    properties = list((answer or {}).get("properties") or ())
    if not isinstance(told, dict) or told.get("style") not in _ROLES:
        raise Unsupported(f"x-paging needs a `style`: {', '.join(_ROLES)}")
    parameters, parts = _ROLES[told["style"]]
    for role, name in told.items():
        known = query if role in parameters else properties if role in parts else [name] if role in ("style", "key") else []
        if name not in known:
            raise Unsupported(
                f"x-paging: {role} is `{name}`, and there is no such {'query parameter' if role in parameters else 'property'}"
            )
    return {str(role): str(name) for role, name in told.items()}


def _answer(operation: dict[str, Any], normal: Normal) -> dict[str, Any] | None:
    """The schema of the successful answer, where it is an object."""
    for status, response in operation["responses"].items():
        media = response["content"].get("application/json")
        if status[:1] == "2" and media is not None:
            schema = normal.resolve(media["schema"])
            return schema if isinstance(schema, dict) and "properties" in schema else None
    return None


def _guessed(query: list[str], answer: dict[str, Any], normal: Normal) -> dict[str, str] | None:
    lists = [name for name, part in answer["properties"].items() if (normal.resolve(part) or {}).get("type") == "array"]
    if len(lists) != 1:
        return None
    found = {
        role: next((name for name in names if name in query), "")
        for role, names in _NAMES.items()
        if role in ("page", "size", "cursor")
    }
    parts = {
        role: next((name for name in names if name in answer["properties"]), "")
        for role, names in _NAMES.items()
        if role not in found
    }
    if found["cursor"] and parts["next"]:
        chosen = {
            "style": "cursor",
            "cursor": found["cursor"],
            "size": found["size"],
            "next": parts["next"],
            "more": parts["more"],
        }
    elif found["page"] and found["size"]:
        chosen = {"style": "number", "page": found["page"], "size": found["size"], "total": parts["total"]}
    else:
        return None
    return {"items": lists[0], **{role: name for role, name in chosen.items() if name}}

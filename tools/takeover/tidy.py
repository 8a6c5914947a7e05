"""Removes links to removed operations, and components that nothing refers to any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_SECTIONS = ("schemas", "parameters", "responses", "requestBodies", "headers", "examples", "links")


def tidy(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Changes `new`, a changed copy of `old`, in place."""
    _drop_links(new, set(_values(old, "operationId")) - _operation_ids(new))
    used = _used(old)
    while True:
        now = _used(new)
        unused = [
            (section, name)
            for section in _SECTIONS
            for name in new.get("components", {}).get(section, {})
            if (reference := f"#/components/{section}/{name}") in used and reference not in now
        ]
        if not unused:
            return
        for section, name in unused:
            del new["components"][section][name]
            if not new["components"][section]:
                del new["components"][section]


def _operation_ids(root: dict[str, Any]) -> set[str]:
    return {
        str(each["operationId"])
        for key in ("paths", "webhooks")
        for item in root.get(key, {}).values()
        for each in item.values()
        if isinstance(each, dict) and "operationId" in each
    }


def _drop_links(root: dict[str, Any], gone: set[str]) -> None:
    links = root.get("components", {}).get("links", {})
    names = {f"#/components/links/{name}" for name, link in links.items() if link.get("operationId") in gone}
    for name in [each.rpartition("/")[2] for each in names]:
        del links[name]
    for holder in list(_objects(root)):
        inner = holder.get("links")
        if isinstance(inner, dict) and holder is not root.get("components"):
            for name, link in list(inner.items()):
                if isinstance(link, dict) and (link.get("operationId") in gone or link.get("$ref") in names):
                    del inner[name]
            if not inner:
                del holder["links"]


def _used(root: dict[str, Any]) -> set[str]:
    return set(_values(root, "$ref"))


def _values(root: Any, key: str) -> Iterator[str]:
    return (value[key] for value in _objects(root) if isinstance(value.get(key), str))


def _objects(root: Any) -> Iterator[dict[str, Any]]:
    work = [root]
    while work:
        value = work.pop()
        if isinstance(value, dict):
            yield value
            work += list(value.values())
        elif isinstance(value, list):
            work += value

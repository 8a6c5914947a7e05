"""Operations: their ids, their parameters, and names in links and security that nothing has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from spec_fields import METHODS, Part, is_extension
from spec_file import Finding, Place
from spec_references import follow
from spec_words import hint, slip

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def operations(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    first_places: dict[str, Place] = {}
    ids = _ids(all_parts)
    for path, item, place in _operations(document):
        operation = item[str(place[-1])]
        name = operation.get("operationId")
        if name is not None and first_places.setdefault(str(name), place) != place:
            other = " ".join(str(step) for step in reversed(first_places[name][1:]))
            free = next(each for each in _ids_like(str(name), str(place[-1])) if each not in ids)
            reason = (
                f"the operationId `{name}` is taken: {other} has it too; ids are unique in a document: call this one `{free}`"
            )
            yield Finding((*place, "operationId"), reason)
        yield from _parameters_of(document, path, item, operation, place)
        for holder, where in ((item, place[:-1]), (operation, place)):
            if "servers" in holder:
                yield Finding(
                    (*where, "servers"), "servers of single operations are not used: all requests go to one base_url", "keep"
                )
    yield from _media(all_parts)


def _ids(all_parts: list[Part]) -> set[str]:
    return {str(part.value.get("operationId")) for part in all_parts if part.kind == "operation"}


def _ids_like(name: str, method: str) -> Iterator[str]:
    yield f"{name}_{method}"
    yield from (f"{name}_{number}" for number in count(2))


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Place]]:
    """Path, path item, and place of each operation."""
    for path, item in (document.get("paths") or {}).items():
        place: Place = ("paths", path)
        while isinstance(item, dict) and "$ref" in item:
            place, item = follow(document, item["$ref"])
        if not is_extension(("paths",), path) and isinstance(item, dict):
            yield from ((path, item, (*place, method)) for method in METHODS if isinstance(item.get(method), dict))


def _parameters_of(
    document: dict[str, Any], path: str, item: dict[str, Any], operation: dict[str, Any], place: Place
) -> Iterator[Finding]:
    what = f"{str(place[-1]).upper()} {path}"
    own = list(_parameters(document, operation))
    for index, parameter in enumerate(own):
        name, where = parameter.get("name"), parameter.get("in")
        if any((name, where) == (each.get("name"), each.get("in")) for each in own[:index]):
            yield Finding((*place, "parameters", index), f"the {where} parameter `{name}` is there twice")
        if where in ("header", "cookie") and _TOKEN.fullmatch(str(name)) is None:
            reason = f"no {where} can be called {name!r:.60}: letters, digits and a few signs such as `-` are allowed"
            yield Finding((*place, "parameters", index), reason)
    both = [*_parameters(document, item), *own]
    declared = {str(parameter.get("name")) for parameter in both if parameter.get("in") == "path"}
    in_path = set(re.findall(r"\{([^{}]+)\}", path))
    for name in sorted(in_path - declared):
        remedy = (
            hint(name, declared - in_path) or f"; add `{{name: {name}, in: path, required: true, schema: …}}` to `parameters`"
        )
        reason = f"{what} has the path parameter `{name}`, and does not declare it{remedy}"
        yield Finding(place, reason)
    for name in sorted(declared - in_path):
        remedy = hint(name, in_path - declared) or f"; write `{{{name}}}` in the path, or give it another `in`"
        reason = f"{what} declares the path parameter `{name}`, and does not have it{remedy}"
        yield Finding(place, reason)


def _parameters(document: dict[str, Any], holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parameter in holder.get("parameters") or ():
        while "$ref" in parameter:
            parameter = follow(document, parameter["$ref"])[1]
        yield parameter


def _media(all_parts: list[Part]) -> Iterator[Finding]:
    for part in all_parts:
        if part.kind == "media-type" and not (str(part.place[-1]).isascii() and str(part.place[-1]).isprintable()):
            yield Finding(part.place, f"{part.place[-1]!r:.60} is no content type")


def links_and_security(document: dict[str, Any], all_parts: list[Part]) -> Iterator[Finding]:
    """Names of operations in links, and of security schemes, that nothing has. No code depends on them."""
    ids = _ids(all_parts)
    schemes = [
        str(part.place[2]) for part in all_parts if part.place[:2] == ("components", "securitySchemes") and len(part.place) == 3
    ]
    for part in all_parts:
        if part.kind == "link" and (name := part.value.get("operationId")) and name not in ids:
            yield _unknown((*part.place, "operationId"), f"no operation has the operationId `{name}`", str(name), ids)
        for requirement in part.value.get("security") or () if part.kind in {"document", "operation"} else ():
            for name in requirement:
                if name not in schemes:
                    yield _unknown((*part.place, "security"), f"there is no security scheme `{name}`", name, schemes)


def _unknown(place: Place, reason: str, name: str, known: Any) -> Finding:
    meant = slip(name, known)
    return Finding(
        place, f"{reason}; did you mean `{meant}`?" if meant else f"{reason}{hint(name, known)}", "refuse" if meant else "keep"
    )

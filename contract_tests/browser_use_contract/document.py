"""The OpenAPI document in use: openapi.yaml, unless `use` selects another one.

Everything that is computed from it is wrapped in `cached` or `by_identity`, so that a new document clears the caches.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import jsonschema_rs
import yaml

from .refused import CheckRefused
from .revisions import OWN_DOCUMENT, is_overlay, with_overlays

METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 64
_UNUSABLE = (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError, RecursionError)

P = ParamSpec("P")
R = TypeVar("R")
_clearers: list[Callable[[], None]] = []
_chosen: list[Path] = []


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Like functools.cache. The cache is cleared when another document is used."""
    found = functools.cache(function)
    _clearers.append(found.cache_clear)
    return found  # type: ignore[return-value]  # the cache has the signature of what it caches


def by_identity(function: Callable[[Any], R]) -> Callable[[Any], R]:
    """Caches a function by the identity of its argument, a part of the document. A reference keeps the identity unique."""
    known: dict[int, tuple[Any, R]] = {}

    @functools.wraps(function)
    def look_up(part: Any) -> R:
        found = known.get(id(part))
        if found is None:
            found = known[id(part)] = (part, function(part))
        return found[1]

    _clearers.append(known.clear)
    return look_up


def use(path: Path | None) -> None:
    """Selects the document to check against. None means openapi.yaml.

    Raises CheckRefused if the document cannot be used. The previous one then stays selected.
    """
    before = chosen()
    _choose(path)
    try:
        document()
    except BaseException:
        _choose(before)
        raise


def _choose(path: Path | None) -> None:
    _chosen[:] = [path] if path else []
    for clear in _clearers:
        clear()


def chosen() -> Path | None:
    """Returns the path that `use` selected."""
    return _chosen[0] if _chosen else None


@cached
def document() -> dict[str, Any]:
    """Returns the document. Raises CheckRefused if it cannot be read or has no operations."""
    path = chosen()
    try:
        return _read(path or OWN_DOCUMENT)
    except _UNUSABLE as error:
        what = f"{type(error).__name__}: {error}" if isinstance(error, (KeyError, AttributeError)) else str(error)
        if path:
            raise CheckRefused(f"{path} cannot be used as the OpenAPI document: {what}") from None
        raise CheckRefused(f"The suite's own openapi.yaml is broken: {what}\nRestore it, or install the package again.") from None


def _read(path: Path) -> dict[str, Any]:
    """Reads a document, or an overlay with the document that it extends."""
    found = yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- both are safe loaders
    if is_overlay(found):
        found = with_overlays(path)
    if not isinstance(found, dict) or not str(found.get("openapi", "")).startswith("3."):
        raise ValueError("it is not an OpenAPI 3 document")
    items = [item for item in found["paths"].values() if isinstance(item, dict)]
    if not any(method in METHODS for item in items for method in item):
        raise ValueError("it has no operations")
    for name in found.get("components", {}).get("schemas", {}):
        compiled({"$ref": f"#/components/schemas/{name}", "components": in_rust(found["components"])})
    return dict(found)


def component(kind: str, name: str) -> Any:
    """Returns a named component as written in the document, such as `component("schemas", "Session")`. None if there is none."""
    return document().get("components", {}).get(kind, {}).get(name)


@by_identity
def resolved(node: Any) -> Any:
    """Resolves a `$ref` and adds the keywords beside it. Returns anything else unchanged."""
    for _ in range(_DEEPEST):
        if not isinstance(node, dict) or not isinstance(reference := node.get("$ref"), str) or not reference.startswith("#/"):
            break
        target: Any = document()
        for part in reference[2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}} if len(node) > 1 else target
    return node


def compiled(schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    """Returns a validator that also checks formats."""
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)


def in_rust(schema: Any) -> Any:
    r"""Returns the schema with patterns for jsonschema-rs, where `\d` would match any Unicode digit."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\d", "[0-9]") if name == "pattern" and isinstance(value, str) else in_rust(value)
            for name, value in schema.items()
        }
    return [in_rust(item) for item in schema] if isinstance(schema, list) else schema

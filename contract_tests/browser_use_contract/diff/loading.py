"""Loads documents for `diff`, and applies overlays."""

from __future__ import annotations

from pathlib import Path

from .document import Document
from .errors import CannotCompare
from .reading.overlay import apply_overlay, is_overlay
from .reading.source import read_source
from .reading.tree import Tree

# The limit for chains of overlays, far above real ones.
_MOST_OVERLAYS = 100


def load_document(source: str, *, seconds: float = 30.0) -> Document:
    """Loads the document from a file or http(s) URL. An overlay is applied to the document in its `extends`.

    Raises:
        CannotCompare: it cannot be read, or is not an OpenAPI 3.0 or 3.1 document.
    """
    return Document(source, _tree(source, None, seconds))


def load_new_document(source: str, old_source: str, old: Document, *, seconds: float = 30.0) -> Document:
    """Loads the document to compare with `old`.

    An overlay, with all overlays that it extends, is applied to `old` instead of the document in their `extends`.

    Raises:
        CannotCompare: as `load_document`.
    """
    return Document(source, _tree(source, (old_source, old.tree), seconds))


def is_overlay_file(source: str) -> bool:
    """Whether the file is an overlay."""
    return not _is_url(source) and is_overlay(read_source(source))


def _tree(source: str, base: tuple[str, Tree] | None, seconds: float) -> Tree:
    """Reads `source` and applies its overlays. `base`, if given, replaces the document that they extend."""
    overlays: list[tuple[str, Tree]] = []
    tree = read_source(source, seconds=seconds)
    while is_overlay(tree):
        overlays.append((source, tree))
        if len(overlays) > _MOST_OVERLAYS:
            raise CannotCompare(source, None, "the overlays extend each other in a circle")
        extends = tree.value.get("extends")
        is_file = isinstance(extends, str) and not _is_url(extends) and not _is_url(source)
        parent = str(Path(source).parent / extends) if is_file else None
        if parent is None and base is None:
            raise CannotCompare(source, None, "the overlay has no `extends: FILE` with its document")
        if base is not None and (parent is None or _same_file(parent, base[0])):
            break
        source = str(parent)
        tree = read_source(source, seconds=seconds)
    if overlays and base is not None:
        tree = base[1]
    for name, overlay in reversed(_later(overlays, tree)):
        tree = apply_overlay(tree, overlay, name)
    return tree


def _later(overlays: list[tuple[str, Tree]], document: Tree) -> list[tuple[str, Tree]]:
    """Returns the overlays, last one first, that the document does not already contain. Its `x-revision` names the last one."""
    info = document.value.get("info") if isinstance(document.value, dict) else None
    revision = str(info.get("x-revision")) if isinstance(info, dict) else ""
    held = [index for index, (name, _) in enumerate(overlays) if Path(name).name.partition(".overlay.")[0] == revision]
    return overlays[: held[0]] if held else overlays


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False

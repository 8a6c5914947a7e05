"""Later states of the API, each an overlay over the one before, that servers can be held to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .refused import CheckRefused

_FOLDER = Path(__file__).parent / "revisions"
_SUFFIX = ".overlay.yaml"
_LATEST = "latest"
_SECONDS = 30.0


def names() -> list[str]:
    """The names of the revisions, which are dates, the oldest first."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in _FOLDER.glob(f"*{_SUFFIX}"))


def file_of(name: str) -> Path:
    """The overlay of a revision; `latest` is the newest. Raises CheckRefused where there is no such revision."""
    known = names()
    if name == _LATEST and known:
        name = known[-1]
    if name not in known:
        raise CheckRefused(f"There is no revision {name[:100]!r}; there are: {', '.join([*known, _LATEST])}")
    return _FOLDER / f"{name}{_SUFFIX}"


def title_of(name: str) -> str:
    """What a revision calls itself. Raises CheckRefused."""
    from .diff.errors import CannotCompare
    from .diff.reading.source import read_source

    try:
        overlay = read_source(str(file_of(name)), seconds=_SECONDS).value
    except CannotCompare as error:
        raise CheckRefused(str(error)) from None
    return str(overlay.get("info", {}).get("title", ""))


def is_overlay(document: Any) -> bool:
    """Whether what was read from a file is an overlay, and no OpenAPI document itself."""
    return isinstance(document, dict) and "overlay" in document and "openapi" not in document


def with_overlays(path: Path) -> Any:
    """The document that an overlay makes of the one that it extends. ValueError with the file, the line and the reason."""
    from .diff.errors import CannotCompare
    from .diff.loading import load_document

    try:
        return load_document(str(path), seconds=_SECONDS).tree.value
    except CannotCompare as error:
        raise ValueError(str(error)) from None

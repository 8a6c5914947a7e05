"""Later revisions of the API. Each is an overlay over the previous one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .refused import CheckRefused

#: A wheel has the documents in a folder beside the package; a checkout has them at its root.
_SITE = Path(__file__).parents[1]
_ROOT = folder if (folder := _SITE / "browser_use_documents").exists() else _SITE.parent
_FOLDER = _ROOT / "revisions"
#: The document of this package.
OWN_DOCUMENT = _ROOT / "openapi.yaml"
_SUFFIX = ".overlay.yaml"
_LATEST = "latest"
_SECONDS = 30.0


def names() -> list[str]:
    """Returns the names of the revisions, which are dates, oldest first."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in _FOLDER.glob(f"*{_SUFFIX}"))


def file_of(name: str) -> Path:
    """Returns the overlay file of a revision. `latest` is the newest. Raises CheckRefused for an unknown revision."""
    known = names()
    if name == _LATEST and known:
        name = known[-1]
    if name not in known:
        raise CheckRefused(f"There is no revision {name[:100]!r}; there are: {', '.join([*known, _LATEST])}")
    return _FOLDER / f"{name}{_SUFFIX}"


def title_of(name: str) -> str:
    """Returns the title of a revision. Raises CheckRefused if its file cannot be read."""
    from .diff.errors import CannotCompare
    from .diff.reading.source import read_source

    try:
        overlay = read_source(str(file_of(name)), seconds=_SECONDS).value
    except CannotCompare as error:
        raise CheckRefused(str(error)) from None
    return str(overlay.get("info", {}).get("title", ""))


def is_overlay(document: Any) -> bool:
    """Whether a document is an overlay and not an OpenAPI document."""
    return isinstance(document, dict) and "overlay" in document and "openapi" not in document


def with_overlays(path: Path) -> Any:
    """Applies an overlay to the document that it extends and returns the result. Raises ValueError with file, line and reason."""
    from .diff.errors import CannotCompare
    from .diff.loading import load_document

    try:
        return load_document(str(path), seconds=_SECONDS).tree.value
    except CannotCompare as error:
        raise ValueError(str(error)) from None

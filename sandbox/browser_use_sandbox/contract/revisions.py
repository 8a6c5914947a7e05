"""The revisions of the sandbox's own document: later states of the API, each an overlay on the one before."""

from pathlib import Path

from .errors import DocumentError

#: A wheel has the documents in a folder beside the package; a checkout has them at its root.
_SITE = Path(__file__).parents[2]
_FOLDER = folder if (folder := _SITE / "browser_use_documents").exists() else _SITE.parent
_SUFFIX = ".overlay.yaml"
_LATEST = "latest"


def revisions() -> list[str]:
    """The names of the revisions, which are dates, the oldest first."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in (_FOLDER / "revisions").glob(f"*{_SUFFIX}"))


def revision_name(name: str | None) -> str | None:
    """The revision of that name; `latest` is the newest, None the state before all revisions. DocumentError."""
    names = revisions()
    if name == _LATEST and names:
        return names[-1]
    if name is None or name in names:
        return name
    raise DocumentError(f"there is no revision {name[:100]!r}; there are: {', '.join([*names, _LATEST])}")


def own_file(revision: str | None = None) -> Path:
    """The file of the sandbox's own document, or of a revision of it. DocumentError if there is no such revision."""
    name = revision_name(revision)
    return _FOLDER / "openapi.yaml" if name is None else _FOLDER / "revisions" / f"{name}{_SUFFIX}"


def title_of(revision: str) -> str:
    """The title of a revision."""
    from .document import read_layer  # The YAML parser is slow to import.

    overlay = read_layer(str(own_file(revision)))
    return str(overlay.get("info", {}).get("title", ""))

"""Loads contracts: the sandbox's own, its revisions (later states of the API, each an overlay on the one before), and others."""

import functools
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import yaml

from .document import Document, DocumentError, is_overlay, read_document, read_layer
from .operations import Contract
from .schemas import alternatives

#: A wheel has the documents in a folder beside the package; a checkout has them at its root.
_SITE = Path(__file__).parents[2]
_FOLDER = folder if (folder := _SITE / "browser_use_documents").exists() else _SITE.parent
_SUFFIX = ".overlay.yaml"
_LATEST = "latest"


def revisions() -> list[str]:
    """The names of the revisions, which are dates, the oldest first."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in (_FOLDER / "revisions").glob(f"*{_SUFFIX}"))


def own_file(revision: str | None = None) -> Path:
    """The file of the sandbox's own document, or of a revision of it; `latest` is the newest. DocumentError for others."""
    if revision is None:
        return _FOLDER / "openapi.yaml"
    names = revisions()
    name = names[-1] if revision == _LATEST and names else revision
    if name not in names:
        raise DocumentError(f"there is no revision {name[:100]!r}; there are: {', '.join([*names, _LATEST])}")
    return _FOLDER / "revisions" / f"{name}{_SUFFIX}"


def title_of(revision: str) -> str:
    """The title of a revision."""
    return str(read_layer(str(own_file(revision))).get("info", {}).get("title", ""))


def own_document(revision: str | None = None) -> Any:
    """The sandbox's own document, or a revision of it. DocumentError."""
    return read_document(own_file(revision))


def load(file: str | PathLike[str] | None = None, any_model: bool = False, revision: str | None = None) -> Contract:
    """The contract in a file, or a revision of the sandbox's own; with `any_model`, any model name is valid. DocumentError.

    All sandboxes of a program share the contract of a file that has not changed.
    """
    path = own_file(revision) if file is None else Path(file)
    try:
        status = path.stat()
    except OSError as error:
        raise DocumentError(f"{path}: {error.strerror or error}") from None
    return _load(fspath(path), (status.st_mtime_ns, status.st_size), any_model)


@functools.lru_cache(16)
def _load(file: str, _version: tuple[int, int], any_model: bool) -> Contract:
    document = read_document(file)
    if any_model:
        _open_models(document, document)
    return Contract(file, document)


def _open_models(part: Any, document: Any) -> None:
    """Remove the list of allowed values from the properties called `model`."""
    if isinstance(part, list):
        for each in part:
            _open_models(each, document)
    elif isinstance(part, dict):
        properties = part.get("properties")
        if isinstance(properties, dict):
            _drop_enum(properties.get("model"), document)
        for each in part.values():
            _open_models(each, document)


def _drop_enum(schema: Any, document: Any) -> None:
    if isinstance(schema, dict):
        if schema.pop("enum", None) is not None:
            schema.setdefault("type", "string")
        place, _, name = str(schema.get("$ref", "")).rpartition("/")
        if place == "#/components/schemas":
            _drop_enum(document.get("components", {}).get("schemas", {}).get(name), document)
        for each in alternatives(schema):
            _drop_enum(each, document)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and repeated values without anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def document_text(spec: str | None, revision: str | None) -> str:
    """The document that a sandbox with these settings serves, as YAML: the text of its file, or the result of its overlays.

    Raises:
        DocumentError: the document does not exist, or cannot be served.
    """
    file = spec or str(own_file(revision))
    document = read_document(file)
    Document(file, document)
    if not is_overlay(read_layer(file)):
        return Path(file).read_text(encoding="utf-8")
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=128)

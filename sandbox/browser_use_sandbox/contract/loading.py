"""Loads contracts: the sandbox's own, its revisions (later states of the API, each an overlay on the one before), and others."""

import contextlib
import functools
import json
import os
import zlib
from os import PathLike, fspath
from pathlib import Path
from typing import Any

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
    """The sandbox's own document, or a revision of it. DocumentError.

    It is kept as JSON in the user's cache folder, since parsing YAML takes a tenth of the sandbox's start.
    """
    file = own_file(revision)
    sources = [own_file(), *map(own_file, revisions())]
    state = repr([(str(source), source.stat().st_mtime_ns, source.stat().st_size) for source in sources])
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "browser-use-sandbox"
    cache = folder / f"{file.stem}-{zlib.crc32(state.encode()):08x}.json"
    with contextlib.suppress(OSError, ValueError):
        if cache.stat().st_uid == os.getuid():
            return json.loads(cache.read_bytes())
    document = read_document(file)
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = cache.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(document, default=str))
        unfinished.replace(cache)
    return document


def load(file: str | PathLike[str] | None = None, any_model: bool = False, revision: str | None = None) -> Contract:
    """The contract in a file, or a revision of the sandbox's own; with `any_model`, any model name is valid. DocumentError.

    All sandboxes of a program share the contract of a file that has not changed.
    """
    if file is None:
        return _load(own_file(revision).name, revision, (0, 0), any_model)
    try:
        status = Path(file).stat()
    except OSError as error:
        raise DocumentError(f"{fspath(file)}: {error.strerror or error}") from None
    return _load(fspath(file), _NOT_OWN, (status.st_mtime_ns, status.st_size), any_model)


#: In place of a revision, says that a file is no document of the sandbox's own.
_NOT_OWN = ""


@functools.lru_cache(16)
def _load(file: str, revision: str | None, _version: tuple[int, int], any_model: bool) -> Contract:
    document = read_document(file) if revision == _NOT_OWN else own_document(revision)
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


def document_text(spec: str | None, revision: str | None) -> str:
    """The document that a sandbox with these settings serves, as YAML: the text of its file, or the result of its overlays.

    Raises:
        DocumentError: the document does not exist, or cannot be served.
    """
    import yaml  # Slow to import.

    class Dumper(yaml.SafeDumper):
        """Writes texts of several lines as blocks, and repeated values without anchors."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    Dumper.add_representer(
        str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
    )
    file = spec or str(own_file(revision))
    document = read_document(file)
    Document(file, document)
    if not is_overlay(read_layer(file)):
        return Path(file).read_text(encoding="utf-8")
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=128)

"""Loads contracts; all sandboxes of a program share the contract of a file."""

import contextlib
import functools
import json
import os
import zlib
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from .document import Document, DocumentError, files_of, is_overlay, read_document
from .operations import Contract

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


def own_document(revision: str | None = None) -> Any:
    """The document in its files. DocumentError if they cannot be read, or if the revision does not exist."""
    file = own_file(revision)
    try:
        cache = _cache(file)
        kept = json.loads(cache.read_bytes())
        if kept["state"] == [_state(name) for name, *_ in kept["state"]] and cache.stat().st_uid == os.getuid():
            return kept["document"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        pass
    # Taken before reading, so that a change in between is noticed later.
    state = [_state(name) for name in files_of(file)]
    document = read_document(file)
    with contextlib.suppress(OSError, TypeError, ValueError, RuntimeError):
        _keep(_cache(file), {"state": state, "document": document})
    return document


def _state(file: str) -> list[Any]:
    """What changes when the file changes."""
    status = Path(file).stat()
    return [file, status.st_mtime_ns, status.st_size]


def _cache(file: Path) -> Path:
    folder = os.environ.get("XDG_CACHE_HOME")
    base = Path(folder) if folder and Path(folder).is_absolute() else Path.home() / ".cache"
    return base / "browser-use-sandbox" / f"openapi-{zlib.crc32(str(file).encode()):08x}.json"


def _keep(cache: Path, value: dict[str, Any]) -> None:
    import tempfile  # Only needed when the cache is written.

    text = json.dumps(value, default=_text)
    cache.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=cache.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(name).replace(cache)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def document_text(spec: str | None, revision: str | None) -> str:
    """The document that a sandbox with these settings serves, as YAML: the text of its file, or the result of its overlays.

    Raises:
        DocumentError: the document does not exist, or cannot be served.
    """
    import yaml

    file = spec or str(own_file(revision))
    document = read_document(file)
    Document(file, document)
    text = Path(file).read_text(encoding="utf-8")
    if not is_overlay(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))):  # noqa: S506 -- both are safe loaders
        return text
    return yaml.dump(document, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=128)


def _dumper() -> type:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes texts of several lines as blocks, and repeated values without anchors."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    Dumper.add_representer(
        str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
    )
    return Dumper


def load(file: str | PathLike[str] | None = None, any_model: bool = False, revision: str | None = None) -> Contract:
    """The contract in a file, or a revision of the sandbox's own; with `any_model`, any model name is valid. DocumentError."""
    if file is None:
        return _load(None, None, any_model, revision_name(revision))
    try:
        status = Path(file).stat()
    except OSError as error:
        raise DocumentError(f"{fspath(file)}: {error.strerror or error}") from None
    return _load(fspath(file), (status.st_mtime_ns, status.st_size), any_model, None)


@functools.lru_cache(16)
def _load(file: str | None, _version: tuple[int, int] | None, any_model: bool, revision: str | None) -> Contract:
    document = own_document(revision) if file is None else read_document(file)
    if any_model:
        _open_models(document, document)
    return Contract(file or own_file(revision).name, document)


def _open_models(part: Any, document: Any) -> None:
    """Remove the list of allowed values from the properties called `model`."""
    if isinstance(part, list):
        for each in part:
            _open_models(each, document)
    elif isinstance(part, dict):
        properties = part.get("properties")
        if isinstance(properties, dict) and isinstance(properties.get("model"), dict):
            _drop_enum(properties["model"], document)
        for each in part.values():
            _open_models(each, document)


def _drop_enum(schema: Any, document: Any) -> None:
    if isinstance(schema, dict):
        if schema.pop("enum", None) is not None:
            schema.setdefault("type", "string")
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
            name = reference.rpartition("/")[2]
            _drop_enum(document.get("components", {}).get("schemas", {}).get(name), document)
        for each in (part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, ())):
            _drop_enum(each, document)

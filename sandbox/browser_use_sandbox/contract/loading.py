"""Loads contracts; all sandboxes of a program share the contract of a file."""

import functools
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from .document import DocumentError, read_document
from .operations import Contract
from .own_document import own_document
from .revisions import own_file, revision_name


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

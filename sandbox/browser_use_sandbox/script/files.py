"""The files that a scripted task writes to its workspace."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from .problems import Path, Problem, ScriptError


def with_plain_files(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its files replaced by what JSON allows: bytes and functions exist only in Python."""
    files = entry["files"]
    if not isinstance(files, Mapping):
        return {**entry, "files": {}} if callable(files) else entry
    return {**entry, "files": {name: "" if isinstance(data, bytes) else data for name, data in files.items()}}


def read_files(files: Any, path: Path = ()) -> dict[str, bytes]:
    """The bytes of each file, from a text, bytes, or `{"base64": …}`. `path` is the place of the entry. ScriptError."""
    if not isinstance(files, Mapping):
        raise ScriptError([Problem((*path, "files"), f"must be a mapping of paths to files, not {type(files).__name__}")])
    return {str(name): _read(str(name), data, (*path, "files", str(name))) for name, data in files.items()}


def _read(name: str, data: Any, path: Path) -> bytes:
    try:
        if not name:
            raise ValueError("a file needs a name")
        match data:
            case bytes():
                return data
            case str():
                return data.encode()
            case {"base64": str(text)}:
                return base64.b64decode(text, validate=True)
            case _:
                raise ValueError('must be text, bytes, or {"base64": …}')
    except (ValueError, binascii.Error) as error:
        raise ScriptError([Problem(path, str(error))]) from None

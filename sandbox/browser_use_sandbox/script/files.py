"""The files that a scripted task leaves in its session's workspace."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from .problems import Path, Problem, ScriptError


def with_plain_files(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with files as JSON has them: bytes and functions are for Python alone."""
    files = entry["files"]
    if not isinstance(files, Mapping):
        return {**entry, "files": {}} if callable(files) else entry
    return {**entry, "files": {name: "" if isinstance(data, bytes) else data for name, data in files.items()}}


def read_files(files: Any, path: Path = ()) -> dict[str, bytes]:
    """The bytes of files by path: of a text, of bytes, or of `{"base64": …}`. `path` is where the entry stands. ScriptError."""
    if not isinstance(files, Mapping):
        raise ScriptError([Problem((*path, "files"), f"must be files by path, not {type(files).__name__}")])
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

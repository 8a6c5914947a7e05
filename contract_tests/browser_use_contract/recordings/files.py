"""Reads the entries of a HAR file from a path or standard input, compressed or not."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..refused import CheckRefused

#: The maximum size of a file, in bytes. Reading it takes several times that much memory.
LARGEST = 100 * 1024 * 1024
STANDARD_INPUT = Path("-")
_GZIP = b"\x1f\x8b"
#: The creator name in files of this package, which are complete.
CREATOR = "browser-use-contract"


class HarFile(NamedTuple):
    """The content of a HAR file. `is_own` is whether this package wrote it."""

    name: str
    entries: Sequence[Any]
    is_own: bool


def read_har_file(path: Path) -> HarFile:
    """Reads a HAR file. Raises CheckRefused if it is not one; the message says what to do."""
    name = "standard input" if path == STANDARD_INPUT else str(path)
    try:
        document = json.loads(_content(path, name).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CheckRefused(f"{name} is not a HAR file: it is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise CheckRefused(f"{name} is not a HAR file, or is truncated: line {error.lineno} is not JSON ({error.msg}).") from None
    except (RecursionError, ValueError):
        raise CheckRefused(f"{name} is not a HAR file: it is nested too deeply, or has a number with too many digits.") from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        raise CheckRefused(f"{name} is JSON, but not a HAR file: it has no log.entries.")
    creator = log.get("creator")
    return HarFile(name, entries, isinstance(creator, dict) and creator.get("name") == CREATOR)


def _content(path: Path, name: str) -> bytes:
    """Returns the bytes of a file, decompressed if necessary."""
    try:
        if path == STANDARD_INPUT:
            found = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as file:
                found = file.read(LARGEST + 1)
    except OSError as error:
        raise CheckRefused(f"{name} cannot be read: {error.strerror}.") from None
    if found.startswith(_GZIP):
        try:
            found = decompressed(found, LARGEST + 1)
        except zlib.error:
            raise CheckRefused(f"{name} is not a HAR file: its compressed data is truncated or damaged.") from None
    if len(found) > LARGEST:
        raise CheckRefused(f"{name} has more than {LARGEST // 1024**2} MB, the maximum. Remove requests to other servers.")
    return found


def decompressed(content: bytes, most: int) -> bytes:
    """Decompresses gzip data, up to `most` bytes. Raises zlib.error for damaged data."""
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    found = reader.decompress(content, most)
    if not reader.eof and len(found) < most:
        raise zlib.error("incomplete")
    return found

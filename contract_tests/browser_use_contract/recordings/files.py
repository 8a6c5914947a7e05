"""The entries of a HAR file, from a path or standard input, compressed or not."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..refused import CheckRefused

#: Larger files are refused, in bytes; reading one takes several times its size of memory.
LARGEST = 100 * 1024 * 1024
STANDARD_INPUT = Path("-")
_GZIP = b"\x1f\x8b"
#: What our own recordings are made by; nothing is missing in them.
CREATOR = "browser-use-contract"


class HarFile(NamedTuple):
    """What a file holds. `is_own` says that a check of this package has written it."""

    name: str
    entries: Sequence[Any]
    is_own: bool


def read_har_file(path: Path) -> HarFile:
    """Raises CheckRefused, with what to do, where this is no HAR file."""
    name = "standard input" if path == STANDARD_INPUT else str(path)
    try:
        document = json.loads(_content(path, name).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CheckRefused(f"{name} is no HAR file: it is not text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise CheckRefused(f"{name} is no HAR file, or was cut off: line {error.lineno} is no JSON ({error.msg}).") from None
    except (RecursionError, ValueError):
        raise CheckRefused(f"{name} is no HAR file: it is nested too deeply, or has a number with too many digits.") from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        raise CheckRefused(f"{name} is JSON, but no HAR file: it has no log.entries.")
    creator = log.get("creator")
    return HarFile(name, entries, isinstance(creator, dict) and creator.get("name") == CREATOR)


def _content(path: Path, name: str) -> bytes:
    """The bytes of a file, which may be compressed."""
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
            raise CheckRefused(f"{name} is no HAR file: it is compressed, and was cut off or damaged.") from None
    if len(found) > LARGEST:
        raise CheckRefused(f"{name} has more than {LARGEST // 1024**2} MB; no more are read. Drop requests to others.")
    return found


def decompressed(content: bytes, most: int) -> bytes:
    """What gzip made smaller, up to `most` bytes. Raises zlib.error for what is damaged."""
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    found = reader.decompress(content, most)
    if not reader.eof and len(found) < most:
        raise zlib.error("incomplete")
    return found

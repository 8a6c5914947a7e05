"""Loads the sandbox's own openapi.yaml, or a revision of it, with a cache, since parsing YAML is slow.

The cache is in the user's cache folder. If it is out of date, damaged, owned by another user, or cannot be written, the document
is parsed again.
"""

import contextlib
import json
import os
import zlib
from datetime import date
from pathlib import Path
from typing import Any

from .document import files_of, read_document
from .revisions import own_file


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

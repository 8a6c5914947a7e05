"""The sandbox's own openapi.yaml, or a revision of it, parsed once for each state of its files: that takes longest at the start.

What was parsed is kept in the user's folder for caches. It is only a convenience: where it cannot be written, is of another
state, belongs to somebody else or is damaged, the document is parsed again.
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
    """The document as it stands in its files. DocumentError where they cannot be read, or there is no such revision."""
    file = own_file(revision)
    try:
        cache = _cache(file)
        kept = json.loads(cache.read_bytes())
        if kept["state"] == [_state(name) for name, *_ in kept["state"]] and cache.stat().st_uid == os.getuid():
            return kept["document"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        pass
    # The state before the reading, so that a change in between is noticed.
    state = [_state(name) for name in files_of(file)]
    document = read_document(file)
    with contextlib.suppress(OSError, TypeError, ValueError, RuntimeError):
        _keep(_cache(file), {"state": state, "document": document})
    return document


def _state(file: str) -> list[Any]:
    """What changes with a file."""
    status = Path(file).stat()
    return [file, status.st_mtime_ns, status.st_size]


def _cache(file: Path) -> Path:
    folder = os.environ.get("XDG_CACHE_HOME")
    base = Path(folder) if folder and Path(folder).is_absolute() else Path.home() / ".cache"
    return base / "browser-use-sandbox" / f"openapi-{zlib.crc32(str(file).encode()):08x}.json"


def _keep(cache: Path, value: dict[str, Any]) -> None:
    import tempfile  # Only for the first start.

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
    raise TypeError(f"{type(value).__name__} is no JSON value")

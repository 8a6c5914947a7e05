"""The sandbox's own openapi.yaml, parsed once for each state of the file: that takes longer than all else at the start.

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

from .document import read_document

_FILE = Path(__file__).parent.parent / "openapi.yaml"


def own_document() -> Any:
    """The document as it stands in the file. DocumentError where it cannot be read."""
    state: list[Any] = []
    try:
        state, cache = _state(), _cache()
        kept = json.loads(cache.read_bytes())
        if kept["state"] == state and cache.stat().st_uid == os.getuid():
            return kept["document"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        pass
    document = read_document(_FILE)
    with contextlib.suppress(OSError, TypeError, ValueError, RuntimeError):
        _keep(_cache(), {"state": state, "document": document})
    return document


def _state() -> list[Any]:
    """What changes with the file."""
    status = _FILE.stat()
    return [str(_FILE), status.st_mtime_ns, status.st_size]


def _cache() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME")
    base = Path(folder) if folder and Path(folder).is_absolute() else Path.home() / ".cache"
    return base / "browser-use-sandbox" / f"openapi-{zlib.crc32(str(_FILE).encode()):08x}.json"


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

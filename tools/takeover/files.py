"""Replaces several files completely or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def replace_all(contents: dict[Path, bytes | None]) -> list[Path]:
    """Writes each file, or removes it if its content is None. Returns the files that changed.

    The contents are first written to temporary files in the same folders. Signals are blocked meanwhile. After an error, the old
    files are restored.
    """
    changed = {path: content for path, content in contents.items() if _read(path) != content}
    before = {path: _read(path) for path in changed}
    aside: dict[Path, Path] = {}
    with uninterrupted():
        made: list[Path] = []
        try:
            for path, content in changed.items():
                if content is not None:
                    made += _parents(path)
                    aside[path] = _written_beside(path, content)
            for path in changed:
                if path in aside:
                    aside[path].replace(path)
                    del aside[path]
                else:
                    path.unlink()
        except BaseException:
            for path, content in before.items():
                _restore(path, content)
            for folder in reversed(made):
                with suppress(OSError):
                    folder.rmdir()
            raise
        finally:
            for temporary in aside.values():
                temporary.unlink(missing_ok=True)
    return sorted(changed)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Blocks SIGINT, SIGTERM and SIGHUP until the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _written_beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            temporary.chmod(0o644)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _restore(path: Path, content: bytes | None) -> None:
    if _read(path) == content:
        return
    if content is None:
        path.unlink(missing_ok=True)
    else:
        _written_beside(path, content).replace(path)


def _parents(path: Path) -> list[Path]:
    missing = [folder for folder in reversed(path.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    return missing

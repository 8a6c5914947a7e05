"""Stores the bytes of files, small ones in memory and large ones on disk, up to a limit."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

#: Larger files are on disk.
IN_MEMORY = 1024 * 1024
_CHUNK = 512 * 1024


class StorageFull(Exception):
    """There is no space for a file: the limit of the sandbox is reached, or the disk is full."""


class Contents:
    """Stores the bytes of files, up to `max_bytes` in total. Files on disk are removed with it, or when the process ends."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        #: The size of all files, and the space reserved for files that are being written.
        self.used_bytes = 0
        self._numbers = count(1)
        self._folder: Path | None = None
        self._remove_folder: weakref.finalize[[Path, bool], Contents] | None = None

    def store(self, data: bytes) -> "Content":
        """Store these bytes. StorageFull."""
        content = self.new(len(data))
        content.add(data)
        content.finish()
        return content

    def new(self, size: int) -> "Content":
        """A content of that size, whose bytes are still to be added; the space is reserved. StorageFull."""
        if self.used_bytes + size > self._max_bytes:
            raise StorageFull
        number = next(self._numbers)
        try:
            content = Content(self, size, number, self._path(number) if size > IN_MEMORY else None)
        except OSError:
            raise StorageFull from None
        self.used_bytes += size
        return content

    def close(self) -> None:
        """Remove the files on disk; they cannot be read any more."""
        if self._remove_folder is not None:
            self._remove_folder()
        self._folder = None

    def _path(self, number: int) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="browser-use-sandbox-"))
            self._remove_folder = weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder / str(number)


class Content:
    """The bytes of one file, in memory or at `path`: `add` them, then `finish`; or `discard` it."""

    def __init__(self, contents: Contents, size: int, number: int, path: Path | None) -> None:
        self._contents, self._path = contents, path
        self.size = size
        #: Unique among all contents of a sandbox.
        self.number = number
        self._data: list[bytes] = []
        self._file: BinaryIO | None = None if path is None else path.open("xb", buffering=0)
        self._is_kept = True

    def add(self, chunk: bytes) -> None:
        """Write more bytes. StorageFull if the disk is full."""
        if self._file is None:
            self._data.append(chunk)
            return
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[os.write(self._file.fileno(), rest) :]
        except OSError:
            raise StorageFull from None

    def finish(self) -> None:
        """All bytes were added."""
        if self._file is not None:
            self._file.close()
        self._data = [b"".join(self._data)]

    def read(self) -> bytes:
        return b"".join(self.chunks(0, self.size))

    def chunks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to `end`. A file that is discarded in the meantime can still be read to its end."""
        if self._path is None:
            if start < end:
                yield self._data[0][start:end]
            return
        with self._path.open("rb", buffering=0) as file:
            file.seek(start)
            while start < end:
                chunk = file.read(min(_CHUNK, end - start))
                if not chunk:
                    raise OSError("the file has become shorter")
                start += len(chunk)
                yield chunk

    def discard(self) -> None:
        """Release the space of the file."""
        if self._is_kept:
            self._is_kept = False
            self._contents.used_bytes -= self.size
            if self._file is not None and self._path is not None:
                self._file.close()
                self._path.unlink(missing_ok=True)

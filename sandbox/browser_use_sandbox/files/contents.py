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
        self._used = 0
        self._numbers = count(1)
        self._folder: Path | None = None
        self._remove_folder: weakref.finalize[[Path, bool], Contents] | None = None

    @property
    def used_bytes(self) -> int:
        """The size of all files, and the space reserved for files that are being written."""
        return self._used

    def store(self, data: bytes) -> "Content":
        """Store these bytes. StorageFull."""
        writer = self.write(len(data))
        writer.add(data)
        return writer.finish()

    def write(self, size: int) -> "Writer":
        """Begin to write a file of that size, for which space is reserved. StorageFull."""
        if self._used + size > self._max_bytes:
            raise StorageFull
        self._used += size
        try:
            return Writer(self, size, self._path() if size > IN_MEMORY else None)
        except OSError:
            self._used -= size
            raise StorageFull from None

    def close(self) -> None:
        """Remove the files on disk; they cannot be read any more."""
        if self._remove_folder is not None:
            self._remove_folder()
        self._folder = None

    def free(self, size: int) -> None:
        """Release the space of a file."""
        self._used -= size

    def next_number(self) -> int:
        return next(self._numbers)

    def _path(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="browser-use-sandbox-"))
            self._remove_folder = weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder / str(self.next_number())


class Content:
    """The bytes of one file, in memory or at `path`."""

    def __init__(self, contents: Contents, size: int, data: bytes, path: Path | None) -> None:
        self._contents, self._data, self._path = contents, data, path
        self.size = size
        #: Unique among all contents of a sandbox.
        self.number = contents.next_number()
        self._is_kept = True

    @property
    def is_on_disk(self) -> bool:
        return self._path is not None

    def read(self) -> bytes:
        return b"".join(self.chunks(0, self.size))

    def chunks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to `end`. A file that is discarded in the meantime can still be read to its end."""
        if self._path is None:
            if start < end:
                yield self._data[start:end]
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
            self._contents.free(self.size)
            if self._path is not None:
                self._path.unlink(missing_ok=True)


class Writer:
    """Writes a file; call `finish` or `abort` at the end."""

    def __init__(self, contents: Contents, size: int, path: Path | None) -> None:
        self._contents, self._size, self._path = contents, size, path
        self._chunks: list[bytes] = []
        self._file: BinaryIO | None = None if path is None else path.open("xb", buffering=0)
        self.written = 0

    def add(self, chunk: bytes) -> None:
        """Write more bytes. StorageFull if the disk is full; the file is then aborted."""
        self.written += len(chunk)
        if self._file is None:
            self._chunks.append(chunk)
            return
        rest = memoryview(chunk)
        try:
            while rest:
                rest = rest[os.write(self._file.fileno(), rest) :]
        except OSError:
            self.abort()
            raise StorageFull from None

    def finish(self) -> Content:
        """The content, after all bytes were added."""
        if self._file is not None:
            self._file.close()
        return Content(self._contents, self._size, b"".join(self._chunks), self._path)

    def abort(self) -> None:
        """Discard what has been written."""
        self._contents.free(self._size)
        self._size, self._chunks = 0, []
        if self._file is not None and self._path is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)

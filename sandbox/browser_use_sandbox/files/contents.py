"""The bytes of files: small ones in memory, large ones on disk, and no more of them than is allowed."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

#: Larger files live on disk.
IN_MEMORY = 1024 * 1024
_CHUNK = 512 * 1024


class StorageFull(Exception):
    """There is no room for a file: the sandbox's limit is reached, or the disk is full."""


class Contents:
    """Room for the bytes of files, `max_bytes` in all. What lies on disk goes when this does, at the latest with the process."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._used = 0
        self._numbers = count(1)
        self._folder: Path | None = None
        self._remove_folder: weakref.finalize[[Path, bool], Contents] | None = None

    @property
    def used_bytes(self) -> int:
        """What all files take, and what is kept free for those that are being written."""
        return self._used

    def store(self, data: bytes) -> "Content":
        """Keep these bytes. StorageFull."""
        writer = self.write(len(data))
        writer.add(data)
        return writer.finish()

    def write(self, size: int) -> "Writer":
        """Begin a file of that many bytes, for which room is kept from now on. StorageFull."""
        if self._used + size > self._max_bytes:
            raise StorageFull
        self._used += size
        try:
            return Writer(self, size, self._path() if size > IN_MEMORY else None)
        except OSError:
            self._used -= size
            raise StorageFull from None

    def close(self) -> None:
        """Remove what lies on disk; such files cannot be read any more."""
        if self._remove_folder is not None:
            self._remove_folder()
        self._folder = None

    def free(self, size: int) -> None:
        """Take back room that was kept for a file."""
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
        #: Tells all contents of a sandbox apart.
        self.number = contents.next_number()
        self._is_kept = True

    @property
    def is_on_disk(self) -> bool:
        return self._path is not None

    def read(self) -> bytes:
        return b"".join(self.chunks(0, self.size))

    def chunks(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to before `end`. A file that is discarded meanwhile is still read to its end."""
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
        """Give the room free."""
        if self._is_kept:
            self._is_kept = False
            self._contents.free(self.size)
            if self._path is not None:
                self._path.unlink(missing_ok=True)


class Writer:
    """A file that is being written: `finish` or `abort` ends it."""

    def __init__(self, contents: Contents, size: int, path: Path | None) -> None:
        self._contents, self._size, self._path = contents, size, path
        self._chunks: list[bytes] = []
        self._file: BinaryIO | None = None if path is None else path.open("xb", buffering=0)
        self.written = 0

    def add(self, chunk: bytes) -> None:
        """StorageFull where the disk is; the file is aborted then."""
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
        """The content, once all bytes are there."""
        if self._file is not None:
            self._file.close()
        return Content(self._contents, self._size, b"".join(self._chunks), self._path)

    def abort(self) -> None:
        """Forget what has been written."""
        self._contents.free(self._size)
        self._size, self._chunks = 0, []
        if self._file is not None and self._path is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)

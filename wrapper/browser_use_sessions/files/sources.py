"""Local files to upload."""

from __future__ import annotations

import errno
import mimetypes
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Self

from browser_use_sessions.files.errors import FileChangedError

if TYPE_CHECKING:
    from io import FileIO

# Bytes read and sent in one go. A larger number is not faster, and every running transfer needs so much memory.
CHUNK = 256 * 1024
_UNKNOWN_TYPE = "application/octet-stream"


class Source:
    """A file, in the state in which it was announced to the API. Raises an OSError that names the file if it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._stat = path.stat()
        if stat.S_ISDIR(self._stat.st_mode):
            problem = "Is a folder. Give the files in it, each as an argument, and the folder's name as prefix"
            raise IsADirectoryError(errno.EISDIR, problem, str(path))
        if not stat.S_ISREG(self._stat.st_mode):
            raise OSError(errno.EINVAL, "Is not a regular file, so its size is unknown", str(path))
        path.open("rb").close()
        self.size = self._stat.st_size
        kind, encoding = mimetypes.guess_type(path.name)
        self.content_type = kind if kind and not encoding else _UNKNOWN_TYPE

    def check(self) -> None:
        """Raises FileChangedError if the file has changed since it was announced, FileNotFoundError if it was deleted."""
        now, then = self.path.stat(), self._stat
        if now.st_size != then.st_size:
            raise self.changed("longer" if now.st_size > then.st_size else "shorter")
        if (now.st_dev, now.st_ino, now.st_mtime_ns) != (then.st_dev, then.st_ino, then.st_mtime_ns):
            raise self.changed("another file")

    def changed(self, how: str) -> FileChangedError:
        return FileChangedError(
            f"{self.path} became {how} while it was uploaded, so nothing of it was kept. Upload it again when nothing "
            "writes to it, or upload a copy.",
            path=str(self.path),
        )


class SourceReader:
    """Reads a source in chunks: exactly as many bytes as were announced. Close it, or use it as a context manager."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._left = source.size
        self._next = b""
        self._file: FileIO | None = None

    def open(self) -> None:
        """Also reads the first chunk, which for most files is the only one."""
        self._file = self._source.path.open("rb", buffering=0)
        if self._left > CHUNK:
            self._source.check()
        self._next = self._read()

    @property
    def is_read(self) -> bool:
        """Whether the file was read to its end, so that `chunk` does not have to read."""
        return not self._left

    def chunk(self) -> bytes:
        """The next chunk; b"" at the end. Before the last chunk is returned, the file is checked for changes."""
        chunk, self._next = self._next, self._read() if self._left else b""
        return chunk

    def _read(self) -> bytes:
        assert self._file is not None
        try:
            chunk = self._file.read(min(CHUNK, self._left)) or b""
            is_longer = len(chunk) == self._left and self._file.read(1)
        except OSError as error:
            error.filename = str(self._source.path)
            raise
        if not chunk and self._left:
            raise self._source.changed("shorter")
        self._left -= len(chunk)
        if is_longer:
            raise self._source.changed("longer")
        if not self._left:
            self._source.check()
        return chunk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._file is not None:
            self._file.close()

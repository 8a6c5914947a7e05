"""Local files to upload."""

from __future__ import annotations

import errno
import mimetypes
import stat
from collections.abc import Generator
from pathlib import Path

from browser_use_sessions.errors import FileChangedError

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

    def chunks(self) -> Generator[bytes]:
        """Exactly as many bytes as were announced. Before the last chunk is returned, the file is checked for changes."""
        left = self.size
        with self.path.open("rb", buffering=0) as file:
            self._check()
            while left:
                try:
                    chunk = file.read(min(CHUNK, left)) or b""
                    is_longer = len(chunk) == left and file.read(1)
                except OSError as error:
                    error.filename = str(self.path)
                    raise
                if is_longer or not chunk:
                    raise self._changed("longer" if is_longer else "shorter")
                left -= len(chunk)
                if not left:
                    self._check()
                yield chunk

    def _check(self) -> None:
        """Raises FileChangedError if the file has changed since it was announced, FileNotFoundError if it was deleted."""
        now, then = self.path.stat(), self._stat
        if now.st_size != then.st_size:
            raise self._changed("longer" if now.st_size > then.st_size else "shorter")
        if (now.st_dev, now.st_ino, now.st_mtime_ns) != (then.st_dev, then.st_ino, then.st_mtime_ns):
            raise self._changed("another file")

    def _changed(self, how: str) -> FileChangedError:
        return FileChangedError(
            f"{self.path} became {how} while it was uploaded, so nothing of it was kept. Upload it again when nothing "
            "writes to it, or upload a copy.",
            path=str(self.path),
        )

"""Local files that are downloaded: written under another name beside their own, which they get when they are whole."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from browser_use_sessions.files.names import name_problem, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

StrPath = str | os.PathLike[str]


class Target:
    """A file that is to be written, at `path`. The folders `parts` between `root` and the file are made when the first bytes
    come; none of them may be a link.
    """

    def __init__(self, root: Path, parts: Sequence[str], remote: str) -> None:
        self.path = root.joinpath(*parts)
        self.remote = remote
        self.received = 0
        self.etag = ""
        """The version of the file that what was received is the beginning of; "" where a transfer cannot be resumed."""
        self._root = root
        self._folders = parts[:-1]
        self._temporary = self.path.with_name(f".{secrets.token_hex(8)}.part")
        self._file: BinaryIO | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def start(self, offset: int) -> None:
        """From now on bytes are written at `offset`, and what was behind it is gone."""
        with self._lock, self._named():
            if self._is_over:
                raise InterruptedError(errno.EINTR, "The download was broken off", str(self.path))
            if self._file is None:
                self._make_folders()
                self._check_place()
                flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
                self._file = os.fdopen(os.open(self._temporary, flags, 0o666), "wb")
            self._file.seek(offset)
            self._file.truncate()
            self.received = offset

    def write(self, data: bytes) -> None:
        assert self._file is not None
        with self._named():
            self._file.write(data)
        self.received += len(data)

    def commit(self) -> None:
        """The file is whole: it gets its name, and takes the place of the one that had it, whose permissions it keeps."""
        assert self._file is not None
        with self._lock, self._named():
            self._file.close()
            self._check_place()
            with suppress(FileNotFoundError):
                self._temporary.chmod(stat.S_IMODE(self.path.stat().st_mode))
            self._temporary.replace(self.path)
            self._is_over = True

    def discard(self) -> None:
        """Nothing of it stays, unless it is whole. May be called at any time, from any thread, and more than once."""
        with self._lock:
            if not self._is_over:
                self._is_over = True
                if self._file is not None:
                    with suppress(OSError, ValueError):
                        self._file.close()
                    with suppress(OSError):
                        self._temporary.unlink()

    def _make_folders(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        folder = self._root
        for name in self._folders:
            folder /= name
            if _is_link(folder):
                raise refusal(self.remote, f"leads through {folder}, which is a link")
            folder.mkdir(exist_ok=True)

    def _check_place(self) -> None:
        """What has the name already must be a file that can be replaced."""
        with suppress(FileNotFoundError):
            mode = self.path.lstat().st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, "Is a folder, where a file is to be written", str(self.path))
            if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
                raise OSError(errno.EINVAL, "Is no regular file, so no download can take its place", str(self.path))

    @contextmanager
    def _named(self) -> Iterator[None]:
        """An OSError names the file that people know."""
        try:
            yield
        except OSError as error:
            if error.filename is None or os.fspath(self._temporary) in (error.filename, error.filename2):
                error.filename, error.filename2 = str(self.path), None
            raise


def single_target(remote: str, to: StrPath | None) -> Target:
    """For one file: in the folder `to`, or the current one, under its own name; or at `to`, through links."""
    where = "" if to is None else os.fspath(to)
    names_folder = to is None or where.endswith(("/", os.sep)) or Path(where).is_dir()
    if not names_folder:
        path = Path(os.path.realpath(where)) if Path(where).is_symlink() else Path(where)
        return Target(path.parent, [path.name], remote)
    name = remote.rpartition("/")[2]
    if problem := name_problem(name):
        raise refusal(remote, f"{problem}; name a file to write it to, with to=")
    return Target(Path(where), [name], remote)


def _is_link(path: Path) -> bool:
    return path.is_symlink() or bool(getattr(os.path, "isjunction", lambda _: False)(path))

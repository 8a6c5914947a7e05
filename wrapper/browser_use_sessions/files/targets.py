"""Downloaded files: each is written to a temporary file beside its path, and renamed when it is complete."""

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

from browser_use_sessions.files.names import name_problem, unsafe_path

if TYPE_CHECKING:
    from collections.abc import Sequence

StrPath = str | os.PathLike[str]
_CREATE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


class Folders:
    """The folder of a download and its subfolders. They are made when a file needs them. A subfolder must not be a link."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made: set[Path] = set()

    @property
    def is_made(self) -> bool:
        return bool(self._made)

    def make(self, parts: Sequence[str], remote: str) -> None:
        folder = self.root
        if not self._made:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except FileExistsError:
                raise FileExistsError(errno.EEXIST, "Is not a folder, but files have to be written to it", str(folder)) from None
            except OSError as error:
                error.filename, error.strerror = str(folder), f"The folder cannot be made: {error.strerror}"
                raise
            self._made.add(folder)
        for name in parts:
            folder /= name
            if folder not in self._made:
                if folder.is_symlink() or getattr(os.path, "isjunction", lambda _: False)(folder):
                    raise unsafe_path(remote, f"leads through {folder}, which is a link")
                folder.mkdir(exist_ok=True)
                self._made.add(folder)


class Target:
    """A file to write, at `path`: the `parts` below the folder. `remote`: its path in the workspace."""

    def __init__(self, folders: Folders, parts: Sequence[str], remote: str) -> None:
        self.path = folders.root.joinpath(*parts)
        self.remote = remote
        self.received = 0
        self.etag = ""
        """The ETag of the file whose beginning was received; "" if the transfer cannot be resumed."""
        self._folders = folders
        self._parts = parts
        self._name = str(self.path)  # Strings from here on: with small files, pathlib would take a tenth of the time.
        self._temporary = f"{self._name[: len(self._name) - len(parts[-1])]}.{secrets.token_hex(8)}.part"
        self._file: BinaryIO | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def start(self, offset: int) -> None:
        """Writing goes on at `offset`. Everything after it is deleted."""
        with self._lock, self._named():
            if self._is_over:
                raise InterruptedError(errno.EINTR, "The download was interrupted", self._name)
            if self._file is None:
                self._folders.make(self._parts[:-1], self.remote)
                self._replaced_mode()
                self._file = os.fdopen(os.open(self._temporary, _CREATE, 0o666), "wb")
            elif self.received != offset:
                self._file.seek(offset)
                self._file.truncate()
            self.received = offset

    def write(self, chunk: bytes) -> None:
        assert self._file is not None
        with self._named():
            self._file.write(chunk)
        self.received += len(chunk)

    @property
    def has_folder(self) -> bool:
        """Whether the folder of the download exists."""
        return self._folders.is_made

    def commit(self) -> None:
        """The file is complete: renames it. A file that it replaces gives it its permissions."""
        assert self._file is not None
        with self._lock, self._named():
            self._file.close()
            if (mode := self._replaced_mode()) is not None:
                os.chmod(self._temporary, mode)  # noqa: PTH101
            os.replace(self._temporary, self._name)  # noqa: PTH105
            self._is_over = True

    def discard(self) -> None:
        """Deletes it unless it is complete. May be called at any time, from any thread, and several times."""
        with self._lock:
            if not self._is_over:
                self._is_over = True
                if self._file is not None:
                    with suppress(OSError, ValueError):
                        self._file.close()
                    with suppress(OSError):
                        os.unlink(self._temporary)  # noqa: PTH108

    def _replaced_mode(self) -> int | None:
        """The permissions of the file to replace; None if there is none. Raises OSError if it cannot be replaced."""
        try:
            mode = os.lstat(self._name).st_mode
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "Is a folder, but a file has to be written there", self._name)
        if stat.S_ISLNK(mode):  # The link itself is replaced, not its target.
            return None
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "Is not a regular file, so a download cannot replace it", self._name)
        return stat.S_IMODE(mode)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """An OSError names the final path, not the temporary one."""
        try:
            yield
        except OSError as error:
            if error.filename is None or self._temporary in (error.filename, error.filename2):
                error.filename = self._name
                del error.filename2  # If it were None, the message would show "name -> None".
            raise


def single_target(remote: str, to: StrPath | None) -> Target:
    """For one file: in the folder `to`, or the current folder, with its own name; or at the path `to`, following links."""
    where = "" if to is None else os.fspath(to)
    names_folder = to is None or where.endswith(("/", os.sep)) or Path(where).is_dir()
    if not names_folder:
        path = Path(os.path.realpath(where)) if Path(where).is_symlink() else Path(where)
        return Target(Folders(path.parent), [path.name], remote)
    name = remote.rpartition("/")[2]
    if problem := name_problem(name):
        raise unsafe_path(remote, f"{problem}; name a file to write it to, with to=")
    return Target(Folders(Path(where)), [name], remote)

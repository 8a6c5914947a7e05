"""The files of one workspace or browser, in the order of their paths."""

import functools
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import attrs

from .contents import Content

_TYPES = {
    "csv": "text/csv",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "py": "text/x-python",
    "txt": "text/plain",
    "xml": "application/xml",
    "zip": "application/zip",
}


@functools.lru_cache(256)
def guessed_type(path: str) -> str:
    """The media type by the file extension. Unlike the `mimetypes` module, this does not depend on the machine."""
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


#: The character after the slash: all paths in a folder sort before the name of the folder with this character.
_AFTER_SLASH = chr(ord("/") + 1)


@attrs.frozen(eq=False)
class StoredFile:
    """One version of a file."""

    path: str
    content: Content
    content_type: str
    last_modified: datetime

    @property
    def size(self) -> int:
        return self.content.size


class FilePage(NamedTuple):
    """Files, the names of folders beside them, and the path after which the next page begins; None on the last page."""

    files: list[StoredFile]
    folders: list[str]
    next_after: str | None


class FileTree:
    """Files by path. A folder exists as long as it contains a file."""

    def __init__(self) -> None:
        self._by_path: dict[str, StoredFile] = {}
        self._paths: list[str] = []
        self.used_bytes = 0

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[StoredFile]:
        return (self._by_path[path] for path in self._paths)

    def get(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def put(self, file: StoredFile) -> None:
        """Add a file, or replace the one at its path."""
        old = self._by_path.get(file.path)
        if old is None:
            insort(self._paths, file.path)
        else:
            self._drop(old)
        self._by_path[file.path] = file
        self.used_bytes += file.size

    def remove(self, path: str) -> bool:
        """Remove a file; returns whether it existed."""
        file = self._by_path.pop(path, None)
        if file is None:
            return False
        del self._paths[bisect_left(self._paths, path)]
        self._drop(file)
        return True

    def clear(self) -> None:
        for file in self._by_path.values():
            self._drop(file)
        self._by_path, self._paths = {}, []

    def _drop(self, file: StoredFile) -> None:
        self.used_bytes -= file.size
        file.content.discard()

    def page(self, prefix: str, after: str | None, limit: int, is_shallow: bool) -> FilePage:
        """At most `limit` files whose paths begin with `prefix` and come after `after`.

        A shallow page has only the files and folders directly in the prefix; folders count like files.
        """
        if is_shallow and prefix and not prefix.endswith("/"):
            prefix += "/"
        position = bisect_left(self._paths, prefix)
        if after is not None:
            position = max(position, bisect_right(self._paths, after))
        files: list[StoredFile] = []
        folders: list[str] = []
        last: str | None = None
        while position < len(self._paths) and self._paths[position].startswith(prefix):
            if len(files) + len(folders) == limit:
                return FilePage(files, folders, last)
            path = self._paths[position]
            folder, slash, _ = path[len(prefix) :].partition("/")
            if is_shallow and slash:
                folders.append(folder)
                position = bisect_left(self._paths, prefix + folder + _AFTER_SLASH, position)
                last = self._paths[position - 1]
            else:
                files.append(self._by_path[path])
                position += 1
                last = path
        return FilePage(files, folders, None)


@attrs.define(eq=False, kw_only=True)
class Workspace:
    """A workspace: a name, and files that outlive sessions."""

    id: UUID
    #: Grows with each resource of the sandbox; gives their order.
    number: int
    name: str | None = None
    created_at: datetime
    updated_at: datetime
    is_deleted: bool = False
    files: FileTree = attrs.Factory(FileTree)
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

    def change(self, body: Mapping[str, Any], now: datetime) -> None:
        """Take over the properties that a request body has."""
        self.name = body.get("name", self.name)
        self.updated_at = now

    def delete(self) -> None:
        """Delete the files."""
        self.is_deleted = True
        self.files.clear()

"""What goes wrong with files.

    BrowserUseError
    └── FileTransferError               one file, or several, could not be moved; .path
        ├── StorageError                the storage host refused, failed or could not be reached; .host, .status_code
        ├── FileChangedError            the local file changed while it was sent
        ├── UnsafePathError             a file's path in the workspace is none that may be written here
        ├── RemoteFileNotFoundError     there is no such file (also a NotFoundError and a FileNotFoundError)
        └── FilesError                  some of several files failed; .failures, .done

What the API refuses is raised as by any other call, and trouble with local files is the OSError that names the file. No message
holds a signed URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from browser_use_sessions.errors import BrowserUseError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence


class FileTransferError(BrowserUseError):
    """A file could not be moved. `path` is its name: the local one of an upload, the one in the workspace of a download."""

    path: str | None = None


class StorageError(FileTransferError):
    """The storage host refused the transfer, failed, or could not be reached. `status_code` is what it answered."""

    host: str | None = None


class FileChangedError(FileTransferError):
    """The local file changed while it was sent, so what was sent was not kept. Upload it again when nothing writes to it."""


class UnsafePathError(FileTransferError):
    """The file's path in the workspace would lead out of the folder, or is one that not every file system can hold."""


class RemoteFileNotFoundError(FileTransferError, NotFoundError, FileNotFoundError):
    """The workspace has no file of this path."""


class FileFailure(NamedTuple):
    """One file that could not be moved."""

    path: str
    """As in `FileTransferError.path`."""
    error: FileTransferError | OSError


class FilesError(FileTransferError):
    """Some of several files could not be moved; all the others were. `failures` has the path and the error of each that was
    not.
    """

    failures: Sequence[FileFailure] = ()
    done: Sequence[Any] = ()
    """What the call would have returned for the others."""

"""Errors with files.

    BrowserUseError
    └── FileTransferError               one or several files could not be moved; .path
        ├── StorageError                the storage host refused, failed or could not be reached; .host, .status_code
        ├── FileChangedError            the local file changed while it was sent
        ├── UnsafePathError             a file's path in the workspace must not be used as a local path
        ├── RemoteFileNotFoundError     there is no such file (also a NotFoundError and a FileNotFoundError)
        └── FilesError                  some of several files failed; .failures, .done

Errors of the API are raised as by any other call. A problem with a local file is an OSError that names the file. No message
contains a signed URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from browser_use_sessions.errors import BrowserUseError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence


class FileTransferError(BrowserUseError):
    """A file could not be moved. `path`: the local path for an upload, the path in the workspace for a download."""

    path: str | None = None


class StorageError(FileTransferError):
    """The storage host refused the transfer, failed, or could not be reached. `status_code`: its response, if there was one."""

    host: str | None = None


class FileChangedError(FileTransferError):
    """The local file changed while it was sent, so the upload was dropped. Upload it again when nothing writes to it."""


class UnsafePathError(FileTransferError):
    """The file's path in the workspace leads out of the folder, or is not valid on every file system."""


class RemoteFileNotFoundError(FileTransferError, NotFoundError, FileNotFoundError):
    """The workspace has no file with this path."""


class FileFailure(NamedTuple):
    """One file that could not be moved."""

    path: str
    """See `FileTransferError.path`."""
    error: FileTransferError | OSError


class FilesError(FileTransferError):
    """Some of several files could not be moved; all others were. `failures` has the path and the error of each."""

    failures: Sequence[FileFailure] = ()
    done: Sequence[Any] = ()
    """The results for the files that were moved."""

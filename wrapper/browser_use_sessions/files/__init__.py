"""Files of workspaces: uploads and downloads.

workspaces         the public classes: what is asked of the API, sync and async
plan               arguments, checked; which URLs are asked for together
flows              how one file is moved, as generators that yield effects
outcomes, urls     what an answer of a storage host means; which URLs are used at all
names              which paths from a workspace may become local files
batch, progress    what became of several files, and what is told meanwhile
sources, targets   the local files
storage, threads               carry the flows out, blocking, in threads
async_storage, tasks           the same with asyncio
"""

from browser_use_sessions.files.errors import (
    FileChangedError,
    FileFailure,
    FilesError,
    FileTransferError,
    RemoteFileNotFoundError,
    StorageError,
    UnsafePathError,
)
from browser_use_sessions.files.progress import Progress
from browser_use_sessions.files.workspaces import AsyncWorkspaces, Workspaces

__all__ = [
    "AsyncWorkspaces",
    "FileChangedError",
    "FileFailure",
    "FileTransferError",
    "FilesError",
    "Progress",
    "RemoteFileNotFoundError",
    "StorageError",
    "UnsafePathError",
    "Workspaces",
]

"""Files of workspaces: uploads and downloads.

workspaces        the public classes, blocking and asyncio
event_loop        a blocking call that an asyncio client makes in a thread
arguments         the arguments, checked; the requests to the API
transfers         several files at the same time, in threads; their progress and outcomes
storage           one file: the requests to a storage host, repeated where that helps
outcomes          what a storage host's response means
names             which paths from a workspace may become local files
sources, targets  the local files
"""

from browser_use_sessions.errors import (
    FileChangedError,
    FileFailure,
    FilesError,
    FileTransferError,
    RemoteFileNotFoundError,
    StorageError,
    UnsafePathError,
)
from browser_use_sessions.files.transfers import Progress
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

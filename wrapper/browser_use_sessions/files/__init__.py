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

Names are imported when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from browser_use_sessions.files.errors import FileChangedError as FileChangedError
    from browser_use_sessions.files.errors import FileFailure as FileFailure
    from browser_use_sessions.files.errors import FilesError as FilesError
    from browser_use_sessions.files.errors import FileTransferError as FileTransferError
    from browser_use_sessions.files.errors import RemoteFileNotFoundError as RemoteFileNotFoundError
    from browser_use_sessions.files.errors import StorageError as StorageError
    from browser_use_sessions.files.errors import UnsafePathError as UnsafePathError
    from browser_use_sessions.files.progress import Progress as Progress
    from browser_use_sessions.files.workspaces import AsyncWorkspaces as AsyncWorkspaces
    from browser_use_sessions.files.workspaces import Workspaces as Workspaces

_HOMES = {"Progress": "progress", "AsyncWorkspaces": "workspaces", "Workspaces": "workspaces"}


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)

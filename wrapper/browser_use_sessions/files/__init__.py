"""Files of workspaces: uploads and downloads.

workspaces             the public classes, blocking and asyncio
arguments              the arguments, checked; the requests to the API
flows                  how one file is moved, as generators that yield effects
outcomes, urls         what a storage host's response means; which URLs may be used
names                  which paths from a workspace may become local files
batch, progress        the outcomes of several files; the progress
sources, targets       the local files
storage, threads       carry out the flows, blocking, in threads
async_storage, tasks   the same with asyncio

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

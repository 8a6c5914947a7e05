"""`client.workspaces`: the generated operations, uploads and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import httpx

from browser_use_api.resources import workspaces as generated
from browser_use_sessions._transport.httpx_adapter import NO_PROXY_FOR_LOOPBACK, STORAGE_TIMEOUT
from browser_use_sessions.errors import UnsafePathError
from browser_use_sessions.files import arguments
from browser_use_sessions.files.event_loop import CallInThread
from browser_use_sessions.files.names import LocalNames
from browser_use_sessions.files.storage import Moved, Storage
from browser_use_sessions.files.targets import Folders, StrPath, Target, single_target
from browser_use_sessions.files.transfers import Events, Job, Transfers

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api._core.resource import AsyncTransport, Transport
    from browser_use_api.models import FileUpload, WorkspaceFile
    from browser_use_sessions.files.sources import Source
    from browser_use_sessions.files.transfers import OnProgress

T = TypeVar("T")
Strings = list[str]  # Inside of the classes, `list` is a method.
Paths = list[Path]


class Workspaces(generated.Workspaces):
    """Files that outlive a session, and that agents read and write.

    `make_client` makes an httpx client for each call that moves files, with its proxies, certificates and timeouts. The client
    must not add headers, since its requests go to storage hosts. `allow_http`: files may be moved over plain http to other
    machines.
    """

    def __init__(
        self, transport: Transport, *, make_client: Callable[[], httpx.Client] | None = None, allow_http: bool = False
    ) -> None:
        super().__init__(transport)
        self._make_client = make_client or partial(httpx.Client, timeout=STORAGE_TIMEOUT, mounts=NO_PROXY_FOR_LOOPBACK)
        self._allow_http = allow_http
        self._events: Events | None = None  # Where it is used for a single call.

    def upload(
        self,
        workspace_id: UUID | str,
        *paths: StrPath,
        prefix: str | None = None,
        max_concurrency: int = 8,
        on_progress: OnProgress | None = None,
    ) -> Strings:
        """Uploads local files with their own names, and returns their paths in the workspace, in the same order.

        Existing files with the same path are replaced. All local files are checked before anything is sent. A failed transfer is
        tried again. The content type follows from the file name extension.

        Args:
            workspace_id: ID of the workspace.
            paths: The files. A folder is an error: give the files in it.
            prefix: The folder to upload to, as a path from the workspace's root; the root itself by default.
            max_concurrency: How many files are sent at the same time, from 1 to 100.
            on_progress: Called with a `Progress` for each chunk that was sent, in this thread. An exception in it ends the call.

        Raises:
            InvalidArgumentError: for invalid arguments, such as two files with the same name.
            OSError: for a file that cannot be read; it names the file.
            FileTransferError: `StorageError`, `FileChangedError`; `FilesError` if only some of several files failed.
            APIError: for an error status of the API.
        """
        concurrency, folder = arguments.checked(max_concurrency, on_progress, prefix)
        sources = arguments.sources(paths)

        def ask(group: Sequence[Source]) -> Sequence[FileUpload]:
            answer = self.upload_files(workspace_id, files=[arguments.file_to_upload(each) for each in group], prefix=folder)
            return arguments.locations(group, answer)

        def job(source: Source, location: FileUpload) -> Job[str]:
            def send(storage: Storage, moved: Moved) -> str:
                return storage.send(source, location, lambda: ask([source])[0], moved)

            return Job(str(source.path), source.size, send)

        def jobs() -> Iterator[Job[str]]:
            for start in range(0, len(sources), arguments.NAMES_PER_REQUEST):
                group = sources[start : start + arguments.NAMES_PER_REQUEST]
                yield from map(job, group, ask(group))

        return self._move(Transfers(on_progress, concurrency, len(sources), is_single=len(sources) == 1), jobs())

    def download(
        self, workspace_id: UUID | str, path: str, to: StrPath | None = None, *, on_progress: OnProgress | None = None
    ) -> Path:
        """Downloads one file, and returns its local path.

        The file gets its name when it is complete; until then, an existing file with that name is not touched. A failed transfer
        is resumed or tried again.

        Args:
            workspace_id: ID of the workspace.
            path: The file's path in the workspace, as in `files()`.
            to: Where to write it: the path of a file; or a folder (which exists, or ends in a slash), in which the file keeps its
                own name. The default is the current folder. Missing folders are made.
            on_progress: Called with a `Progress` for each chunk that was received, in this thread. An exception in it ends the
                call.

        Raises:
            RemoteFileNotFoundError: if the workspace has no such file.
            OSError: for a file that cannot be written; it names the file.
            FileTransferError: `StorageError`; `UnsafePathError` if the file's own name is not a safe local name.
            APIError: for an error status of the API.
        """
        arguments.checked(None, on_progress)
        target = single_target(arguments.checked_path(path), to)

        def jobs() -> Iterator[Job[Path]]:
            yield self._download_job(workspace_id, self._find(workspace_id, path), target)

        return self._move(Transfers(on_progress, total=1, is_single=True), jobs())[0]

    def download_all(
        self,
        workspace_id: UUID | str,
        to: StrPath = ".",
        prefix: str | None = None,
        *,
        max_concurrency: int = 8,
        on_progress: OnProgress | None = None,
    ) -> Paths:
        """Downloads all files, or those below `prefix`, and returns their local paths, in the order of the API's list.

        Each file is written below `to`, with its whole path in the workspace, and replaces an existing file. A file with an
        unsafe path (see `UnsafePathError`) is not written; all others are.

        Args:
            workspace_id: ID of the workspace.
            to: The folder to write to. It is made if it is missing. The default is the current folder.
            prefix: The folder to download, as a path from the workspace's root.
            max_concurrency: How many files are fetched at the same time, from 1 to 100.
            on_progress: Called with a `Progress` for each chunk that was received, in this thread. An exception in it ends the
                call.

        Raises:
            FilesError: if some files could not be downloaded; all others were.
            OSError: if no more files can be written, for instance because the disk is full.
            APIError: for an error status of the API.
        """
        concurrency, folder = arguments.checked(max_concurrency, on_progress, prefix)
        folders, names = Folders(Path(to)), LocalNames()

        def jobs() -> Iterator[Job[Path]]:
            for file in self.files(workspace_id, prefix=folder, include_urls=True, limit=arguments.FILES_PER_PAGE):
                if arguments.is_folder(file):
                    continue
                try:
                    target = Target(folders, names.claim(file.path), file.path)
                except UnsafePathError as error:
                    yield Job(file.path, file.size, partial(_refuse, error))
                else:
                    yield self._download_job(workspace_id, file, target)

        return self._move(Transfers(on_progress, concurrency), jobs())

    def _download_job(self, workspace_id: UUID | str, file: WorkspaceFile, target: Target) -> Job[Path]:
        def receive(storage: Storage, moved: Moved) -> Path:
            return storage.receive(target, file, lambda: self._find(workspace_id, file.path), moved)

        return Job(file.path, file.size, receive, target)

    def _find(self, workspace_id: UUID | str, path: str) -> WorkspaceFile:
        for search in arguments.searches(path):
            for file in self.files(workspace_id, **search):
                if file.path == path:
                    return file
        raise arguments.not_found(path)

    def _move(self, transfers: Transfers[T], jobs: Iterator[Job[T]]) -> list[T]:
        with self._make_client() as client:
            return transfers.move(Storage(client, self._allow_http), jobs, Events() if self._events is None else self._events)


class AsyncWorkspaces(generated.AsyncWorkspaces):
    """`Workspaces` with asyncio: the same methods. Files are moved in threads; callbacks are called in the event loop."""

    def __init__(
        self, transport: AsyncTransport, *, make_client: Callable[[], httpx.Client] | None = None, allow_http: bool = False
    ) -> None:
        super().__init__(transport)
        self._make_client = make_client
        self._allow_http = allow_http

    async def upload(
        self,
        workspace_id: UUID | str,
        *paths: StrPath,
        prefix: str | None = None,
        max_concurrency: int = 8,
        on_progress: OnProgress | None = None,
    ) -> Strings:
        options = {"prefix": prefix, "max_concurrency": max_concurrency}
        return await self._in_thread(Workspaces.upload, on_progress, workspace_id, *paths, **options)

    async def download(
        self, workspace_id: UUID | str, path: str, to: StrPath | None = None, *, on_progress: OnProgress | None = None
    ) -> Path:
        return await self._in_thread(Workspaces.download, on_progress, workspace_id, path, to)

    async def download_all(
        self,
        workspace_id: UUID | str,
        to: StrPath = ".",
        prefix: str | None = None,
        *,
        max_concurrency: int = 8,
        on_progress: OnProgress | None = None,
    ) -> Paths:
        options = {"max_concurrency": max_concurrency}
        return await self._in_thread(Workspaces.download_all, on_progress, workspace_id, to, prefix, **options)

    async def _in_thread(self, method: Callable[..., T], on_progress: OnProgress | None, *given: Any, **options: Any) -> T:
        call = CallInThread(self._transport)
        workspaces = Workspaces(call, make_client=self._make_client, allow_http=self._allow_http)
        workspaces._events = call.events
        report = call.calling(on_progress) if callable(on_progress) else on_progress
        return await call.run(partial(method, workspaces, *given, on_progress=report, **options))


for _method in ("upload", "download", "download_all"):
    getattr(AsyncWorkspaces, _method).__doc__ = getattr(Workspaces, _method).__doc__


def _refuse(error: UnsafePathError, storage: Storage, moved: Moved) -> NoReturn:
    raise error

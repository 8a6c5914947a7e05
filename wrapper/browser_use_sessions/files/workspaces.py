"""`client.workspaces`: the generated operations, uploads and downloads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from browser_use_api.resources import workspaces as generated
from browser_use_sessions._transport.connection_options import NO_PROXY_FOR_LOOPBACK, STORAGE_TIMEOUT
from browser_use_sessions.files import arguments, tasks, threads
from browser_use_sessions.files.async_storage import in_thread
from browser_use_sessions.files.batch import Batch, Job
from browser_use_sessions.files.errors import UnsafePathError
from browser_use_sessions.files.flows import receive, send
from browser_use_sessions.files.names import LocalNames
from browser_use_sessions.files.targets import Folders, StrPath, Target, single_target

if TYPE_CHECKING:
    from uuid import UUID

    from browser_use_api._core.resource import AsyncTransport, Transport
    from browser_use_api.models import FileUpload, WorkspaceFile
    from browser_use_sessions.files.progress import OnProgress
    from browser_use_sessions.files.sources import Source

MAX_CONCURRENCY = 8
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

    def upload(
        self,
        workspace_id: UUID | str,
        *paths: StrPath,
        prefix: str | None = None,
        max_concurrency: int = MAX_CONCURRENCY,
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
        folder, concurrency = arguments.checked_prefix(prefix), arguments.checked_concurrency(max_concurrency)
        arguments.checked_callback(on_progress)
        sources = arguments.sources(paths)
        batch = Batch[str](on_progress, len(sources), is_single=len(sources) == 1)

        def ask(group: Sequence[Source]) -> Sequence[FileUpload]:
            answer = self.upload_files(workspace_id, files=[arguments.file_to_upload(each) for each in group], prefix=folder)
            return arguments.locations(group, answer)

        def ask_again(source: Source) -> FileUpload:
            return ask([source])[0]

        def jobs() -> Iterator[Job[str]]:
            for group in arguments.batches(sources):
                for source, location in zip(group, ask(group), strict=True):
                    flow = send(source, location, self._allow_http)
                    yield Job(str(source.path), source.size, flow, partial(ask_again, source))

        return threads.move(jobs(), batch, self._make_client, concurrency)

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
        arguments.checked_callback(on_progress)
        target = single_target(arguments.checked_path(path), to)

        def jobs() -> Iterator[Job[Path]]:
            file = self._find(workspace_id, path)
            yield Job(path, file.size, receive(target, file, self._allow_http), lambda: self._find(workspace_id, path), target)

        return threads.move(jobs(), Batch[Path](on_progress, 1, is_single=True), self._make_client, 1)[0]

    def download_all(
        self,
        workspace_id: UUID | str,
        to: StrPath = ".",
        prefix: str | None = None,
        *,
        max_concurrency: int = MAX_CONCURRENCY,
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
        folder, concurrency = arguments.checked_prefix(prefix), arguments.checked_concurrency(max_concurrency)
        arguments.checked_callback(on_progress)
        batch, targets = Batch[Path](on_progress, None), _LocalTargets(to)

        def jobs() -> Iterator[Job[Path]]:
            for file in self.files(workspace_id, prefix=folder, include_urls=True, limit=arguments.files_per_page()):
                if target := targets.target_for(file, batch):
                    flow, find = receive(target, file, self._allow_http), partial(self._find, workspace_id, file.path)
                    yield Job(file.path, file.size, flow, find, target)

        return threads.move(jobs(), batch, self._make_client, concurrency)

    def _find(self, workspace_id: UUID | str, path: str) -> WorkspaceFile:
        for search in arguments.searches(path):
            for file in self.files(workspace_id, **search):
                if file.path == path:
                    return file
        raise arguments.not_found(path)


class AsyncWorkspaces(generated.AsyncWorkspaces):
    """`Workspaces` with asyncio: the same methods. Callbacks are called in the event loop."""

    def __init__(
        self, transport: AsyncTransport, *, make_client: Callable[[], httpx.AsyncClient] | None = None, allow_http: bool = False
    ) -> None:
        super().__init__(transport)
        self._make_client = make_client or partial(httpx.AsyncClient, timeout=STORAGE_TIMEOUT, mounts=NO_PROXY_FOR_LOOPBACK)
        self._allow_http = allow_http

    async def upload(
        self,
        workspace_id: UUID | str,
        *paths: StrPath,
        prefix: str | None = None,
        max_concurrency: int = MAX_CONCURRENCY,
        on_progress: OnProgress | None = None,
    ) -> Strings:
        folder, concurrency = arguments.checked_prefix(prefix), arguments.checked_concurrency(max_concurrency)
        arguments.checked_callback(on_progress)

        async def ask(group: Sequence[Source]) -> Sequence[FileUpload]:
            answer = await self.upload_files(
                workspace_id, files=[arguments.file_to_upload(each) for each in group], prefix=folder
            )
            return arguments.locations(group, answer)

        async def ask_again(source: Source) -> FileUpload:
            return (await ask([source]))[0]

        async def jobs() -> AsyncGenerator[Job[str]]:
            for group in arguments.batches(sources):
                for source, location in zip(group, await ask(group), strict=True):
                    yield Job(str(source.path), source.size, send(source, location, self._allow_http), partial(ask_again, source))

        with ThreadPoolExecutor(concurrency, "browser-use-files") as executor:
            sources = await in_thread(executor, lambda: arguments.sources(paths))
            batch = Batch[str](on_progress, len(sources), is_single=len(sources) == 1)
            return await tasks.move(jobs(), batch, self._make_client, executor, concurrency)

    async def download(
        self, workspace_id: UUID | str, path: str, to: StrPath | None = None, *, on_progress: OnProgress | None = None
    ) -> Path:
        arguments.checked_callback(on_progress)
        arguments.checked_path(path)

        async def jobs() -> AsyncGenerator[Job[Path]]:
            target = await in_thread(executor, lambda: single_target(path, to))
            file = await self._find(workspace_id, path)
            yield Job(path, file.size, receive(target, file, self._allow_http), partial(self._find, workspace_id, path), target)

        with ThreadPoolExecutor(1, "browser-use-files") as executor:
            batch = Batch[Path](on_progress, 1, is_single=True)
            return (await tasks.move(jobs(), batch, self._make_client, executor, 1))[0]

    async def download_all(
        self,
        workspace_id: UUID | str,
        to: StrPath = ".",
        prefix: str | None = None,
        *,
        max_concurrency: int = MAX_CONCURRENCY,
        on_progress: OnProgress | None = None,
    ) -> Paths:
        folder, concurrency = arguments.checked_prefix(prefix), arguments.checked_concurrency(max_concurrency)
        arguments.checked_callback(on_progress)
        batch, targets = Batch[Path](on_progress, None), _LocalTargets(to)

        async def jobs() -> AsyncGenerator[Job[Path]]:
            async for file in self.files(workspace_id, prefix=folder, include_urls=True, limit=arguments.files_per_page()):
                if target := targets.target_for(file, batch):
                    flow, find = receive(target, file, self._allow_http), partial(self._find, workspace_id, file.path)
                    yield Job(file.path, file.size, flow, find, target)

        with ThreadPoolExecutor(concurrency, "browser-use-files") as executor:
            return await tasks.move(jobs(), batch, self._make_client, executor, concurrency)

    async def _find(self, workspace_id: UUID | str, path: str) -> WorkspaceFile:
        for search in arguments.searches(path):
            async for file in self.files(workspace_id, **search):
                if file.path == path:
                    return file
        raise arguments.not_found(path)


for _method in ("upload", "download", "download_all"):
    getattr(AsyncWorkspaces, _method).__doc__ = getattr(Workspaces, _method).__doc__


class _LocalTargets:
    """Where to write the files of a list."""

    def __init__(self, to: StrPath) -> None:
        self._folders = Folders(Path(to))
        self._names = LocalNames()

    def target_for(self, file: WorkspaceFile, batch: Batch[Path]) -> Target | None:
        """None if the file is not written. If that is a failure, it is reported to the batch."""
        if arguments.is_folder(file):
            return None
        try:
            return Target(self._folders, self._names.claim(file.path), file.path)
        except UnsafePathError as error:
            batch.fail_without_job(file.path, error)
            return None

"""`client.workspaces`: the generated operations, and files moved from and to this machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from browser_use_api.resources import workspaces as generated
from browser_use_sessions._transport.connection_options import NO_PROXY_FOR_LOOPBACK, STORAGE_TIMEOUT
from browser_use_sessions.files import plan, tasks, threads
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

    `make_client` makes the httpx clients that files are moved with, one for each call; its proxies, certificates and timeouts
    count, and it must add no headers, since what it sends goes to storage hosts. `allow_http`: files may go over plain http to
    other machines.
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
        """Uploads local files under their own names, and gives their paths in the workspace, in the same order.

        Files of the same path are replaced. All local files are looked at before anything is sent. A transfer that breaks is
        tried again. The content type follows from the name's ending.

        Args:
            workspace_id: ID of the workspace.
            paths: The files. Folders are refused: give the files in them.
            prefix: The folder to upload to, as a path from the workspace's root; the root itself by default.
            max_concurrency: How many files are sent at once, from 1 to 100.
            on_progress: Called with a `Progress` for each piece that was sent, in this thread. What it raises ends the call.

        Raises:
            InvalidArgumentError: for arguments that cannot be right, such as two files of one name.
            OSError: for a file that cannot be read; it names it.
            FileTransferError: `StorageError`, `FileChangedError`; `FilesError` where some of several files failed and the
                others went well. What the API refuses is an `APIError`.
        """
        folder, concurrency = plan.checked_prefix(prefix), plan.checked_concurrency(max_concurrency)
        plan.checked_callback(on_progress)
        sources = plan.sources(paths)
        batch = Batch[str](on_progress, len(sources), is_single=len(sources) == 1)

        def ask(group: Sequence[Source]) -> Sequence[FileUpload]:
            answer = self.upload_files(workspace_id, files=[plan.announcement(each) for each in group], prefix=folder)
            return plan.locations(group, answer)

        def ask_again(source: Source) -> FileUpload:
            return ask([source])[0]

        def jobs() -> Iterator[Job[str]]:
            for group in plan.groups(sources):
                for source, location in zip(group, ask(group), strict=True):
                    flow = send(source, location, self._allow_http)
                    yield Job(str(source.path), source.size, flow, partial(ask_again, source))

        return threads.move(jobs(), batch, self._make_client, concurrency)

    def download(
        self, workspace_id: UUID | str, path: str, to: StrPath | None = None, *, on_progress: OnProgress | None = None
    ) -> Path:
        """Downloads one file, and gives its local path.

        It appears under its name when it is whole, and until then a file that has the name already stays as it is. A transfer
        that breaks is resumed, or tried again.

        Args:
            workspace_id: ID of the workspace.
            path: The file's path in the workspace, as `files()` gives it.
            to: Where to write it: a file's name; or a folder that exists or ends in a slash, where it keeps its own name. The
                current folder by default. Missing folders are made.
            on_progress: Called with a `Progress` for each piece that was received, in this thread. What it raises ends the
                call.

        Raises:
            RemoteFileNotFoundError: the workspace has no such file.
            OSError: the file cannot be written; it names it.
            FileTransferError: `StorageError`; `UnsafePathError` where the file's own name can be none here. What the API
                refuses is an `APIError`.
        """
        plan.checked_callback(on_progress)
        target = single_target(plan.checked_path(path), to)

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
        """Downloads all files, or those below `prefix`, and gives their local paths, in the order of the API's list.

        Each file is written below `to` with the whole path that it has in the workspace, and replaces the one that is there. A
        path that would lead out of the folder, or that not every file system can hold (see `UnsafePathError`), is not written;
        the others come.

        Args:
            workspace_id: ID of the workspace.
            to: The folder to write to, which is made where it is missing; the current one by default.
            prefix: The folder to download, as a path from the workspace's root.
            max_concurrency: How many files are fetched at once, from 1 to 100.
            on_progress: Called with a `Progress` for each piece that was received, in this thread. What it raises ends the
                call.

        Raises:
            FilesError: some files could not be downloaded; all others were.
            OSError: no more files can be written, for instance because the disk is full. What the API refuses is an `APIError`.
        """
        folder, concurrency = plan.checked_prefix(prefix), plan.checked_concurrency(max_concurrency)
        plan.checked_callback(on_progress)
        batch, arrivals = Batch[Path](on_progress, None), _Arrivals(to)

        def jobs() -> Iterator[Job[Path]]:
            for file in self.files(workspace_id, prefix=folder, include_urls=True, limit=plan.files_per_page()):
                if target := arrivals.target(file, batch):
                    flow, find = receive(target, file, self._allow_http), partial(self._find, workspace_id, file.path)
                    yield Job(file.path, file.size, flow, find, target)

        return threads.move(jobs(), batch, self._make_client, concurrency)

    def _find(self, workspace_id: UUID | str, path: str) -> WorkspaceFile:
        for search in plan.searches(path):
            for file in self.files(workspace_id, **search):
                if file.path == path:
                    return file
        raise plan.not_found(path)


class AsyncWorkspaces(generated.AsyncWorkspaces):
    """`Workspaces` with asyncio: the same methods, to be awaited. Callbacks are called in the event loop."""

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
        folder, concurrency = plan.checked_prefix(prefix), plan.checked_concurrency(max_concurrency)
        plan.checked_callback(on_progress)

        async def ask(group: Sequence[Source]) -> Sequence[FileUpload]:
            answer = await self.upload_files(workspace_id, files=[plan.announcement(each) for each in group], prefix=folder)
            return plan.locations(group, answer)

        async def ask_again(source: Source) -> FileUpload:
            return (await ask([source]))[0]

        async def jobs() -> AsyncGenerator[Job[str]]:
            for group in plan.groups(sources):
                for source, location in zip(group, await ask(group), strict=True):
                    yield Job(str(source.path), source.size, send(source, location, self._allow_http), partial(ask_again, source))

        with ThreadPoolExecutor(concurrency, "browser-use-files") as executor:
            sources = await in_thread(executor, lambda: plan.sources(paths))
            batch = Batch[str](on_progress, len(sources), is_single=len(sources) == 1)
            return await tasks.move(jobs(), batch, self._make_client, executor, concurrency)

    async def download(
        self, workspace_id: UUID | str, path: str, to: StrPath | None = None, *, on_progress: OnProgress | None = None
    ) -> Path:
        plan.checked_callback(on_progress)
        plan.checked_path(path)

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
        folder, concurrency = plan.checked_prefix(prefix), plan.checked_concurrency(max_concurrency)
        plan.checked_callback(on_progress)
        batch, arrivals = Batch[Path](on_progress, None), _Arrivals(to)

        async def jobs() -> AsyncGenerator[Job[Path]]:
            async for file in self.files(workspace_id, prefix=folder, include_urls=True, limit=plan.files_per_page()):
                if target := arrivals.target(file, batch):
                    flow, find = receive(target, file, self._allow_http), partial(self._find, workspace_id, file.path)
                    yield Job(file.path, file.size, flow, find, target)

        with ThreadPoolExecutor(concurrency, "browser-use-files") as executor:
            return await tasks.move(jobs(), batch, self._make_client, executor, concurrency)

    async def _find(self, workspace_id: UUID | str, path: str) -> WorkspaceFile:
        for search in plan.searches(path):
            async for file in self.files(workspace_id, **search):
                if file.path == path:
                    return file
        raise plan.not_found(path)


for _method in ("upload", "download", "download_all"):
    getattr(AsyncWorkspaces, _method).__doc__ = getattr(Workspaces, _method).__doc__


class _Arrivals:
    """Where the files of a list are written to."""

    def __init__(self, to: StrPath) -> None:
        self._folders = Folders(Path(to))
        self._names = LocalNames()

    def target(self, file: WorkspaceFile, batch: Batch[Path]) -> Target | None:
        """None where the file is not written. Where that is a failure, the batch knows it."""
        if plan.is_folder(file):
            return None
        try:
            return Target(self._folders, self._names.claim(file.path), file.path)
        except UnsafePathError as error:
            batch.refuse(file.path, error)
            return None

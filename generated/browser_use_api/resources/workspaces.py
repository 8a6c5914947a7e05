# Made by tools/generate.py from an OpenAPI document; never edit it.
"""`client.workspaces`: one method for each operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from .._core.resource import AsyncPages
from .._core.resource import AsyncResource as _AsyncResource
from .._core.resource import Resource as _Resource
from .._core.unset import UNSET, Unset
from ..operations import workspaces as _operations

if TYPE_CHECKING:
    from ..models.file_to_upload import FileToUpload
    from ..models.upload_files_response import UploadFilesResponse
    from ..models.workspace import Workspace
    from ..models.workspace_file import WorkspaceFile
    from ..models.workspace_file_list import WorkspaceFileList
    from ..models.workspace_list import WorkspaceList
    from ..models.workspace_size import WorkspaceSize


class Workspaces(_Resource):
    """Files that outlive a session, and that agents read and write."""

    def list(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> WorkspaceList:
        """List the project's workspaces.

        One page of the project's workspaces.

        Args:
            page_size: How many items a page holds at most. Default: 10.
            page_number: Number of the page; the first is 1. Default: 1.
        """
        return self._page(
            _operations.LIST,
            {
                "page_size": page_size,
                "page_number": page_number,
            },
            extra_query=extra_query,
        )

    def create(
        self,
        *,
        name: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Workspace:
        """Create a workspace.

        Creates an empty workspace. Give its ID as `workspaceId` when you create a session: the agent then reads and
        writes its files.

        Args:
            name: A name, for people to read.
        """
        return self._send(
            _operations.CREATE,
            {
                "name": name,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def get(
        self,
        workspace_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Workspace:
        """Get a workspace.

        The workspace itself. Its files are listed by another operation.

        Args:
            workspace_id: ID of the workspace.
        """
        return self._send(
            _operations.GET,
            {
                "workspace_id": workspace_id,
            },
            extra_query=extra_query,
        )

    def delete(
        self,
        workspace_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a workspace with all its files.

        Deletes the workspace and every file in it for good.

        Args:
            workspace_id: ID of the workspace.
        """
        return self._send(
            _operations.DELETE,
            {
                "workspace_id": workspace_id,
            },
            extra_query=extra_query,
        )

    def update(
        self,
        workspace_id: UUID | str,
        *,
        name: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Workspace:
        """Rename a workspace.

        Changes the name, if it is in the body. Null clears the name; an absent name stays as it is.

        Args:
            workspace_id: ID of the workspace.
            name: The new name.
        """
        return self._send(
            _operations.UPDATE,
            {
                "workspace_id": workspace_id,
                "name": name,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def files(
        self,
        workspace_id: UUID | str,
        *,
        prefix: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        include_urls: bool | None = None,
        shallow: bool | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> WorkspaceFileList:
        """List a workspace's files.

        One page of the files below `prefix`, at any depth. With `shallow` only the level directly below it is listed:
        its files, and its folders by name. With `includeUrls` each file comes with a download URL.

        Args:
            workspace_id: ID of the workspace.
            prefix: The folder to list, as a path from the workspace's root. The default is the root itself. Default:
                ''.
            limit: How many files to return at most. Default: 50.
            cursor: The `nextCursor` of the page before. When absent, the first page is returned.
            include_urls: Whether each file comes with a signed download URL, which expires after 60 seconds. Default:
                False.
            shallow: Whether to list only the level directly below `prefix`, with the names of its folders. Default:
                False.
        """
        return self._page(
            _operations.FILES,
            {
                "workspace_id": workspace_id,
                "prefix": prefix,
                "limit": limit,
                "cursor": cursor,
                "include_urls": include_urls,
                "shallow": shallow,
            },
            extra_query=extra_query,
        )

    def delete_file(
        self,
        workspace_id: UUID | str,
        *,
        path: str,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a file.

        Deletes the file at `path` for good.

        Args:
            workspace_id: ID of the workspace.
            path: The file's path from the workspace's root, as the list of files gives it.
        """
        return self._send(
            _operations.DELETE_FILE,
            {
                "workspace_id": workspace_id,
                "path": path,
            },
            extra_query=extra_query,
        )

    def upload_files(
        self,
        workspace_id: UUID | str,
        *,
        files: Sequence[FileToUpload | Mapping[str, Any]],
        prefix: str | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> UploadFilesResponse:
        """Ask for URLs to upload files to.

        An upload has two steps:

        1. This operation takes the names of 1 to 10 files and answers with an upload URL for each, in the same order.
        It stores nothing, so it can be repeated. 2. For each file, `PUT` its bytes to its `uploadUrl`, with the
        `Content-Type` that was announced in step 1 and with a `Content-Length` (no chunked encoding). The URL belongs
        to a storage host, not to this API, and its signature is all the authentication that is needed: **never send the
        API key there**.

        An upload URL expires after 5 minutes; ask for a new one then. When the storage host has accepted the bytes, the
        file is in the workspace, at the `path` of the answer.

        Args:
            workspace_id: ID of the workspace.
            files: One entry for each file.
            prefix: The folder to upload to, as a path from the workspace's root. The default is the root itself. A
                prefix is a folder with or without a slash at its end. Default: ''.
        """
        return self._send(
            _operations.UPLOAD_FILES,
            {
                "workspace_id": workspace_id,
                "files": files,
                "prefix": prefix,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def size(
        self,
        workspace_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> WorkspaceSize:
        """Get the storage that a workspace uses.

        How much storage the workspace's files use.

        Args:
            workspace_id: ID of the workspace.
        """
        return self._send(
            _operations.SIZE,
            {
                "workspace_id": workspace_id,
            },
            extra_query=extra_query,
        )


class AsyncWorkspaces(_AsyncResource):
    """`Workspaces` with asyncio: the same methods, to be awaited."""

    def list(
        self,
        *,
        page_size: int | None = None,
        page_number: int | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> AsyncPages[WorkspaceList, Workspace]:
        """`Workspaces.list`: await it for one page, or iterate over it for all items."""
        return self._page(
            _operations.LIST,
            {
                "page_size": page_size,
                "page_number": page_number,
            },
            extra_query=extra_query,
        )

    async def create(
        self,
        *,
        name: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Workspace:
        """Create a workspace.

        Creates an empty workspace. Give its ID as `workspaceId` when you create a session: the agent then reads and
        writes its files.

        Args:
            name: A name, for people to read.
        """
        return await self._send(
            _operations.CREATE,
            {
                "name": name,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    async def get(
        self,
        workspace_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Workspace:
        """Get a workspace.

        The workspace itself. Its files are listed by another operation.

        Args:
            workspace_id: ID of the workspace.
        """
        return await self._send(
            _operations.GET,
            {
                "workspace_id": workspace_id,
            },
            extra_query=extra_query,
        )

    async def delete(
        self,
        workspace_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a workspace with all its files.

        Deletes the workspace and every file in it for good.

        Args:
            workspace_id: ID of the workspace.
        """
        return await self._send(
            _operations.DELETE,
            {
                "workspace_id": workspace_id,
            },
            extra_query=extra_query,
        )

    async def update(
        self,
        workspace_id: UUID | str,
        *,
        name: str | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Workspace:
        """Rename a workspace.

        Changes the name, if it is in the body. Null clears the name; an absent name stays as it is.

        Args:
            workspace_id: ID of the workspace.
            name: The new name.
        """
        return await self._send(
            _operations.UPDATE,
            {
                "workspace_id": workspace_id,
                "name": name,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def files(
        self,
        workspace_id: UUID | str,
        *,
        prefix: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        include_urls: bool | None = None,
        shallow: bool | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> AsyncPages[WorkspaceFileList, WorkspaceFile]:
        """`Workspaces.files`: await it for one page, or iterate over it for all items."""
        return self._page(
            _operations.FILES,
            {
                "workspace_id": workspace_id,
                "prefix": prefix,
                "limit": limit,
                "cursor": cursor,
                "include_urls": include_urls,
                "shallow": shallow,
            },
            extra_query=extra_query,
        )

    async def delete_file(
        self,
        workspace_id: UUID | str,
        *,
        path: str,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a file.

        Deletes the file at `path` for good.

        Args:
            workspace_id: ID of the workspace.
            path: The file's path from the workspace's root, as the list of files gives it.
        """
        return await self._send(
            _operations.DELETE_FILE,
            {
                "workspace_id": workspace_id,
                "path": path,
            },
            extra_query=extra_query,
        )

    async def upload_files(
        self,
        workspace_id: UUID | str,
        *,
        files: Sequence[FileToUpload | Mapping[str, Any]],
        prefix: str | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> UploadFilesResponse:
        """Ask for URLs to upload files to.

        An upload has two steps:

        1. This operation takes the names of 1 to 10 files and answers with an upload URL for each, in the same order.
        It stores nothing, so it can be repeated. 2. For each file, `PUT` its bytes to its `uploadUrl`, with the
        `Content-Type` that was announced in step 1 and with a `Content-Length` (no chunked encoding). The URL belongs
        to a storage host, not to this API, and its signature is all the authentication that is needed: **never send the
        API key there**.

        An upload URL expires after 5 minutes; ask for a new one then. When the storage host has accepted the bytes, the
        file is in the workspace, at the `path` of the answer.

        Args:
            workspace_id: ID of the workspace.
            files: One entry for each file.
            prefix: The folder to upload to, as a path from the workspace's root. The default is the root itself. A
                prefix is a folder with or without a slash at its end. Default: ''.
        """
        return await self._send(
            _operations.UPLOAD_FILES,
            {
                "workspace_id": workspace_id,
                "files": files,
                "prefix": prefix,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    async def size(
        self,
        workspace_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> WorkspaceSize:
        """Get the storage that a workspace uses.

        How much storage the workspace's files use.

        Args:
            workspace_id: ID of the workspace.
        """
        return await self._send(
            _operations.SIZE,
            {
                "workspace_id": workspace_id,
            },
            extra_query=extra_query,
        )

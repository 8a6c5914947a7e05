"""The files of workspaces, without their bytes: those go to the storage host and come from there."""

import base64
import binascii
from typing import Any

from ..api_errors import FileNotFound, InvalidRequest
from ..files.paths import check_path, joined
from ..files.tree import StoredFile
from ..files.urls import Grant, expiry
from ..files.workspace import Workspace
from ..issues import issue
from ..rendering import timestamp
from .base import Call, Reply, Resource, reply

_SIGNED = "cursor:"


class WorkspaceFiles(Resource):
    """The operations on a workspace's files."""

    async def list_workspace_files(self, call: Call) -> Reply:
        now = self._now()
        workspace = call.project.workspaces.find(call.id())
        paging, given = call.operation.paging, call.parameters
        cursor = paging.parameter("cursor", given)
        page = workspace.files.page(
            given.get("prefix") or "",
            None if cursor is None else self._path_of(cursor, paging.names["cursor"]),
            paging.parameter("size", given, 100),
            bool(given.get("shallow")),
        )
        expires = expiry(now, self._state.settings.download_url_seconds) if given.get("includeUrls") else None
        files = [self._file(call, workspace, file, expires) for file in page.files]
        value: dict[str, Any] = {paging.items_name: files, "folders": page.folders}
        if "next" in paging.names:
            value[paging.names["next"]] = None if page.next_after is None else self._cursor(page.next_after)
        if "more" in paging.names:
            value[paging.names["more"]] = page.next_after is not None
        return reply(call, value, {})

    async def upload_workspace_files(self, call: Call) -> Reply:
        now = self._now()
        workspace = call.project.workspaces.find(call.id())
        prefix = call.parameters.get("prefix") or ""
        _check_prefix(prefix)
        expires = expiry(now, self._state.settings.upload_url_seconds)
        origin = self._state.storage_origin(call.origin)
        files = []
        for number, asked in enumerate(call.body["files"]):
            try:
                path = joined(prefix, asked["name"])
            except ValueError as error:
                raise InvalidRequest([issue(["body", "files", number, "name"], str(error), "path")]) from None
            grant = Grant(
                method="PUT",
                workspace_id=workspace.id,
                path=path,
                expires=expires,
                content_type=asked.get("contentType") or "application/octet-stream",
                size=None if asked.get("size") is None else int(asked["size"]),  # It may be written as 5.0.
            )
            files.append({"name": asked["name"], "uploadUrl": grant.url(origin, self._state.signer), "path": path})
        return reply(call, {"files": files}, {})

    async def delete_workspace_file(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        if not workspace.files.remove(call.parameters["path"]):
            raise FileNotFound
        return Reply()

    def _file(self, call: Call, workspace: Workspace, file: StoredFile, expires: int | None) -> dict[str, Any]:
        url = None
        if expires is not None:
            grant = Grant(method="GET", workspace_id=workspace.id, path=file.path, expires=expires)
            url = grant.url(self._state.storage_origin(call.origin), self._state.signer)
        return {"path": file.path, "size": file.size, "lastModified": timestamp(file.last_modified), "url": url}

    def _cursor(self, path: str) -> str:
        """A cursor that says where a page ends. It is signed, so that what is none is told from what is."""
        signature = self._state.signer.signature(_SIGNED + path)[:8]
        return base64.urlsafe_b64encode(f"{signature}{path}".encode()).decode().rstrip("=")

    def _path_of(self, cursor: str, parameter: str) -> str:
        try:
            text = base64.urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}").decode()
        except (binascii.Error, ValueError):
            text = ""
        signature, path = text[:8], text[8:]
        if not text or not self._state.signer.signature(_SIGNED + path).startswith(signature):
            raise InvalidRequest([issue(["query", parameter], "Is no cursor of a page before", "cursor")])
        return path


def _check_prefix(prefix: str) -> None:
    try:
        check_path(prefix)
    except ValueError as error:
        raise InvalidRequest([issue(["query", "prefix"], str(error), "path")]) from None

"""Workspaces and their files, whose bytes are sent to the storage host and come from there."""

import base64
import binascii
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ...common.api_errors import InvalidRequest, NotFound
from ...common.issues import issue
from ...common.json_text import encode
from ...files.transfers import Grant, check_path, expiry, joined
from ...files.tree import FileTree, StoredFile
from ..rendering import known
from .base import Call, Reply, Resource

if TYPE_CHECKING:
    from ...app_state import AppState

#: What a cursor signs: this and the path where its page ends.
_SIGNED = "cursor:"
_SIGNATURE_LENGTH = 8


class Workspaces(Resource):
    """The operations on workspaces."""

    async def list_workspaces(self, call: Call) -> Reply:
        self._now()
        return self._page(call, call.project.workspaces)

    async def create_workspace(self, call: Call) -> Reply:
        body = call.body
        workspace = self._state.simulation.new_workspace(call.project, body, self._now())
        self._keep_extras(call, workspace, body)
        return self._shown(call, workspace)

    async def get_workspace(self, call: Call) -> Reply:
        self._now()
        return self._shown(call, call.project.workspaces.find(call.id()))

    async def update_workspace(self, call: Call) -> Reply:
        now = self._now()
        workspace = call.project.workspaces.find(call.id())
        workspace.change(call.sent or {}, now)
        self._keep_extras(call, workspace, call.body)
        return self._shown(call, workspace)

    async def delete_workspace(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        workspace.delete()
        call.project.workspaces.remove(workspace)
        return Reply()

    async def get_workspace_size(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        return Reply(encode(call.operation.shape.fit({"usedBytes": workspace.files.used_bytes})))

    async def list_workspace_files(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        return file_page(self._state, call, workspace.id, workspace.files, self._state.settings.download_url_seconds)

    async def upload_workspace_files(self, call: Call) -> Reply:
        now = self._now()
        workspace = call.project.workspaces.find(call.id())
        prefix = call.parameters.get("prefix") or ""
        try:
            check_path(prefix)
        except ValueError as error:
            raise InvalidRequest([issue(["query", "prefix"], str(error), "path")]) from None
        expires = expiry(now, self._state.settings.upload_url_seconds)
        files = []
        for number, asked in enumerate(call.body["files"]):
            try:
                path = joined(prefix, asked["name"])
            except ValueError as error:
                raise InvalidRequest([issue(["body", "files", number, "name"], str(error), "path")]) from None
            size = None if asked.get("size") is None else int(asked["size"])  # The body may have 5.0.
            grant = Grant("PUT", workspace.id, path, expires, asked.get("contentType"), size)
            url = grant.url(self._state.storage_origin(call.origin), self._state.signer)
            files.append({"name": asked["name"], "uploadUrl": url, "path": path})
        return Reply(encode(call.operation.shape.fit({"files": files})))

    async def delete_workspace_file(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        if not workspace.files.remove(call.parameters["path"]):
            raise NotFound("File")
        return Reply()


def file_page(state: "AppState", call: Call, owner: UUID, tree: FileTree, url_seconds: float) -> Reply:
    """The requested page of the files of a workspace or a browser; their URLs, if requested, are valid for this time."""
    given, names, cursor = call.parameters, call.operation.paging.names, call.paged("cursor")
    after = None if cursor is None else _path_of(state, cursor, names["cursor"])
    page = tree.page(given.get("prefix") or "", after, call.paged("size", 100), bool(given.get("shallow")))
    expires = expiry(state.clock.now(), url_seconds) if given.get("includeUrls") else None

    def shown(file: StoredFile) -> dict[str, Any]:
        url = None
        if expires is not None:
            url = Grant("GET", owner, file.path, expires).url(state.storage_origin(call.origin), state.signer)
        return known(file, call.operation.paging.items_shape, {"url": url})

    value = {call.operation.paging.items_name: [shown(file) for file in page.files], "folders": page.folders}
    for role, shown_value in (
        ("next", page.next_after and _cursor(state, page.next_after)),
        ("more", page.next_after is not None),
    ):
        if role in names:
            value[names[role]] = shown_value
    return Reply(encode(call.operation.shape.fit(value)))


def _cursor(state: "AppState", path: str) -> str:
    """A cursor with the path where a page ends. It is signed, so that invalid ones are recognised."""
    signature = state.signer.signature(_SIGNED + path)[:_SIGNATURE_LENGTH]
    return base64.urlsafe_b64encode(f"{signature}{path}".encode()).decode().rstrip("=")


def _path_of(state: "AppState", cursor: str, parameter: str) -> str:
    """The path after which the page of a cursor begins. InvalidRequest if the cursor is invalid."""
    try:
        text = base64.urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}").decode()
    except (binascii.Error, ValueError):
        text = ""
    path = text[_SIGNATURE_LENGTH:]
    if not text or text[:_SIGNATURE_LENGTH] != state.signer.signature(_SIGNED + path)[:_SIGNATURE_LENGTH]:
        raise InvalidRequest([issue(["query", parameter], "Is not a cursor of an earlier page", "cursor")])
    return path

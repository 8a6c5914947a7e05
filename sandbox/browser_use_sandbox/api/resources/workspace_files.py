"""The files of workspaces. Their bytes are sent to the storage host, and come from there."""

from ...common.api_errors import FileNotFound, InvalidRequest
from ...common.issues import issue
from ...files.paths import check_path, joined
from ...files.urls import Grant, expiry
from .base import Call, Reply, Resource, reply
from .file_pages import file_json, file_page, path_of


class WorkspaceFiles(Resource):
    """The operations on a workspace's files."""

    async def list_workspace_files(self, call: Call) -> Reply:
        now = self._now()
        workspace = call.project.workspaces.find(call.id())
        paging, given = call.operation.paging, call.parameters
        cursor = paging.parameter("cursor", given)
        page = workspace.files.page(
            given.get("prefix") or "",
            None if cursor is None else path_of(self._state.signer, cursor, paging.names["cursor"]),
            paging.parameter("size", given, 100),
            bool(given.get("shallow")),
        )
        expires = expiry(now, self._state.settings.download_url_seconds) if given.get("includeUrls") else None
        files = [file_json(self._state, call.origin, workspace.id, file, expires) for file in page.files]
        value = file_page(self._state.signer, paging, files, page.next_after) | {"folders": page.folders}
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
                content_type=asked.get("contentType"),
                size=None if asked.get("size") is None else int(asked["size"]),  # The body may have 5.0.
            )
            files.append({"name": asked["name"], "uploadUrl": grant.url(origin, self._state.signer), "path": path})
        return reply(call, {"files": files}, {})

    async def delete_workspace_file(self, call: Call) -> Reply:
        self._now()
        workspace = call.project.workspaces.find(call.id())
        if not workspace.files.remove(call.parameters["path"]):
            raise FileNotFound
        return Reply()


def _check_prefix(prefix: str) -> None:
    try:
        check_path(prefix)
    except ValueError as error:
        raise InvalidRequest([issue(["query", "prefix"], str(error), "path")]) from None

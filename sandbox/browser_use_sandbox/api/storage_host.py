"""The storage host, which receives files at signed upload URLs and sends them at signed download URLs.

It behaves like the storage services of such APIs: errors are XML, the ETag of a file changes with each version, and parts of a
file can be requested. It needs no API key, and refuses requests that have one.
"""

import time
from collections.abc import AsyncIterator
from html import escape
from typing import TYPE_CHECKING

import attrs
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from ..files import STORAGE_OPERATIONS
from ..files.contents import Content, StorageFull
from ..files.transfers import Grant, Transfer, read_grant
from ..files.tree import StoredFile
from ..http.fault_responses import respond_with_fault
from ..http.requests import log_request
from ..http.responses import RangedResponse, RangeNotSatisfiable

if TYPE_CHECKING:
    from ..app_state import AppState
    from ..files.tree import Workspace
    from ..simulation.browser import Browser
    from ..simulation.project import Project

_PUT, _GET = STORAGE_OPERATIONS
#: The operations, as faults name them, by method.
_OPERATIONS = {"PUT": _PUT, "GET": _GET, "HEAD": _GET}


@attrs.define
class _Refused(Exception):
    """An error response: the status, a code for programs, and a reason for people."""

    status: int
    code: str
    reason: str
    headers: dict[str, str] = attrs.Factory(dict)

    def response(self) -> Response:
        text = f"<Error><Code>{self.code}</Code><Message>{escape(self.reason, quote=False)}</Message></Error>"
        return Response(
            f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', self.status, self.headers, media_type="application/xml"
        )


class StorageHost:
    """The storage host as an ASGI application. The signed URL identifies the project."""

    def __init__(self, state: "AppState") -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _Request(self._state, scope, receive)
        started = time.perf_counter()
        try:
            response = await request.answer()
        except _Refused as refused:
            request.reason = refused.reason
            response = refused.response()
        except ClientDisconnect:
            request.reason = "the connection was closed before the whole file had arrived"
            response = None
        if response is not None:
            request.status = getattr(response, "told_status", response.status_code)
            if isinstance(response, RangedResponse):
                request.size = response.length
        request.log()
        if self._state.settings.log:
            log_request(self._state.clock.now(), scope, request.status, started, request.reason or "")
        if response is not None:
            await response(scope, receive, send)


class _Request:
    """One request, and what is logged about it."""

    def __init__(self, state: "AppState", scope: Scope, receive: Receive) -> None:
        self._state, self._scope, self._receive = state, scope, receive
        self._headers = Headers(scope=scope)
        self._method: str = scope["method"]
        self._path: str = scope["path"]
        self._project: Project | None = None
        self._grant: Grant | None = None
        self._has_key = False
        self._fault: str | None = None
        self.size = 0
        self.status: int | None = None
        self.reason: str | None = None

    def log(self) -> None:
        projects = self._state.simulation.projects
        project = self._project or next(iter(projects.values()))
        project.transfers.append(
            Transfer(
                at=self._state.clock.now(),
                method=self._method,
                workspace_id=None if self._grant is None else self._grant.workspace_id,
                path=self._path if self._grant is None else self._grant.path,
                size=self.size,
                status=self.status,
                reason=self.reason,
                has_key=self._has_key,
                fault=self._fault,
            )
        )

    async def answer(self) -> Response:
        """The response. _Refused for an error; ClientDisconnect if the rest of the file does not arrive."""
        self._refuse_keys()
        if self._method not in _OPERATIONS:
            raise _Refused(405, "MethodNotAllowed", "Only PUT, GET and HEAD are allowed", {"Allow": ", ".join(_OPERATIONS)})
        query = self._scope["query_string"].decode("latin-1")
        grant = self._grant = read_grant(self._method, self._path, query, self._state.signer)
        if grant is None:
            raise _Refused(403, "SignatureDoesNotMatch", "The URL is not signed by this server for this method")
        self._project, workspace = self._workspace(grant)
        fault = self._project.faults.take(_OPERATIONS[self._method], is_named=True)
        if fault is None:
            return await self._act(grant, workspace)
        self._fault = fault.name

        async def act() -> Response:
            try:
                return await self._act(grant, workspace)
            except _Refused as refused:
                return refused.response()

        if self._method == "PUT" and not fault.acts:
            await self._drain()
        return await respond_with_fault(fault, act)

    def _refuse_keys(self) -> None:
        """Refuse a request that has an API key anywhere, or the header for one."""
        sent = b"\n".join([*(value for _, value in self._scope["headers"]), self._scope["query_string"]])
        keys = self._state.simulation.projects
        found = next((key for key in keys if key.encode() in sent), None)
        if found is None and self._state.contract.key_header not in self._headers:
            return
        self._has_key = True
        self._project = keys[found] if found is not None else None
        raise _Refused(400, "InvalidRequest", "The request carries an API key, which must never be sent to the storage host")

    def _workspace(self, grant: Grant) -> "tuple[Project, Workspace | Browser | None]":
        """The project, and the workspace or browser of the file. If that was deleted, None and the first project."""
        self._state.catch_up()
        projects = list(self._state.simulation.projects.values())
        for project in projects:
            owner = project.workspaces.get(grant.workspace_id) or project.browsers.get(grant.workspace_id)
            if owner is not None:
                return project, owner
        return projects[0], None

    async def _act(self, grant: Grant, workspace: "Workspace | Browser | None") -> Response:
        if self._state.clock.now().timestamp() >= grant.expires:
            raise _Refused(403, "AccessDenied", "Request has expired")
        if workspace is None:
            raise _Refused(404, "NoSuchBucket", "The workspace does not exist any more")
        return await self._put(grant, workspace) if grant.method == "PUT" else self._get(grant, workspace)

    def _get(self, grant: Grant, workspace: "Workspace | Browser") -> Response:
        file = workspace.files.get(grant.path)
        if file is None:
            raise _Refused(404, "NoSuchKey", "The file does not exist any more")
        headers = {"Content-Type": file.content_type, "ETag": _etag(file.content)}
        try:
            return RangedResponse(file.content.chunks, file.size, self._headers.get("range"), headers)
        except RangeNotSatisfiable as error:
            raise _Refused(416, "InvalidRange", str(error), error.headers) from None

    async def _put(self, grant: Grant, workspace: "Workspace | Browser") -> Response:
        size = self._checked_size(grant)
        given = self._headers.get("content-type", "")
        if grant.content_type is not None and _plain(given) != _plain(grant.content_type):
            reason = f"The Content-Type must be {grant.content_type!r} as announced, not {given!r}"
            raise _Refused(403, "SignatureDoesNotMatch", reason)
        content = await self._received(size)
        if getattr(workspace, "is_deleted", False):
            content.discard()
            raise _Refused(404, "NoSuchBucket", "The workspace does not exist any more")
        workspace.files.put(StoredFile(grant.path, content, grant.content_type or given, self._state.clock.now()))
        self.size = size
        return Response(status_code=200, headers={"ETag": _etag(content)})

    def _checked_size(self, grant: Grant) -> int:
        content_length = self._headers.get("content-length", "")
        if not content_length.isdecimal() or len(content_length) > 18:
            raise _Refused(411, "MissingContentLength", "You must provide the Content-Length HTTP header")
        size = int(content_length)
        if grant.size is not None and size != grant.size:
            raise _Refused(403, "SignatureDoesNotMatch", f"The file must have {grant.size} bytes as announced, not {size}")
        return size

    async def _received(self, size: int) -> Content:
        """Store the body, which has that many bytes."""
        try:
            writer = self._state.contents.write(size)
            try:
                async for chunk in self._chunks():
                    writer.add(chunk)
            except BaseException:
                writer.abort()
                raise
        except StorageFull:
            raise _Refused(507, "InsufficientStorage", "There is no space left for the file") from None
        return writer.finish()

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            message: Message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            chunk = message.get("body", b"")
            if chunk:
                yield chunk
            if not message.get("more_body", False):
                return

    async def _drain(self) -> None:
        async for _ in self._chunks():
            pass


def _etag(content: Content) -> str:
    return f'"{content.number:032x}"'


def _plain(content_type: str) -> str:
    return content_type.replace(" ", "").lower()

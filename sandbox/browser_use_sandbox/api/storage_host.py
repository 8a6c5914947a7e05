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
from starlette.types import Receive, Scope, Send

from ..files import STORAGE_OPERATIONS
from ..files.contents import Content, StorageFull
from ..files.transfers import Grant, Transfer, read_grant
from ..files.tree import StoredFile
from ..http.fault_responses import respond_with_fault
from ..http.requests import log_request
from ..http.responses import RangedResponse, RangeNotSatisfiable, status_of

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
        request, started = _Request(self._state, scope, receive), time.perf_counter()
        transfer, response = request.transfer, None
        try:
            response = await request.answer()
        except _Refused as refused:
            transfer.reason, response = refused.reason, refused.response()
        except ClientDisconnect:
            transfer.reason = "the connection was closed before the whole file had arrived"
        if response is not None:
            transfer.status = status_of(response)
            if isinstance(response, RangedResponse):
                transfer.size = response.length
        request.project.transfers.append(transfer)
        if self._state.settings.log:
            log_request(self._state.clock.now(), scope, transfer.status, started, transfer.reason or "")
        if response is not None:
            await response(scope, receive, send)


class _Request:
    """One request, and what is logged about it."""

    def __init__(self, state: "AppState", scope: Scope, receive: Receive) -> None:
        self._state, self._scope, self._receive = state, scope, receive
        self._headers = Headers(scope=scope)
        self._method: str = scope["method"]
        self._projects = list(state.simulation.projects.values())
        #: The project whose log shows the request.
        self.project: Project = self._projects[0]
        self.transfer = Transfer(at=state.clock.now(), method=self._method, path=scope["path"])

    async def answer(self) -> Response:
        """The response. _Refused for an error; ClientDisconnect if the rest of the file does not arrive."""
        self._refuse_keys()
        if self._method not in _OPERATIONS:
            raise _Refused(405, "MethodNotAllowed", "Only PUT, GET and HEAD are allowed", {"Allow": ", ".join(_OPERATIONS)})
        query = self._scope["query_string"].decode("latin-1")
        grant = read_grant(self._method, self._scope["path"], query, self._state.signer)
        if grant is None:
            raise _Refused(403, "SignatureDoesNotMatch", "The URL is not signed by this server for this method")
        self.transfer.workspace_id, self.transfer.path = grant.workspace_id, grant.path
        owner = self._owner(grant)
        fault = self.project.faults.take(_OPERATIONS[self._method], is_named=True)
        if fault is None:
            return await self._act(grant, owner)
        self.transfer.fault = fault.name

        async def act() -> Response:
            try:
                return await self._act(grant, owner)
            except _Refused as refused:
                return refused.response()

        if self._method == "PUT" and not fault.acts:
            async for _ in self._chunks():
                pass
        return await respond_with_fault(fault, act)

    def _refuse_keys(self) -> None:
        """Refuse a request that has an API key anywhere, or the header for one."""
        sent = b"\n".join([*(value for _, value in self._scope["headers"]), self._scope["query_string"]])
        projects = self._state.simulation.projects
        found = next((key for key in projects if key.encode() in sent), None)
        if found is None and self._state.contract.key_header not in self._headers:
            return
        self.transfer.has_key = True
        if found is not None:
            self.project = projects[found]
        raise _Refused(400, "InvalidRequest", "The request carries an API key, which must never be sent to the storage host")

    def _owner(self, grant: Grant) -> "Workspace | Browser | None":
        """The workspace or browser of the file, whose project logs the request; None if it was deleted."""
        self._state.catch_up()
        for project in self._projects:
            owner = project.workspaces.get(grant.workspace_id) or project.browsers.get(grant.workspace_id)
            if owner is not None:
                self.project = project
                return owner
        return None

    async def _act(self, grant: Grant, owner: "Workspace | Browser | None") -> Response:
        if self._state.clock.now().timestamp() >= grant.expires:
            raise _Refused(403, "AccessDenied", "Request has expired")
        if owner is None:
            raise _Refused(404, "NoSuchBucket", "The workspace does not exist any more")
        return await self._put(grant, owner) if grant.method == "PUT" else self._get(grant, owner)

    def _get(self, grant: Grant, owner: "Workspace | Browser") -> Response:
        file = owner.files.get(grant.path)
        if file is None:
            raise _Refused(404, "NoSuchKey", "The file does not exist any more")
        headers = {"Content-Type": file.content_type, "ETag": _etag(file.content)}
        try:
            return RangedResponse(file.content.chunks, file.size, self._headers.get("range"), headers)
        except RangeNotSatisfiable as error:
            raise _Refused(416, "InvalidRange", error.detail, dict(error.headers or {})) from None

    async def _put(self, grant: Grant, owner: "Workspace | Browser") -> Response:
        length, given = self._headers.get("content-length", ""), self._headers.get("content-type", "")
        if not length.isdecimal() or len(length) > 18:
            raise _Refused(411, "MissingContentLength", "You must provide the Content-Length HTTP header")
        if grant.size is not None and int(length) != grant.size:
            reason = f"The file must have {grant.size} bytes as announced, not {length}"
            raise _Refused(403, "SignatureDoesNotMatch", reason)
        if grant.content_type is not None and _plain(given) != _plain(grant.content_type):
            reason = f"The Content-Type must be {grant.content_type!r} as announced, not {given!r}"
            raise _Refused(403, "SignatureDoesNotMatch", reason)
        content = await self._received(int(length))
        if getattr(owner, "is_deleted", False):
            content.discard()
            raise _Refused(404, "NoSuchBucket", "The workspace does not exist any more")
        owner.files.put(StoredFile(grant.path, content, grant.content_type or given, self._state.clock.now()))
        self.transfer.size = content.size
        return Response(status_code=200, headers={"ETag": _etag(content)})

    async def _received(self, size: int) -> Content:
        """Store the body, which has that many bytes."""
        try:
            content = self._state.contents.new(size)
            try:
                async for chunk in self._chunks():
                    content.add(chunk)
            except BaseException:
                content.discard()
                raise
        except StorageFull:
            raise _Refused(507, "InsufficientStorage", "There is no space left for the file") from None
        content.finish()
        return content

    async def _chunks(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            more = message.get("more_body", False)
            if chunk := message.get("body", b""):
                yield chunk


def _etag(content: Content) -> str:
    return f'"{content.number:032x}"'


def _plain(content_type: str) -> str:
    return content_type.replace(" ", "").lower()

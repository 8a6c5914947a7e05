"""The contract's operations over HTTP: judge the request by the contract, carry it out, write the answer."""

import re
from collections import defaultdict
from typing import Any
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from . import contract
from .api_errors import InvalidKey, InvalidRequest, Refusal
from .app_state import AppState
from .auth import project_of_key
from .contract import Operation
from .faults.answering import CutResponse, failing
from .issues import Issue, issue, schema_issues
from .operations import Call, Operations
from .parameters import read_parameters
from .project import Project
from .received import Received, kept_headers
from .request_body import parse_json, read_bounded
from .responses import failed, gone, not_routed, origin, refused

_PARAMETER = re.compile(r"\{(\w+)\}")


class Api:
    """Everything below the API's base path, as an ASGI application. The key is judged before anything else about a request."""

    def __init__(self, state: AppState, base_path: str) -> None:
        self._base_path = base_path
        self._projects = state.simulation.projects
        operations = Operations(state)
        paths: dict[str, dict[str, _Endpoint]] = defaultdict(dict)
        for operation in contract.load():
            endpoint = paths[operation.path][operation.method] = _Endpoint(operation, operations, state)
            if operation.method == "GET":
                paths[operation.path]["HEAD"] = endpoint
        self._paths = [(re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", path)), methods) for path, methods in paths.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Refusal as error:
            response = refused(request, error)
        except HTTPException as error:
            response = not_routed(request, error)
        except ClientDisconnect as error:
            response = gone(request, error)
        except Exception as error:
            await failed(request, error)(scope, receive, send)
            raise
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        scope = request.scope
        project = project_of_key(scope, self._projects)
        if project is None:
            raise InvalidKey
        path = scope["path"].removeprefix(self._base_path)
        for pattern, methods in self._paths:
            match = pattern.fullmatch(path)
            if match is not None:
                endpoint = methods.get(scope["method"])
                if endpoint is None:
                    raise HTTPException(405, headers={"Allow": ", ".join(methods)})
                return await endpoint.answer(request, project, match)
        raise HTTPException(404)


class _Endpoint:
    """One operation over HTTP."""

    def __init__(self, operation: Operation, operations: Operations, state: AppState) -> None:
        self._operation = operation
        self._handle = operations.handler(operation.id)
        self._max_body_bytes = state.settings.max_body_bytes
        self._now = state.clock.now
        self._state = state
        self._moves_time = state.settings.auto_advance and operation.method == "GET"

    async def answer(self, request: Request, project: Project, path: re.Match[str]) -> Response:
        """The call, whose path holds parameters, is logged and judged, and carried out unless it is to fail."""
        parameters, issues = read_parameters(self._operation, path.groupdict(), request.scope["query_string"])
        raw = b"" if self._operation.body is None else await read_bounded(request, self._max_body_bytes)
        body, found = self._parse(raw, request.headers.get("content-type"))
        received = self._received(request, path.string, parameters, body, len(raw))
        project.log.add(received)
        fault = project.faults.take(self._operation.id)
        received.fault = None if fault is None else fault.name

        async def act() -> Response:
            if issues or found:
                raise InvalidRequest([*issues, *found])
            if self._moves_time:
                self._state.advance_for(project, received.session_id)
            reply = await self._handle(Call(project, parameters, body, origin(request)))
            received.session_id = reply.session or received.session_id
            if reply.json is None:
                return Response(status_code=reply.status)
            return Response(reply.json.encode("ascii"), reply.status, media_type="application/json")

        try:
            response = await (act() if fault is None else failing(fault, act))
        except Refusal as refusal:
            received.status = refusal.status
            raise
        received.status = response.told_status if isinstance(response, CutResponse) else response.status_code
        return response

    def _parse(self, raw: bytes, content_type: str | None) -> tuple[Any, list[Issue]]:
        """The body's value and what is wrong with it. No body at all is None where none is required."""
        validator = self._operation.body
        if validator is None:
            return None, []
        if not raw:
            return None, [issue(["body"], "A body is required", "missing")] if self._operation.body_required else []
        try:
            value = parse_json(raw, content_type)
        except InvalidRequest as error:
            return None, error.detail
        return value, schema_issues(validator, value, ["body"])

    def _received(self, request: Request, path: str, parameters: dict[str, Any], body: Any, size: int) -> Received:
        named = parameters.get("session_id", body.get("sessionId") if isinstance(body, dict) else None)
        return Received(
            at=self._now(),
            operation=self._operation.id,
            method=request.method,
            path=path,
            query=request.scope["query_string"].decode("latin-1"),
            headers=kept_headers(request.scope["headers"]),
            body=body,
            session_id=_uuid(named),
            size=size,
        )


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None

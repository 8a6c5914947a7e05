"""The contract's operations as routes: judge the request by the contract, carry it out, write the answer."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import contract
from .answers import json_response, origin
from .contract import Operation
from .exact import exact
from .faults.answering import failing
from .gate import PROJECT
from .issues import Issue, issue, schema_issues
from .operations import Call, Operations
from .parameters import read_parameters
from .project import Project
from .received import Received
from .refusals import InvalidRequest, Refusal
from .request_body import parse_json, read_bounded
from .world import World


def routes(world: World) -> list[Route]:
    """One route for each path of the contract, so that a method it lacks is answered 405 with all that it has."""
    paths: dict[str, dict[str, _Endpoint]] = defaultdict(dict)
    operations = Operations(world)
    for operation in contract.load():
        paths[operation.path][operation.method] = _Endpoint(operation, operations, world)
    return [exact(Route(path, _PathEndpoint(methods).answer, methods=list(methods))) for path, methods in paths.items()]


class _PathEndpoint:
    """All operations of one path."""

    def __init__(self, methods: dict[str, "_Endpoint"]) -> None:
        self._methods = methods

    async def answer(self, request: Request) -> Response:
        return await self._methods["GET" if request.method == "HEAD" else request.method].answer(request)


class _Endpoint:
    """One operation over HTTP."""

    def __init__(self, operation: Operation, operations: Operations, world: World) -> None:
        self._operation = operation
        self._handle = operations.handler(operation.id)
        self._max_body_bytes = world.settings.max_body_bytes
        self._now = world.clock.now

    async def answer(self, request: Request) -> Response:
        """The call is logged and judged, and carried out unless it is to fail."""
        project: Project = request.scope[PROJECT]
        parameters, issues = read_parameters(self._operation, request.path_params, request.scope["query_string"])
        raw = b"" if self._operation.body is None else await read_bounded(request, self._max_body_bytes)
        body, found = self._parse(raw, request.headers.get("content-type"))
        received = self._received(request, parameters, body, len(raw))
        project.log.add(received)
        fault = project.faults.take(self._operation.id)
        received.fault = None if fault is None else fault.name

        async def act() -> Response:
            if issues or found:
                raise InvalidRequest([*issues, *found])
            reply = await self._handle(Call(project, parameters, body, origin(request)))
            received.session_id = reply.session or received.session_id
            return Response(status_code=reply.status) if reply.value is None else json_response(reply.status, reply.value)

        try:
            response = await (act() if fault is None else failing(fault, act))
        except Refusal as refusal:
            received.status = refusal.status
            raise
        received.status = None if received.fault == "nothing" else response.status_code
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

    def _received(self, request: Request, parameters: dict[str, Any], body: Any, size: int) -> Received:
        named = parameters.get("session_id", body.get("sessionId") if isinstance(body, dict) else None)
        return Received(
            at=self._now(),
            operation=self._operation.id,
            method=request.method,
            path=request.scope["path"].removeprefix(request.scope["root_path"]),
            query=request.scope["query_string"].decode("latin-1"),
            body=body,
            session_id=_uuid(named),
            size=size,
        )


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None

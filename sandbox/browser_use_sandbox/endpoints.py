"""The contract's operations as routes: judge the request by the contract, carry it out, write the answer."""

from collections import defaultdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import contract
from .answers import json_response, origin
from .contract import Operation
from .exact import exact
from .gate import PROJECT
from .issues import Issue, issue, schema_issues
from .operations import Call, Operations
from .parameters import read_parameters
from .refusals import InvalidRequest
from .request_body import parse_json, read_bounded
from .settings import Settings


def routes(settings: Settings, operations: Operations) -> list[Route]:
    """One route for each path of the contract, so that a method it lacks is answered 405 with all that it has."""
    paths: dict[str, dict[str, _Endpoint]] = defaultdict(dict)
    for operation in contract.load():
        paths[operation.path][operation.method] = _Endpoint(operation, operations, settings.max_body_bytes)
    return [exact(Route(path, _PathEndpoint(methods).answer, methods=list(methods))) for path, methods in paths.items()]


class _PathEndpoint:
    """All operations of one path."""

    def __init__(self, methods: dict[str, "_Endpoint"]) -> None:
        self._methods = methods

    async def answer(self, request: Request) -> Response:
        return await self._methods["GET" if request.method == "HEAD" else request.method].answer(request)


class _Endpoint:
    """One operation over HTTP."""

    def __init__(self, operation: Operation, operations: Operations, max_body_bytes: int) -> None:
        self._operation = operation
        self._handle = operations.handler(operation.id)
        self._max_body_bytes = max_body_bytes

    async def answer(self, request: Request) -> Response:
        parameters, issues = read_parameters(self._operation, request.path_params, request.scope["query_string"])
        body = None
        if self._operation.body is not None:
            body, found = await self._read_body(request)
            issues += found
        if issues:
            raise InvalidRequest(issues)
        reply = await self._handle(Call(request.scope[PROJECT], parameters, body, origin(request)))
        return Response(status_code=reply.status) if reply.value is None else json_response(reply.status, reply.value)

    async def _read_body(self, request: Request) -> tuple[Any, list[Issue]]:
        """The body's value and what is wrong with it. No body at all is None where none is required."""
        raw = await read_bounded(request, self._max_body_bytes)
        if not raw:
            return None, [issue(["body"], "A body is required", "missing")] if self._operation.body_required else []
        value = parse_json(raw, request.headers.get("content-type"))
        return value, schema_issues(self._operation.body, value, ["body"]) if self._operation.body else []

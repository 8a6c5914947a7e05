"""The operations of the API over HTTP: validate the request, call the handler, write the response."""

import functools
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..app_state import AppState
from ..common.api_errors import ApiError, InvalidKey, InvalidRequest
from ..common.issues import without_secret
from ..common.redaction import longest_first, redact, secrets_in_body
from ..contract.operations import Operation
from ..contract.parameters import read_parameters
from ..http.fault_responses import respond_with_fault
from ..http.requests import log_request, project_of_key, read_bounded
from ..http.responses import EXPECTED_ERRORS, error_response, origin, status_of
from ..simulation.project import Project
from ..simulation.received import Received, kept_headers, without_secrets
from .resources.base import Call, Handler
from .resources.registry import handler_of, simulation_of

T = TypeVar("T")
_PARAMETER = re.compile(r"\{([^{}]+)\}")


class _Template(NamedTuple, Generic[T]):
    pattern: re.Pattern[str]
    names: list[str]
    methods: dict[str, T]


class Routes(Generic[T]):
    """Finds the target of a path and a method. Paths without parameters come first."""

    def __init__(self, entries: Iterable[tuple[str, str, T]]) -> None:
        paths: dict[str, dict[str, T]] = defaultdict(dict)
        for path, method, target in entries:
            paths[path][method] = target
            if method == "GET":
                paths[path].setdefault("HEAD", target)
        self._plain = {path: methods for path, methods in paths.items() if "{" not in path}
        self._templates: dict[int, list[_Template[T]]] = defaultdict(list)
        for path in sorted(paths.keys() - self._plain.keys(), key=_generality):
            names = _PARAMETER.findall(path)
            parts = _PARAMETER.split(path)[::2]
            pattern = re.compile("([^/]+)".join(map(re.escape, parts)), re.DOTALL)
            self._templates[path.count("/")].append(_Template(pattern, names, paths[path]))

    def find(self, path: str) -> tuple[Mapping[str, T], Mapping[str, str]] | None:
        """The targets of the path by method, and its parameters; None if the path is unknown."""
        methods = self._plain.get(path)
        if methods is not None:
            return methods, {}
        for template in self._templates.get(path.count("/"), ()):
            match = template.pattern.fullmatch(path)
            if match is not None:
                return template.methods, dict(zip(template.names, match.groups(), strict=True))
        return None


def _generality(path: str) -> list[bool]:
    """Sorts paths so that more specific ones come first."""
    return ["{" in part for part in path.split("/")]


class Api:
    """An ASGI application for all paths after the base path. It checks the API key before anything else."""

    def __init__(self, state: AppState, base_path: str) -> None:
        self._base_path = base_path
        self._state = state
        self._key_header = state.contract.key_header.encode("latin-1")
        self._projects = state.simulation.projects
        self._routes = Routes(
            (operation.path, operation.method, _Endpoint(operation, state)) for operation in state.contract.operations.values()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        started, note = time.perf_counter(), ""
        try:
            response = await self._answer(request)
        except EXPECTED_ERRORS as error:
            response = error_response(request, error)
            note = str(error.detail) if isinstance(error, ApiError) else ""
        except Exception as error:
            await error_response(request, error)(scope, receive, send)
            raise
        if self._state.settings.log:
            log_request(self._state.clock.now(), scope, status_of(response), started, note)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        scope = request.scope
        project = project_of_key(scope, self._projects, self._key_header)
        if project is None:
            raise InvalidKey
        path = scope["path"].removeprefix(self._base_path)
        found = self._routes.find(path)
        if found is None:
            raise HTTPException(404)
        methods, parameters = found
        endpoint = methods.get(scope["method"])
        if endpoint is None:
            raise HTTPException(405, headers={"Allow": ", ".join(methods)})
        return await endpoint.answer(request, project, path, parameters)


class _Endpoint:
    """One operation over HTTP."""

    def __init__(self, operation: Operation, state: AppState) -> None:
        self._operation = operation
        self._names_session = "sessions" in operation.tags
        self._key_header = state.contract.key_header.encode("latin-1")
        self._max_body_bytes = state.settings.max_body_bytes
        self._state = state

    @functools.cached_property
    def _handler(self) -> tuple[Handler, bool]:
        """The handler of the operation, and whether it advances the time first."""
        handle, may_move = handler_of(self._operation, self._state)
        return handle, may_move and self._state.settings.auto_advance and self._operation.method == "GET"

    @functools.cached_property
    def _is_simulated(self) -> bool:
        return simulation_of(self._operation) is not None

    async def answer(self, request: Request, project: Project, path: str, path_parameters: Mapping[str, str]) -> Response:
        """Validate and log the call, and carry it out unless a fault applies."""
        scope, operation = request.scope, self._operation
        parameters, issues = read_parameters(operation.parameters, path_parameters, scope["query_string"], scope["headers"])
        raw, body = b"", None
        if operation.body is not None:
            raw = await read_bounded(request, self._max_body_bytes)
            body, found = operation.body.read(raw, request.headers.get("content-type"))
            issues += found
        resource_id, session_id = self._named(path_parameters, body)
        if new_secrets := secrets_in_body(body, self._state.contract.secret_names):
            project.keep_secret(new_secrets)
        secrets = project.secrets and longest_first(project.secrets)
        if issues:
            names = self._state.contract.secret_names
            issues = [{**each, "msg": redact(each["msg"], secrets)} for each in (without_secret(one, names) for one in issues)]
        received = Received(
            at=self._state.clock.now(),
            operation=operation.id,
            method=request.method,
            path=path,
            query=redact(scope["query_string"].decode("latin-1"), secrets),
            headers=kept_headers(scope["headers"], self._key_header),
            body=redact(without_secrets(body, self._state.contract.secret_names), secrets),
            session_id=session_id,
            resource_id=resource_id,
            size=len(raw),
            is_simulated=self._is_simulated,
        )
        project.log.add(received)
        fault = project.faults.take(operation.id)
        received.fault = None if fault is None else fault.name

        async def act() -> Response:
            if issues:
                raise InvalidRequest(issues)
            handle, moves_time = self._handler
            if moves_time:
                self._state.advance_for(project, received.session_id)
            reply = await handle(Call(operation, project, parameters, body, origin(request)))
            received.resource_id = reply.id or received.resource_id
            if self._names_session:
                received.session_id = reply.id or received.session_id
            if reply.content is not None:
                return Response(reply.content, operation.success.status, media_type=operation.success.media_type)
            if reply.json is None:
                return Response(status_code=operation.success.status)
            return Response(reply.json.encode("ascii"), operation.success.status, media_type="application/json")

        try:
            response = await (act() if fault is None else respond_with_fault(fault, act))
        except ApiError as refusal:
            received.status = refusal.status
            raise
        received.status = status_of(response)
        return response

    def _named(self, in_path: Mapping[str, str], body: Any) -> tuple[UUID | None, UUID | None]:
        """The resource and the session that the call names."""
        resource_id = next(filter(None, map(_uuid, reversed(list(in_path.values())))), None)
        session_id = resource_id if self._names_session else None
        if session_id is None and isinstance(body, dict):
            session_id = _uuid(body.get("sessionId"))
        return resource_id, session_id


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None

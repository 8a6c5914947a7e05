"""The control API over HTTP, at `/_sandbox/…`."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..app_state import AppState
from ..common.api_errors import InvalidKey, InvalidRequest
from ..common.issues import Issue, issue
from ..contract.json_body import parse_json_body
from ..http.auth import project_of_host, project_of_key
from ..http.request_body import read_bounded
from ..http.responses import json_response
from ..http.strict_routing import strict
from ..script.problems import ScriptError
from . import handlers
from .handlers import Handler
from .project_admin import ProjectAdmin

_TABLE: dict[str, dict[str, Handler]] = {
    "/_sandbox": {"GET": handlers.state},
    "/_sandbox/clock": {"POST": handlers.clock},
    "/_sandbox/script": {"POST": handlers.script},
    "/_sandbox/tasks": {"POST": handlers.add_task, "DELETE": handlers.clear_tasks},
    "/_sandbox/faults": {"POST": handlers.add_fault, "DELETE": handlers.clear_faults},
    "/_sandbox/limits": {"POST": handlers.limits},
    "/_sandbox/reset": {"POST": handlers.reset},
    "/_sandbox/sessions": {"GET": handlers.listing("sessions")},
    "/_sandbox/profiles": {"GET": handlers.listing("profiles")},
    "/_sandbox/workspaces": {"GET": handlers.listing("workspaces")},
    "/_sandbox/files": {"POST": handlers.put_files},
    "/_sandbox/browsers": {"GET": handlers.listing("browsers")},
    "/_sandbox/transfers": {"GET": handlers.listing("transfers")},
    "/_sandbox/webhooks": {"GET": handlers.listing("webhooks"), "POST": handlers.send_test_event},
    "/_sandbox/requests": {"GET": handlers.requests},
    "/_sandbox/check": {"GET": handlers.check},
}


def control_routes(state: AppState) -> Iterator[Route]:
    """The routes of the control API."""
    for path, methods in _TABLE.items():
        yield strict(Route(path, _ControlEndpoint(state, methods).answer, methods=list(methods)))


class _ControlEndpoint:
    """One path of the control API. It needs a key, unless the caller is on this machine and there is only one project."""

    def __init__(self, state: AppState, methods: dict[str, Handler]) -> None:
        self._state = state
        self._methods = methods

    async def answer(self, request: Request) -> Response:
        projects = self._state.simulation.projects
        header = self._state.contract.key_header
        project = project_of_key(request.scope, projects, header.encode("latin-1"))
        if project is None:
            project = project_of_host(request, projects)
        if project is None:
            raise InvalidKey(f"The API key of the project is required, in the header {header}")
        asked = await self._asked(request)
        handler = self._methods["GET" if request.method == "HEAD" else request.method]
        try:
            answer = handler(ProjectAdmin(self._state, project), asked)
        except ValueError as error:
            raise InvalidRequest(_issues(error, "body" if request.method == "POST" else "query")) from None
        if answer is None:
            return Response(status_code=204)
        return json_response(409 if answer.get("complaints") else 200, answer)

    async def _asked(self, request: Request) -> Any:
        if request.method != "POST":
            return dict(request.query_params)
        raw = await read_bounded(request, self._state.settings.max_body_bytes)
        return parse_json_body(raw, request.headers.get("content-type")) if raw else {}


def _issues(error: ValueError, where: str) -> list[Issue]:
    if isinstance(error, ScriptError):
        return [issue([where, *problem.path], problem.reason, "script") for problem in error.problems]
    return [issue([where], str(error), "value")]

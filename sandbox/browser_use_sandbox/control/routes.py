"""Behind the scenes over HTTP: `/_sandbox/…`, beside the contract's paths."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..access import project_of_host, project_of_key
from ..answers import json_response
from ..exact import exact
from ..issues import Issue, issue
from ..refusals import InvalidKey, InvalidRequest
from ..request_body import parse_json, read_bounded
from ..script.problems import ScriptError
from ..world import World
from . import doings
from .backstage import Backstage
from .doings import Doing

_TABLE: dict[str, dict[str, Doing]] = {
    "/_sandbox": {"GET": doings.state},
    "/_sandbox/clock": {"POST": doings.clock},
    "/_sandbox/script": {"POST": doings.script},
    "/_sandbox/tasks": {"POST": doings.add_task, "DELETE": doings.clear_tasks},
    "/_sandbox/faults": {"POST": doings.add_fault, "DELETE": doings.clear_faults},
    "/_sandbox/limits": {"POST": doings.limits},
    "/_sandbox/reset": {"POST": doings.reset},
    "/_sandbox/sessions": {"GET": doings.sessions},
    "/_sandbox/requests": {"GET": doings.requests},
    "/_sandbox/check": {"GET": doings.check},
}


def control_routes(world: World) -> Iterator[Route]:
    """One route for each path of the control API."""
    for path, methods in _TABLE.items():
        yield exact(Route(path, _Door(world, methods).answer, methods=list(methods)))


class _Door:
    """One path: for who has a key, or comes from the sandbox's own machine where there is one project alone."""

    def __init__(self, world: World, methods: dict[str, Doing]) -> None:
        self._world = world
        self._methods = methods

    async def answer(self, request: Request) -> Response:
        projects = self._world.simulation.projects
        project = project_of_key(request.scope, projects)
        if project is None:
            project = project_of_host(request, projects)
        if project is None:
            raise InvalidKey("The project's API key is needed, in X-Browser-Use-API-Key")
        asked = await self._asked(request)
        doing = self._methods["GET" if request.method == "HEAD" else request.method]
        try:
            answer = doing(Backstage(self._world, project), asked)
        except ValueError as error:
            raise InvalidRequest(_issues(error, "body" if request.method == "POST" else "query")) from None
        if answer is None:
            return Response(status_code=204)
        return json_response(409 if answer.get("complaints") else 200, answer)

    async def _asked(self, request: Request) -> Any:
        if request.method != "POST":
            return dict(request.query_params)
        raw = await read_bounded(request, self._world.settings.max_body_bytes)
        return parse_json(raw, request.headers.get("content-type")) if raw else {}


def _issues(error: ValueError, where: str) -> list[Issue]:
    if isinstance(error, ScriptError):
        return [issue([where, *problem.path], problem.reason, "script") for problem in error.problems]
    return [issue([where], str(error), "value")]

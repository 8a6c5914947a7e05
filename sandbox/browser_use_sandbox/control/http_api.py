"""The control API over HTTP, at `/_sandbox/…`: JSON bodies, or the query of a GET."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..api.resources.registry import not_simulated
from ..app_state import AppState
from ..common.api_errors import InvalidKey, InvalidRequest
from ..common.issues import Issue, issue
from ..common.json_text import camel, json_value
from ..contract.bodies import parse_json_body
from ..http.requests import project_of_host, project_of_key, read_bounded, strict
from ..http.responses import json_response
from ..script.problems import ScriptError, check_schema
from ..script.task_rule import read_files
from ..simulation.received import Received
from .handle import ServerHandle
from .snapshots import SeenProfile, SeenSession, SeenWorkspace

#: ValueError if the request is invalid; None for a response without a body.
_Action = Callable[[ServerHandle, Any], dict[str, Any] | None]
#: Fields that only Python shows.
_HIDDEN: dict[type, tuple[str, ...]] = {
    SeenSession: ("messages",),
    SeenProfile: ("created_at", "updated_at"),
    SeenWorkspace: ("created_at", "updated_at"),
    Received: ("size",),
}
#: Fields that are JSON already.
_JSON_FIELDS = ("body", "event", "headers", "output")


def _state(handle: ServerHandle, _: Any) -> dict[str, Any]:
    """The time of the sandbox, the limits and spending of the project, and the path of the page with its sessions.

    `not_simulated` lists the operations that only the document answers; `leaked_keys` counts the requests that sent an API key to
    the storage host.
    """
    now, project, state = handle.now, handle._project, handle._state
    return {
        "time": json_value(now),
        "speed": state.clock.speed,
        "limits": {name: json_value(value) for name, value in attrs.asdict(project.limits, recurse=False).items()},
        "spent_usd": json_value(project.spent_usd),
        "page": handle._page(),
        "not_simulated": not_simulated(state.contract),
        "leaked_keys": sum(transfer.has_key for transfer in project.transfers),
    }


def _clock(handle: ServerHandle, body: Any) -> dict[str, Any]:
    check_schema("clock", body)
    handle._move_clock(**body)
    return _state(handle, None)


def _limits(handle: ServerHandle, body: Any) -> dict[str, Any]:
    handle._limit(body)
    return _state(handle, None)


def _files(handle: ServerHandle, body: Any) -> None:
    check_schema("files", body)
    workspace_id = UUID(body["workspace_id"])
    for path, data in read_files(body["files"]).items():
        handle.put_file(workspace_id, path, data)


def _requests(handle: ServerHandle, query: dict[str, str]) -> dict[str, Any]:
    check_schema("requests", query)
    return {"requests": to_json(handle.requests(query.get("operation")))}


def _check(handle: ServerHandle, query: dict[str, str]) -> dict[str, Any]:
    """The complaints of the requested checks."""
    check_schema("checks", query)
    error = handle._project.task_rules.take_error()
    wanted: dict[str, Any] = {name: value != "false" for name, value in query.items()}
    if "cost_at_most" in query:
        wanted["cost_at_most"] = Decimal(query["cost_at_most"])
    if "created" in query:
        wanted["created"] = int(query["created"])
    return {"complaints": [*([f"The script has failed: {error}"] if error else []), *handle._complaints(**wanted)]}


def _listing(name: str) -> _Action:
    """Lists what the method `name` of the handle returns."""
    return lambda handle, _: {name: to_json(getattr(handle, name)())}


def _not_empty(entry: Any) -> Any:
    """The entry; ValueError for an empty one, which would apply to everything: probably a mistake."""
    if entry == {}:
        raise ValueError("an empty entry would apply to everything; set at least one property, such as times")
    return entry


_TABLE: dict[str, dict[str, _Action]] = {
    "/_sandbox": {"GET": _state},
    "/_sandbox/clock": {"POST": _clock},
    "/_sandbox/script": {"POST": lambda handle, body: handle._follow(body)},
    "/_sandbox/tasks": {
        "POST": lambda handle, body: handle._add_task(_not_empty(body)),
        "DELETE": lambda handle, _: handle.clear_script(),
    },
    "/_sandbox/faults": {
        "POST": lambda handle, body: handle._add_fault(_not_empty(body)),
        "DELETE": lambda handle, _: handle.clear_faults(),
    },
    "/_sandbox/limits": {"POST": _limits},
    "/_sandbox/reset": {"POST": lambda handle, _: handle.reset()},
    "/_sandbox/files": {"POST": _files},
    **{f"/_sandbox/{name}": {"GET": _listing(name)} for name in ("sessions", "profiles", "workspaces", "browsers", "transfers")},
    "/_sandbox/webhooks": {"GET": _listing("webhooks"), "POST": lambda handle, _: handle.send_test_webhook()},
    "/_sandbox/requests": {"GET": _requests},
    "/_sandbox/check": {"GET": _check},
}


def control_routes(state: AppState) -> Iterator[Route]:
    """The routes of the control API."""
    for path, methods in _TABLE.items():
        yield strict(Route(path, _ControlEndpoint(state, methods).answer, methods=list(methods)))


class _ControlEndpoint:
    """One path of the control API. It needs a key, unless the caller is on this machine and there is only one project."""

    def __init__(self, state: AppState, methods: dict[str, _Action]) -> None:
        self._state = state
        self._methods = methods

    async def answer(self, request: Request) -> Response:
        projects, header = self._state.simulation.projects, self._state.contract.key_header
        project = project_of_key(request.scope, projects, header.encode("latin-1")) or project_of_host(request, projects)
        if project is None:
            raise InvalidKey(f"The API key of the project is required, in the header {header}")
        asked = await self._asked(request)
        action = self._methods["GET" if request.method == "HEAD" else request.method]
        try:
            answer = action(ServerHandle(self._state, project), asked)
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


def to_json(value: Any) -> Any:
    """A snapshot, or a part of it, as JSON; names of fields are in camel case."""
    if attrs.has(type(value)):
        fields = [field.name for field in attrs.fields(type(value)) if field.name not in _HIDDEN.get(type(value), ())]
        return {camel(name): _field(name, getattr(value, name)) for name in fields}
    if isinstance(value, tuple | list | Mapping):
        return [to_json(each) for each in value]  # Of the files of a workspace, the paths.
    return json_value(value)


def _field(name: str, value: Any) -> Any:
    if name in _JSON_FIELDS:
        return dict(value) if name == "headers" else value
    return to_json(value)

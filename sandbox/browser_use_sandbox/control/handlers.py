"""The handlers of the control API: from the JSON body, or the query of a GET, to the JSON of the response."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..script.files import read_files
from ..script.schema import check_schema
from .project_admin import ProjectAdmin
from .serializers import state_json, to_json
from .snapshots import costing_more_than, leaking_keys, not_created, not_used_up, still_running

#: ValueError if the request is invalid; None for a response without a body.
Handler = Callable[[ProjectAdmin, Any], dict[str, Any] | None]


def state(admin: ProjectAdmin, _: Any) -> dict[str, Any]:
    return state_json(admin.state())


def clock(admin: ProjectAdmin, body: Any) -> dict[str, Any]:
    check_schema("clock", body)
    admin.move_clock(**body)
    return state_json(admin.state())


def limits(admin: ProjectAdmin, body: Any) -> dict[str, Any]:
    admin.limit(body)
    return state_json(admin.state())


def script(admin: ProjectAdmin, body: Any) -> None:
    admin.follow(body)


def add_task(admin: ProjectAdmin, body: Any) -> None:
    _require_properties(body)
    admin.script_task(body)


def clear_tasks(admin: ProjectAdmin, _: Any) -> None:
    admin.clear_tasks()


def add_fault(admin: ProjectAdmin, body: Any) -> None:
    _require_properties(body)
    admin.fail(body)


def clear_faults(admin: ProjectAdmin, _: Any) -> None:
    admin.clear_faults()


def reset(admin: ProjectAdmin, _: Any) -> None:
    admin.reset()


def listing(name: str) -> Handler:
    """A handler that lists what the method `name` of ProjectAdmin returns."""
    return lambda admin, _: {name: [to_json(each) for each in getattr(admin, name)()]}


def send_test_event(admin: ProjectAdmin, _: Any) -> None:
    admin.send_test_event()


def put_files(admin: ProjectAdmin, body: Any) -> None:
    """Write files to a workspace."""
    check_schema("files", body)
    workspace_id = UUID(body["workspace_id"])
    for path, data in read_files(body["files"]).items():
        admin.put_file(workspace_id, path, data)


def requests(admin: ProjectAdmin, query: dict[str, str]) -> dict[str, Any]:
    check_schema("requests", query)
    return {"requests": [to_json(request) for request in admin.requests(query.get("operation"))]}


def check(admin: ProjectAdmin, query: dict[str, str]) -> dict[str, Any]:
    """The complaints of the requested checks."""
    check_schema("checks", query)
    error = admin.take_error()
    found = [f"The script has failed: {error}"] if error else []
    seen = admin.sessions()
    if _wants(query, "nothing_running"):
        found += still_running(seen, admin.browsers())
    if "cost_at_most" in query:
        found += costing_more_than(Decimal(query["cost_at_most"]), seen)
    if "created" in query:
        found += not_created(int(query["created"]), seen)
    if _wants(query, "no_leaked_key"):
        found += leaking_keys(admin.leaked_keys())
    if _wants(query, "everything_used"):
        found += not_used_up(admin.unused())
    return {"complaints": found}


def _require_properties(entry: Any) -> None:
    """ValueError for an empty entry, which would apply to everything: probably a mistake."""
    if entry == {}:
        raise ValueError("an empty entry would apply to everything; set at least one property, such as times")


def _wants(query: dict[str, str], check: str) -> bool:
    return query.get(check, "false") != "false"

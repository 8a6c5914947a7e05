"""What the control API does, from the JSON of a request, or the query of a GET, to the JSON of the answer."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..script.vocabulary import check_words
from .backstage import Backstage
from .seen import dearer_than, left_over, left_running, other_than
from .writing import request_json, session_json, state_json

#: ValueError where the request makes no sense; no answer where there is nothing to say.
Doing = Callable[[Backstage, Any], dict[str, Any] | None]


def state(backstage: Backstage, _: Any) -> dict[str, Any]:
    return state_json(backstage.state())


def clock(backstage: Backstage, body: Any) -> dict[str, Any]:
    check_words("clock", body)
    backstage.move_clock(**body)
    return state_json(backstage.state())


def limits(backstage: Backstage, body: Any) -> dict[str, Any]:
    backstage.limit(body)
    return state_json(backstage.state())


def script(backstage: Backstage, body: Any) -> None:
    backstage.follow(body)


def add_task(backstage: Backstage, body: Any) -> None:
    _demand_words(body)
    backstage.script_task(body)


def clear_tasks(backstage: Backstage, _: Any) -> None:
    backstage.clear_tasks()


def add_fault(backstage: Backstage, body: Any) -> None:
    _demand_words(body)
    backstage.fail(body)


def clear_faults(backstage: Backstage, _: Any) -> None:
    backstage.clear_faults()


def reset(backstage: Backstage, _: Any) -> None:
    backstage.reset()


def sessions(backstage: Backstage, _: Any) -> dict[str, Any]:
    return {"sessions": [session_json(session) for session in backstage.sessions()]}


def requests(backstage: Backstage, query: dict[str, str]) -> dict[str, Any]:
    check_words("requests", query)
    return {"requests": [request_json(request) for request in backstage.requests(query.get("operation"))]}


def check(backstage: Backstage, query: dict[str, str]) -> dict[str, Any]:
    """The complaints of the checks that the query asks for."""
    check_words("checks", query)
    error = backstage.take_error()
    found = [f"The script has failed: {error}"] if error else []
    seen = backstage.sessions()
    if _wants(query, "nothing_running"):
        found += left_running(seen)
    if "cost_at_most" in query:
        found += dearer_than(Decimal(query["cost_at_most"]), seen)
    if "created" in query:
        found += other_than(int(query["created"]), seen)
    if _wants(query, "everything_used"):
        found += left_over(backstage.unused())
    return {"complaints": found}


def _demand_words(entry: Any) -> None:
    """ValueError for an entry without any: it would hold for everything, which nobody means who sends nothing."""
    if entry == {}:
        raise ValueError("an entry without words would hold for everything; give one at least, such as times")


def _wants(query: dict[str, str], check: str) -> bool:
    return query.get(check, "false") != "false"

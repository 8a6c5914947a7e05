"""Later revisions: sensitive data, code mode, screen sizes, limits of follow-ups, lists without media, the browser price."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from .. import spec, wording
from ..citations import revisions
from ..observation import SHOWN_BY, SHOWN_LATER
from ..requirement import Evaluation, rule
from ..session_history import SessionHistory, Task
from ..trace import Trace
from ..values import decimal, objects, shown
from .costs import cheapest_task
from .defaults import ECHOED
from .progress import may_be_cached

#: Shorter values may occur in a text by chance.
_LONG_ENOUGH = 8
#: The relative tolerance of a cost, since amounts are rounded.
_ROUNDED = Decimal("0.12")


def _if_asked(name: str, says: Mapping[str, str]) -> Callable[[], Mapping[str, str]]:
    """Returns requirements that apply if the create request has a property."""
    return lambda: says if _asks(name) else {}


def _asks(name: str) -> bool:
    return spec.has("createSession") and name in spec.body_properties("createSession")


@rule(
    revisions.SENSITIVE,
    _if_asked(
        "sensitiveData",
        {
            "sensitive.messages": "no message shows a value of sensitiveData",
            "sensitive.sessions": "no session shows a value of sensitiveData",
        },
    ),
)
def hidden_values(trace: Trace, evaluation: Evaluation) -> None:
    if not _asks("sensitiveData"):
        return
    hidden = {history.id: values for history in trace.histories.values() if (values := set(_values(history)))}
    for page in trace.message_pages if hidden else ():
        for value in hidden.get(page.session_id, ()):
            problem = (
                "a message shows a value of sensitiveData" if value in page.exchange.body.decode("utf-8", "replace") else None
            )
            evaluation.check("sensitive.messages", problem, page.exchange)
    for one in trace.observations if hidden else ():
        for value in hidden.get(one.id, ()):
            problem = f"{one.operation} shows a value of sensitiveData" if value in str(dict(one.session)) else None
            evaluation.check("sensitive.sessions", problem, one.exchange)


def _values(history: SessionHistory) -> Iterator[str]:
    """Yields the values of sensitiveData that no task contains in its own text."""
    requests = [*([history.creation] if history.creation else ()), *history.follow_ups]
    texts = " ".join(str(one.fields.get("task")) for one in requests)
    for one in requests:
        given = one.fields.get("sensitiveData")
        for value in given.values() if isinstance(given, dict) else ():
            if isinstance(value, str) and len(value) >= _LONG_ENOUGH and value.isalnum() and value not in texts:
                yield value


@rule(
    revisions.CODE_MODE,
    _if_asked(
        "codeMode",
        {f"code-mode.{name}": f"in code mode, the output in {name} is an object with text and code" for name in SHOWN_LATER},
    ),
)
def code_mode(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values() if _asks("codeMode") else ():
        for task in history.tasks:
            if task.given.get("codeMode") is True and task.given.get("outputSchema") is None and task.succeeded:
                for one in task.settled:
                    if one.operation in SHOWN_LATER:
                        output = one.get("output")
                        is_both = isinstance(output, dict) and all(isinstance(output.get(name), str) for name in ("text", "code"))
                        problem = None if is_both else f"the output is {shown(output)}"
                        evaluation.check(f"code-mode.{one.operation}", problem, task.dispatch, one.exchange)


#: Create properties with hand-written requirements since the API page.
_BY_HAND = frozenset(ECHOED) | {"outputSchema"}


def _options() -> list[str]:
    """Returns the create properties that the session also has and that no other requirement checks."""
    asked = spec.body_properties("createSession") if spec.has("createSession") else {}
    return [name for name in asked if name in spec.properties("Session") and name not in _BY_HAND]


@rule(
    revisions.SHOWN,
    lambda: {f"options.{name}.{op}": f"{op} shows the requested {name}" for name in _options() for op in SHOWN_BY},
)
def options(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        for name in _options() if history.creation else ():
            assert history.creation is not None
            if name not in history.creation.fields:
                continue
            asked = history.creation.fields[name]
            until = min((other.started for other in history.follow_ups if name in other.fields), default=float("inf"))
            for one in (one for one in history.observations if one.ended <= until):
                problem = None if one.get(name) == asked else f"{name} is {shown(one.get(name))}; requested was {shown(asked)}"
                evaluation.check(f"options.{name}.{one.operation}", problem, history.creation, one.exchange)


_SIZES = ("browserScreenWidth", "browserScreenHeight")


@rule(
    revisions.SCREEN,
    _if_asked(_SIZES[0], {"screen.together": "a width without a height, or a height without a width, is answered 422"}),
)
def screen(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.by_operation.get("createSession", ()) if _asks(_SIZES[0]) else ():
        given = [isinstance(one.fields.get(name), int) for name in _SIZES]
        if any(given) and not all(given) and one.status and one.status < 500 and one.status not in (402, 429):
            evaluation.check("screen.together", None if one.status == 422 else f"answered {one.status}", one)


def _if_own_limits(says: Mapping[str, str]) -> Callable[[], Mapping[str, str]]:
    return lambda: says if spec.has("createSession") and wording.follow_up_has_own_limit() else {}


@rule(
    revisions.LIMIT,
    _if_own_limits(
        {
            "follow-up-limits.shown": "a session shows the limit of its latest follow-up",
            "follow-up-limits.kept": "a follow-up that exceeds its limit is stopped and does not succeed",
            "follow-up-limits.default": "a follow-up without a limit is not stopped at the limit of the task before",
        }
    ),
)
def follow_up_limits(trace: Trace, evaluation: Evaluation) -> None:
    cheapest = cheapest_task(trace)
    for history in trace.histories.values() if wording.follow_up_has_own_limit() else ():
        for task in history.tasks:
            if task.is_first or not history.creation:
                continue
            if "maxCostUsd" in task.given and task.given["maxCostUsd"] is not None:
                _own_limit(task, cheapest, evaluation)
            elif task.is_complete and task.over and not may_be_cached(task):
                _default_limit(task, cheapest, evaluation)


def _own_limit(task: Task, cheapest: Decimal, evaluation: Evaluation) -> None:
    asked = decimal(str(task.given["maxCostUsd"]))
    for one in task.observations if asked is not None else ():
        problem = (
            None if one.money("maxCostUsd") == asked else f"maxCostUsd is {shown(one.get('maxCostUsd'))}; requested was {asked}"
        )
        evaluation.check("follow-up-limits.shown", problem, task.dispatch, one.exchange)
    if asked is not None and asked < cheapest and task.is_complete and task.over and not may_be_cached(task):
        problem = f"the task succeeded, but its limit was {asked}" if task.succeeded else None
        evaluation.check("follow-up-limits.kept", problem, task.dispatch, task.over.exchange)


def _default_limit(task: Task, cheapest: Decimal, evaluation: Evaluation) -> None:
    """Checks follow-ups after a limit that was too small for any task."""
    assert task.history.creation is not None
    before = decimal(str(task.history.creation.fields.get("maxCostUsd")))
    others = [other.fields["maxCostUsd"] for other in task.history.follow_ups if other.fields.get("maxCostUsd") is not None]
    if before is None or before >= cheapest or others or not task.over:
        return
    problem = None if task.succeeded else f"the task did not succeed; the limit before was {before}"
    evaluation.check("follow-up-limits.default", problem, task.dispatch, task.over.exchange)


def _single_views() -> dict[str, str]:
    if not wording.only_single_views_show_media():
        return {}
    found = {}
    if spec.has("getSession"):
        found["single-view.recordingUrls"] = "only getSession shows recordings"
        found["single-view.screenshotUrl"] = "only getSession shows screenshots"
    if spec.has("listBrowsers"):
        found["single-view.recordingUrl"] = "listBrowsers shows no recordings"
    return found


@rule(revisions.LISTS, _single_views)
def single_views(trace: Trace, evaluation: Evaluation) -> None:
    if not wording.only_single_views_show_media():
        return
    for one in trace.observations:
        if one.operation != "getSession":
            for name in ("recordingUrls", "screenshotUrl"):
                problem = f"{name} is {shown(one.get(name))} in {one.operation}" if one.get(name) else None
                evaluation.check(f"single-view.{name}", problem, one.exchange)
    for page in trace.succeeded("listBrowsers"):
        for item in objects(page.object.get("items")):
            problem = "recordingUrl is filled in a list" if item.get("recordingUrl") is not None else None
            evaluation.check("single-view.recordingUrl", problem, page)


def _price() -> Mapping[str, str]:
    hour = wording.browser_hour_usd()
    known = spec.has("createBrowser") and hour is not None
    return {"browsers.price": f"a browser that ran less than a minute costs a minute at {hour} USD an hour"} if known else {}


@rule(revisions.PRICE, _price)
def price(trace: Trace, evaluation: Evaluation) -> None:
    hour = wording.browser_hour_usd()
    for thing in trace.resource_histories.get("/browsers", {}).values() if hour else ():
        one = next((each for each in thing.shown if each.value.get("status") == "stopped"), None)
        cost = decimal(one.value.get("browserCost")) if one else None
        is_brief = one and thing.creation and one.exchange.ended - thing.creation.started < _BRIEF
        if hour and one and cost and is_brief:
            wanted = hour / 60
            problem = None if abs(cost - wanted) <= wanted * _ROUNDED else f"browserCost is {cost}; a minute is {wanted:.6f}"
            evaluation.check("browsers.price", problem, one.exchange)


#: Certainly less than a minute, in seconds.
_BRIEF = 59.0


@rule(revisions.DOWNLOADS, lambda: {"downloads.urls": "files have URLs only if they are requested"} if spec.has(_LISTING) else {})
def downloads(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.succeeded(_LISTING):
        asked = page.parameter("includeUrls") == "true"
        for file in objects(page.object.get("files")):
            url: Any = file.get("url")
            if asked or page.parameter("includeUrls") in (None, "false"):
                problem = None if (url is not None) == asked else f"url is {'filled' if url else 'null'}"
                evaluation.check("downloads.urls", problem, page)


_LISTING = "listBrowserDownloads"

"""Later revisions: sensitive data, code mode, screen sizes, limits of follow-ups, lists without media, the browser price."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from .. import spec, wording
from ..observation import SHOWN_LATER
from ..requirement import Evaluation, cite, rule
from ..session_history import SessionHistory, Task
from ..trace import Trace
from ..values import decimal, shown
from .browsers import brief_costs
from .costs import cheapest_task
from .progress import may_be_cached

#: Shorter values may occur in a text by chance.
_LONG_ENOUGH = 8
#: The relative tolerance of a cost, since amounts are rounded.
_ROUNDED = Decimal("0.12")
_SIZES = ("browserScreenWidth", "browserScreenHeight")


@rule(
    cite(
        "createSession.sensitiveData",
        {
            "sensitive.messages": "no message shows a value of sensitiveData",
            "sensitive.sessions": "no session shows a value of sensitiveData",
        },
    )
)
def hidden_values(trace: Trace, evaluation: Evaluation) -> None:
    hidden = {history.id: values for history in trace.histories.values() if (values := set(_values(history)))}
    for page in trace.pages("listSessionMessages") if hidden else ():
        for value in hidden.get(page.exchange.session_id.lower(), ()):
            is_hidden = value.encode() not in page.exchange.body
            evaluation.expect("sensitive.messages", is_hidden, "a message shows a value of sensitiveData", page.exchange)
    for one in trace.observations if hidden else ():
        for value in hidden.get(one.id, ()):
            problem = f"{one.operation} shows a value of sensitiveData"
            evaluation.expect("sensitive.sessions", value not in str(dict(one.value)), problem, one.exchange)


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
    cite(
        "createSession.codeMode",
        {f"code-mode.{name}": f"in code mode, the output in {name} is an object with text and code" for name in SHOWN_LATER},
    )
)
def code_mode(trace: Trace, evaluation: Evaluation) -> None:
    for task in trace.tasks:
        if task.given.get("codeMode") is True and task.given.get("outputSchema") is None and task.succeeded:
            for one in (one for one in task.settled if one.operation in SHOWN_LATER):
                output = one.get("output")
                has_both = isinstance(output, dict) and all(isinstance(output.get(name), str) for name in ("text", "code"))
                problem = f"the output is {shown(output)}"
                evaluation.expect(f"code-mode.{one.operation}", has_both, problem, task.dispatch, one.exchange)


@rule(
    cite(
        f"createSession.{_SIZES[0]}",
        {"screen.together": "a width without a height, or a height without a width, is answered 422"},
    )
)
def screen(trace: Trace, evaluation: Evaluation) -> None:
    is_known = _SIZES[0] in spec.body_properties("createSession")
    for one in trace.by_operation.get("createSession", ()) if is_known else ():
        given = [isinstance(one.fields.get(name), int) for name in _SIZES]
        if any(given) and not all(given) and (one.was_handled or one.status == 403):
            evaluation.expect("screen.together", one.status == 422, f"answered {one.status}", one)


def _own_limits() -> dict[str, str]:
    if not wording.follow_up_has_own_limit():
        return {}
    return {
        "follow-up-limits.shown": "a session shows the limit of its latest follow-up",
        "follow-up-limits.kept": "a follow-up that exceeds its limit is stopped and does not succeed",
        "follow-up-limits.default": "a follow-up without a limit is not stopped at the limit of the task before",
    }


@rule(cite("createSession.maxCostUsd", _own_limits))
def follow_up_limits(trace: Trace, evaluation: Evaluation) -> None:
    cheapest = cheapest_task(trace)
    for task in trace.tasks if wording.follow_up_has_own_limit() else ():
        if task.is_first or not task.history.creation:
            continue
        if task.given.get("maxCostUsd") is not None:
            _own_limit(task, cheapest, evaluation)
        elif task.is_complete and not may_be_cached(task):
            _default_limit(task, cheapest, evaluation)


def _own_limit(task: Task, cheapest: Decimal, evaluation: Evaluation) -> None:
    asked = decimal(str(task.given["maxCostUsd"]))
    for one in task.observations if asked is not None else ():
        problem = f"maxCostUsd is {shown(one.get('maxCostUsd'))}; requested was {asked}"
        evaluation.expect("follow-up-limits.shown", one.number("maxCostUsd") == asked, problem, task.dispatch, one.exchange)
    if asked is not None and asked < cheapest and task.is_complete and task.over and not may_be_cached(task):
        problem = f"the task succeeded, but its limit was {asked}"
        evaluation.expect("follow-up-limits.kept", not task.succeeded, problem, task.dispatch, task.over.exchange)


def _default_limit(task: Task, cheapest: Decimal, evaluation: Evaluation) -> None:
    """Checks follow-ups after a limit that was too small for any task."""
    before = decimal(str(task.history.asked("maxCostUsd")))
    others = [other for other in task.history.follow_ups if other.fields.get("maxCostUsd") is not None]
    if before is not None and before < cheapest and not others and task.over:
        problem = f"the task did not succeed; the limit before was {before}"
        evaluation.expect("follow-up-limits.default", task.succeeded, problem, task.dispatch, task.over.exchange)


#: Media that only the response for a single resource shows: the property of a schema, and that operation.
_MEDIA = {"Session.recordingUrls": "getSession", "Session.screenshotUrl": "getSession", "Browser.recordingUrl": "getBrowser"}


def _single_view(part: str) -> Callable[[], dict[str, str]]:
    name, operation = part.partition(".")[2], _MEDIA[part]
    says = {f"single-view.{name}": f"only {operation} shows {name}"}
    return lambda: says if wording.only_single_views_show_media() else {}


@rule(*(cite(part, _single_view(part)) for part in _MEDIA))
def single_views(trace: Trace, evaluation: Evaluation) -> None:
    if not wording.only_single_views_show_media():
        return
    for one in trace.observations:
        for name in ("recordingUrls", "screenshotUrl") if one.operation != "getSession" else ():
            problem = f"{name} is {shown(one.get(name))} in {one.operation}"
            evaluation.expect(f"single-view.{name}", not one.get(name), problem, one.exchange)
    for page in trace.pages("listBrowsers"):
        for item in page.items:
            is_empty = item.get("recordingUrl") is None
            evaluation.expect("single-view.recordingUrl", is_empty, "recordingUrl is filled in a list", page.exchange)


def _price() -> dict[str, str]:
    hour = wording.browser_hour_usd()
    return {"browsers.price": f"a browser that ran less than a minute costs a minute at {hour} USD an hour"} if hour else {}


@rule(cite("Browser", _price))
def price(trace: Trace, evaluation: Evaluation) -> None:
    wanted = (wording.browser_hour_usd() or Decimal(0)) / 60
    for cost, one in brief_costs(trace) if wanted else ():
        if cost:
            problem = f"browserCost is {cost}; a minute is {wanted:.6f}"
            evaluation.expect("browsers.price", abs(cost - wanted) <= wanted * _ROUNDED, problem, one.exchange)


@rule(cite("BrowserDownload.url", {"downloads.urls": "files have URLs only if they are requested"}))
def downloads(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.pages("listBrowserDownloads"):
        asked = page.exchange.parameter("includeUrls")
        for file in page.items if asked in ("true", "false", None) else ():
            url: Any = file.get("url")
            problem = f"url is {'filled' if url else 'null'}"
            evaluation.expect("downloads.urls", (url is not None) == (asked == "true"), problem, page.exchange)

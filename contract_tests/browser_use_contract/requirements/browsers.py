"""Browsers: status, time, cost, filters, browsers of agent sessions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .. import spec
from ..exchange import Exchange
from ..observation import Observation
from ..requirement import Evaluation, assume, cite, rule
from ..resource_history import ResourceHistory
from ..session_history import SessionHistory, browser_stops
from ..trace import Trace
from ..values import text

#: The tolerance of `timeoutAt`, in seconds.
_NEAR = 5.0
_MINUTE = 60.0


def _created(trace: Trace) -> list[ResourceHistory]:
    """Returns the browsers that were created in the trace."""
    return [one for one in trace.resources("/browsers").values() if one.creation]


def _age(history: ResourceHistory, one: Exchange) -> float:
    """Returns an upper bound of a browser's age at the end of an exchange, in seconds."""
    return one.ended - history.creation.started if history.creation else _MINUTE


@rule(
    cite("Browser.timeoutAt", {"browsers.timeout": "timeoutAt is timeout minutes after the start"}),
    cite(
        "createBrowser.timeout",
        {"browsers.timeout.default": "by default, timeoutAt is the default timeout after the start"},
    ),
    cite("createBrowser.403", {"browsers.timeout.above": "a timeout above the limit is answered 403 or 422"}),
)
def timeouts(trace: Trace, evaluation: Evaluation) -> None:
    for history in _created(trace):
        asked = history.creation.fields.get("timeout") if history.creation else None
        minutes = spec.default("createBrowser", "timeout") if asked is None else asked
        name = "browsers.timeout.default" if asked is None else "browsers.timeout"
        for one in history.observations:
            started, until = one.moment("startedAt"), one.moment("timeoutAt")
            if started is not None and until is not None and isinstance(minutes, int):
                problem = f"timeoutAt is {(until - started) / _MINUTE:.2f} minutes after startedAt, not {minutes}"
                evaluation.expect(name, abs(until - started - _MINUTE * minutes) <= _NEAR, problem, one.exchange)
    limit = spec.body_properties("createBrowser").get("timeout", {}).get("maximum")
    for made in trace.by_operation.get("createBrowser", ()) if limit else ():
        asked = made.fields.get("timeout")
        if isinstance(asked, int) and asked > limit and (made.was_handled or made.status == 403):
            problem = f"answered {made.status} to a timeout of {asked}"
            evaluation.expect("browsers.timeout.above", made.status in (403, 422), problem, made)


@rule(
    cite(
        "BrowserStatus",
        {
            "browsers.active": "a new browser is active",
            "browsers.stopped": "a stopped browser stays stopped",
            "browsers.running": "a browser does not stop before its timeout without a request",
        },
    ),
    cite(
        "Browser.finishedAt",
        {
            "browsers.finished": "a stopped browser has a finishedAt that is not before its start",
            "browsers.not-finished": "an active browser has no finishedAt",
        },
    ),
)
def statuses(trace: Trace, evaluation: Evaluation) -> None:
    for history in _created(trace):
        for one in history.observations:
            _status(history, one, evaluation)
            finished, started = one.moment("finishedAt"), one.moment("startedAt")
            problem = f"finishedAt is {one.get('finishedAt')!r}"
            if one.status == "stopped":
                is_later = finished is not None and (started is None or finished >= started)
                evaluation.expect("browsers.finished", is_later, problem, one.exchange)
            elif one.status == "active":
                evaluation.expect("browsers.not-finished", one.get("finishedAt") is None, problem, one.exchange)


def _status(history: ResourceHistory, one: Observation, evaluation: Evaluation) -> None:
    done = [stop for stop in history.done if stop.ended <= one.started or stop is one.exchange]
    is_asked = any(stop.may_have_acted and stop.started < one.ended for stop in history.updates)
    problem = f"it is {one.status}"
    if one.exchange is history.creation:
        evaluation.expect("browsers.active", one.status == "active", problem, one.exchange)
    elif done:
        evaluation.expect("browsers.stopped", one.status == "stopped", problem, done[0], one.exchange)
    elif not is_asked and _age(history, one.exchange) < _MINUTE:
        evaluation.expect("browsers.running", one.status == "active", problem, one.exchange)


@rule(
    cite(
        "Browser.cdpUrl",
        {"browsers.cdp-url": "cdpUrl is a URL", "browsers.cdp-url.own": "no two browsers have the same cdpUrl"},
    ),
    cite("Browser.agentSessionId", {"browsers.bare": "a browser without an agent session has no agentSessionId"}),
    cite("Browser.recordingUrl", {"browsers.recording.none": "there is no recording if none was requested"}),
)
def properties(trace: Trace, evaluation: Evaluation) -> None:
    holders: dict[str, Observation] = {}
    for history in _created(trace):
        is_recorded = history.creation is None or history.creation.fields.get("enableRecording", False) is not False
        for one in history.observations:
            if (url := one.get("cdpUrl")) is not None:
                scheme, _, rest = (text(url) or "").partition("://")
                is_url = scheme in ("ws", "wss", "http", "https") and len(rest) > 1
                evaluation.expect("browsers.cdp-url", is_url, "cdpUrl is not a URL", one.exchange)
            agent = one.get("agentSessionId")
            evaluation.expect("browsers.bare", agent is None, f"agentSessionId is {agent!r}", one.exchange)
            if not is_recorded:
                is_empty = one.get("recordingUrl") is None
                evaluation.expect("browsers.recording.none", is_empty, "recordingUrl is filled", one.exchange)
        for one in history.observations[:1]:
            if isinstance(url := one.get("cdpUrl"), str):
                other = holders.setdefault(url, one)
                problem = "another browser has the same cdpUrl"
                evaluation.expect("browsers.cdp-url.own", other is one, problem, other.exchange, one.exchange)


@rule(
    cite(
        "Browser",
        {
            "browsers.cost.minute": "browsers that ran less than a minute cost the same, whatever their timeout",
            "browsers.cost.least": "a stopped browser costs at least one minute",
            "browsers.cost.final": "the cost of a stopped browser does not change",
        },
    )
)
def costs(trace: Trace, evaluation: Evaluation) -> None:
    for history in _created(trace):
        stopped = [one for one in history.observations if one.status == "stopped"]
        for one in stopped[1:]:
            if stopped[0].before(one):
                before, after = stopped[0].number("browserCost"), one.number("browserCost")
                problem = f"browserCost changed from {before} to {after}"
                evaluation.expect("browsers.cost.final", before == after, problem, stopped[0].exchange, one.exchange)
    brief = brief_costs(trace)
    usual = sorted(cost for cost, _ in brief)[len(brief) // 2] if brief else 0
    for cost, one in brief:
        if len(brief) > 1:
            problem = f"browserCost is {cost}; that of another browser is {usual}"
            evaluation.expect("browsers.cost.minute", cost == usual, problem, one.exchange)
        if any(cost for cost, _ in brief):  # browsers are not free here
            evaluation.expect("browsers.cost.least", cost > 0, f"browserCost is {cost}", one.exchange)


def brief_costs(trace: Trace) -> list[tuple[Decimal, Observation]]:
    """Returns the costs of browsers that certainly ran less than a minute, with the observations that show them."""
    found = []
    for history in _created(trace):
        one = next((one for one in history.observations if one.status == "stopped"), None)
        cost = one.number("browserCost") if one else None
        if one and cost is not None and _age(history, one.exchange) < _MINUTE - 1:
            found.append((cost, one))
    return found


@rule(
    cite(
        "listBrowsers.filterBy",
        {
            "browsers.filter": "a status filter gives only browsers with that status",
            "browsers.filter.complete": "a status filter gives all browsers that certainly have that status",
        },
    )
)
def selection(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.pages("listBrowsers"):
        one, wanted = page.exchange, page.exchange.parameter("filterBy")
        if wanted not in ("active", "stopped"):
            continue
        wrong = [item for item in page.items if item.get("status") != wanted]
        problem = f"{wrong[0].get('id')} is {wrong[0].get('status')}" if wrong else ""
        evaluation.expect("browsers.filter", not wrong, problem, one)
        if page.total == len(page.items):
            missing = [history.id for history in _created(trace) if _surely(history, wanted, one) and history.id not in page.ids]
            evaluation.expect("browsers.filter.complete", not missing, f"{missing[:1]} is {wanted}, but not on the page", one)


def _surely(history: ResourceHistory, status: str, one: Exchange) -> bool:
    """Whether a browser certainly had a status during the whole exchange."""
    if status == "stopped":
        return any(stop.ended <= one.started for stop in history.done)
    is_asked = any(stop.may_have_acted and stop.started < one.ended for stop in history.updates)
    return history.created_at <= one.started and _age(history, one) < _MINUTE and not is_asked


@rule(
    cite(
        "Browser.agentSessionId",
        {
            "browsers.of-session": "a running session has a browser that is listed with its agentSessionId",
            "browsers.of-session.one": "a session has exactly one active browser",
        },
    ),
    assume("updateBrowser", {"browsers.of-session.stopped": "stopping the browser of a session stops the session"}),
)
def of_sessions(trace: Trace, evaluation: Evaluation) -> None:
    for page in trace.pages("listBrowsers"):
        if page.total != len(page.items) or page.exchange.parameter("filterBy") == "stopped":
            continue
        listed = [str(item.get("agentSessionId")).lower() for item in page.items]
        active = [owner for owner, item in zip(listed, page.items, strict=True) if item.get("status") == "active"]
        for history in trace.histories.values():
            if _runs(history, page.exchange):
                problem = f"session {history.id} is running, but has no browser in the list"
                evaluation.expect("browsers.of-session", history.id in listed, problem, page.exchange)
                count = active.count(history.id)
                problem = f"session {history.id} has {count} active browsers"
                evaluation.expect("browsers.of-session.one", count <= 1, problem, page.exchange)
    for one, session in browser_stops(trace):
        stopped: Sequence[Observation] = trace.histories[session].observations if session in trace.histories else ()
        later = next((seen for seen in stopped if seen.started >= one.ended), None)
        if later and one.status == 200:
            problem = f"the session is {later.status}"
            evaluation.expect("browsers.of-session.stopped", later.status == "stopped", problem, one, later.exchange)


def _runs(history: SessionHistory, one: Exchange) -> bool:
    """Whether a session was certainly running during the whole exchange: seen running before and after, and not stopped."""
    seen = [item for item in history.observations if item.status in ("idle", "running")]
    is_before, is_after = any(item.ended <= one.started for item in seen), any(item.started >= one.ended for item in seen)
    return is_before and is_after and history.stopped_at > one.ended


@rule(cite("CustomProxy.password", {"browsers.password": "the password of a proxy is in no response"}))
def passwords(trace: Trace, evaluation: Evaluation) -> None:
    secrets = {}
    for one in trace.by_operation.get("createBrowser", ()):
        proxy = one.fields.get("customProxy")
        password = proxy.get("password") if isinstance(proxy, dict) else None
        if isinstance(password, str) and len(password) > 6 and len(set(password)) > 4:
            secrets[password.encode()] = one
    for one in trace.exchanges if secrets else ():
        if "/browsers" in one.path and 0 < one.status < 400:
            shown = [made for secret, made in secrets.items() if secret in one.body]
            evaluation.expect("browsers.password", not shown, "it contains the password of customProxy", *shown[:1], one)

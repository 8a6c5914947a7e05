"""Browsers: status, time, cost, filters, browsers of agent sessions. Also the balances of the account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from .. import spec
from ..citations import resources
from ..exchange import Exchange
from ..requirement import Citation, Evaluation, rule, where
from ..resource_history import ResourceHistory, Snapshot
from ..session_history import browser_stops
from ..trace import Trace
from ..values import decimal, moment, objects, text

#: The tolerance of `timeoutAt`, in seconds.
_NEAR = 5.0
_MINUTE = 60.0
_SAYS: dict[str, tuple[Citation, str]] = {
    "browsers.active": (resources.ACTIVE, "a new browser is active"),
    "browsers.stopped": (resources.ACTIVE, "a stopped browser stays stopped"),
    "browsers.running": (resources.ACTIVE, "a browser does not stop before its timeout without a request"),
    "browsers.timeout": (resources.TIMEOUT, "timeoutAt is timeout minutes after the start"),
    "browsers.timeout.default": (resources.TIMEOUT, "without a timeout, timeoutAt is the default timeout after the start"),
    "browsers.timeout.above": (resources.LONGER, "a timeout above the limit is answered 403 or 422"),
    "browsers.finished": (resources.FINISHED, "a stopped browser has a finishedAt that is not before its start"),
    "browsers.not-finished": (resources.FINISHED, "an active browser has no finishedAt"),
    "browsers.cdp-url": (resources.CDP, "cdpUrl is a URL"),
    "browsers.cdp-url.own": (resources.CDP, "no two browsers have the same cdpUrl"),
    "browsers.cost.minute": (
        resources.COST,
        "browsers that ran less than a minute cost the same, whatever their timeout",
    ),
    "browsers.cost.least": (resources.COST, "a stopped browser costs at least one minute"),
    "browsers.cost.final": (resources.COST, "the cost of a stopped browser does not change"),
    "browsers.bare": (resources.AGENT_BROWSER, "a browser without an agent session has no agentSessionId"),
    "browsers.recording.none": (resources.RECORDING, "there is no recording if none was requested"),
}


@rule(lambda requirement: _SAYS[requirement][0], where("createBrowser", {name: says for name, (_, says) in _SAYS.items()}))
def browsers(trace: Trace, evaluation: Evaluation) -> None:
    things = [one for one in trace.resource_histories.get("/browsers", {}).values() if one.creation]
    for thing in things:
        for one in thing.shown:
            _time(thing, one, evaluation)
            _status(thing, one, evaluation)
        _final_cost(thing, evaluation)
    _costs(things, evaluation)
    _own_urls(things, evaluation)
    limit = spec.resolved(spec.body_properties("createBrowser").get("timeout", {})).get("maximum", 240) if things else 240
    for made in trace.by_operation.get("createBrowser", ()):
        asked = made.fields.get("timeout")
        if isinstance(asked, int) and asked > limit and made.status and made.status < 500 and made.status not in (402, 429):
            problem = None if made.status in (403, 422) else f"answered {made.status} to a timeout of {asked}"
            evaluation.check("browsers.timeout.above", problem, made)


def _stops(thing: ResourceHistory) -> list[Exchange]:
    return [one for one in thing.updates if not 400 <= one.status < 500]


def _time(thing: ResourceHistory, one: Snapshot, evaluation: Evaluation) -> None:
    assert thing.creation is not None
    started, until = moment(one.value.get("startedAt")), moment(one.value.get("timeoutAt"))
    asked = thing.creation.fields.get("timeout")
    minutes = spec.default("createBrowser", "timeout") if asked is None else asked
    if started is not None and until is not None and isinstance(minutes, int):
        off = abs(until - started - 60.0 * minutes)
        problem = f"timeoutAt is {(until - started) / 60.0:.2f} minutes after startedAt, not {minutes}" if off > _NEAR else None
        evaluation.check(
            "browsers.timeout.default" if asked is None else "browsers.timeout", problem, thing.creation, one.exchange
        )


def _status(thing: ResourceHistory, one: Snapshot, evaluation: Evaluation) -> None:
    assert thing.creation is not None
    status, finished = one.value.get("status"), moment(one.value.get("finishedAt"))
    done = [
        stop
        for stop in thing.updates
        if 200 <= stop.status < 300 and (stop.ended <= one.exchange.started or stop is one.exchange)
    ]
    asked = any(stop.started < one.exchange.ended for stop in _stops(thing))
    if one.exchange is thing.creation:
        evaluation.check("browsers.active", None if status == "active" else f"it is {status}", one.exchange)
    elif done:
        evaluation.check("browsers.stopped", None if status == "stopped" else f"it is {status}", done[0], one.exchange)
    elif not asked and one.exchange.ended - thing.creation.started < _MINUTE:
        evaluation.check("browsers.running", None if status == "active" else f"it is {status}", thing.creation, one.exchange)
    if status == "stopped":
        started = moment(one.value.get("startedAt"))
        is_late = finished is not None and (started is None or finished >= started)
        problem = None if is_late else f"finishedAt is {one.value.get('finishedAt')!r}"
        evaluation.check("browsers.finished", problem, one.exchange)
    elif status == "active":
        problem = None if one.value.get("finishedAt") is None else f"finishedAt is {one.value.get('finishedAt')!r}"
        evaluation.check("browsers.not-finished", problem, one.exchange)
    if one.value.get("cdpUrl") is not None:
        url = text(one.value.get("cdpUrl")) or ""
        is_url = url.startswith(("ws://", "wss://", "http://", "https://")) and len(url.split("://", 1)[1]) > 1
        evaluation.check("browsers.cdp-url", None if is_url else "cdpUrl is not a URL", one.exchange)
    agent = one.value.get("agentSessionId")
    evaluation.check("browsers.bare", None if agent is None else f"agentSessionId is {agent!r}", thing.creation, one.exchange)
    if thing.creation.fields.get("enableRecording", False) is False:
        problem = None if one.value.get("recordingUrl") is None else "recordingUrl is filled"
        evaluation.check("browsers.recording.none", problem, thing.creation, one.exchange)


def _stopped(thing: ResourceHistory) -> Iterator[Snapshot]:
    return (one for one in thing.shown if one.value.get("status") == "stopped")


def _final_cost(thing: ResourceHistory, evaluation: Evaluation) -> None:
    first = next(_stopped(thing), None)
    for one in _stopped(thing):
        if first and one is not first and first.exchange.before(one.exchange):
            before, after = first.value.get("browserCost"), one.value.get("browserCost")
            problem = f"browserCost changed from {before} to {after}" if decimal(before) != decimal(after) else None
            evaluation.check("browsers.cost.final", problem, first.exchange, one.exchange)


def _costs(things: list[ResourceHistory], evaluation: Evaluation) -> None:
    """Compares the costs of browsers that certainly ran less than a minute."""
    brief: list[tuple[Decimal, Snapshot]] = []
    for thing in things:
        one = next(_stopped(thing), None)
        cost = decimal(one.value.get("browserCost")) if one else None
        if one and cost is not None and thing.creation and one.exchange.ended - thing.creation.started < _MINUTE - 1:
            brief.append((cost, one))
    if not brief:
        return
    usual = sorted(cost for cost, _ in brief)[len(brief) // 2]
    is_free = all(cost == 0 for cost, _ in brief)
    for cost, one in brief:
        if len(brief) > 1:
            problem = f"browserCost is {cost}; that of another browser is {usual}" if cost != usual else None
            evaluation.check("browsers.cost.minute", problem, one.exchange)
        if not is_free:
            evaluation.check("browsers.cost.least", f"browserCost is {cost}" if cost <= 0 else None, one.exchange)


def _own_urls(things: list[ResourceHistory], evaluation: Evaluation) -> None:
    holders: dict[str, Snapshot] = {}
    for thing in things:
        for one in thing.shown[:1]:
            if isinstance(url := one.value.get("cdpUrl"), str):
                other = holders.setdefault(url, one)
                problem = None if other is one else "another browser has the same cdpUrl"
                evaluation.check("browsers.cdp-url.own", problem, other.exchange, one.exchange)


@rule(
    resources.FILTER,
    where(
        "listBrowsers",
        {
            "browsers.filter": "a status filter gives only browsers with that status",
            "browsers.filter.complete": "a status filter gives all browsers that certainly have that status",
        },
    ),
)
def selection(trace: Trace, evaluation: Evaluation) -> None:
    things = [one for one in trace.resource_histories.get("/browsers", {}).values() if one.creation]
    for one in trace.succeeded("listBrowsers"):
        wanted = one.parameter("filterBy")
        items = objects(one.object.get("items"))
        if wanted not in ("active", "stopped"):
            continue
        wrong = [item for item in items if item.get("status") != wanted]
        problem = f"{wrong[0].get('id')} is {wrong[0].get('status')}" if wrong else None
        evaluation.check("browsers.filter", problem, one)
        if one.object.get("totalItems") == len(items):
            ids = {str(item.get("id")).lower() for item in items}
            missing = [thing.id for thing in things if _surely(thing, wanted, one) and thing.id not in ids]
            problem = f"{missing[0]} is {wanted}, but not on the page" if missing else None
            evaluation.check("browsers.filter.complete", problem, one)


def _surely(thing: ResourceHistory, status: str, one: Exchange) -> bool:
    """Whether a browser certainly had a status during the whole exchange."""
    if status == "stopped":
        return any(200 <= stop.status < 300 and stop.ended <= one.started for stop in thing.updates)
    assert thing.creation is not None
    is_young = one.ended - thing.creation.started < _MINUTE
    return thing.created_at <= one.started and is_young and not any(stop.started < one.ended for stop in _stops(thing))


@rule(
    lambda requirement: resources.STOP_SESSION if requirement.endswith("stopped") else resources.AGENT_BROWSER,
    where(
        "listBrowsers",
        {
            "browsers.of-session": "a running session has a browser that is listed with its agentSessionId",
            "browsers.of-session.one": "a session has exactly one active browser",
            "browsers.of-session.stopped": "stopping the browser of a session stops the session",
        },
    ),
)
def of_sessions(trace: Trace, evaluation: Evaluation) -> None:
    for one in trace.succeeded("listBrowsers"):
        items = objects(one.object.get("items"))
        if one.object.get("totalItems") != len(items) or one.parameter("filterBy") == "stopped":
            continue
        active = [str(item.get("agentSessionId")).lower() for item in items if item.get("status") == "active"]
        listed = {str(item.get("agentSessionId")).lower() for item in items}
        for history in trace.histories.values():
            if _runs(history.observations, history.stopped_at, one):
                problem = None if history.id in listed else f"session {history.id} is running, but has no browser in the list"
                evaluation.check("browsers.of-session", problem, one)
                problem = (
                    f"session {history.id} has {active.count(history.id)} active browsers"
                    if active.count(history.id) > 1
                    else None
                )
                evaluation.check("browsers.of-session.one", problem, one)
    for one, session in browser_stops(trace):
        stopped = trace.histories.get(session)
        later = [seen for seen in stopped.observations if seen.started >= one.ended] if stopped else []
        if later and one.status == 200:
            problem = None if later[0].status == "stopped" else f"the session is {later[0].status}"
            evaluation.check("browsers.of-session.stopped", problem, one, later[0].exchange)


def _runs(observations: object, stopped_at: float, one: Exchange) -> bool:
    """Whether a session was certainly running during the whole exchange: seen running before and after, and not stopped."""
    seen = [item for item in observations if item.status in ("idle", "running")] if isinstance(observations, list) else []
    before = any(item.ended <= one.started for item in seen)
    return before and any(item.started >= one.ended for item in seen) and stopped_at > one.ended


@rule(resources.PASSWORD, where("createBrowser", {"browsers.password": "the password of a proxy is in no response"}))
def passwords(trace: Trace, evaluation: Evaluation) -> None:
    secrets = {}
    for one in trace.by_operation.get("createBrowser", ()):
        proxy = one.fields.get("customProxy")
        password = proxy.get("password") if isinstance(proxy, dict) else None
        if isinstance(password, str) and len(password) > 6 and len(set(password)) > 4:
            secrets[password.encode()] = one
    for one in trace.exchanges if secrets else ():
        if "/browsers" in one.path and one.status and one.status < 400:
            shown = next((made for secret, made in secrets.items() if secret in one.body), None)
            evaluation.check(
                "browsers.password",
                "it contains the password of customProxy" if shown else None,
                *([shown] if shown else []),
                one,
            )


@rule(
    lambda requirement: resources.BALANCE if requirement.endswith("adds-up") else resources.PROJECT,
    where(
        "getBillingAccount",
        {
            "billing.adds-up": "monthly and additional credits add up exactly to the total",
            "billing.project": "a key belongs to one project",
        },
    ),
)
def billing(trace: Trace, evaluation: Evaluation) -> None:
    first: Exchange | None = None
    for one in trace.succeeded("getBillingAccount"):
        try:
            found = json.loads(one.body, parse_float=Decimal, parse_int=Decimal)
        except ValueError:
            continue
        parts = (
            [found.get(f"{name}CreditsBalanceUsd") for name in ("monthly", "additional", "total")]
            if isinstance(found, dict)
            else []
        )
        amounts = [part for part in parts if isinstance(part, Decimal)]
        if len(amounts) == 3:
            monthly, additional, total = amounts
            problem = (
                f"{monthly} and {additional} are {monthly + additional}, not {total}" if monthly + additional != total else None
            )
            evaluation.check("billing.adds-up", problem, one)
        first = first or one
        same = one.object.get("projectId") == first.object.get("projectId")
        evaluation.check("billing.project", None if same else "projectId differs from an earlier response", first, one)

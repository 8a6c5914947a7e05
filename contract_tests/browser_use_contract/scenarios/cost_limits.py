"""Sessions with cost limits."""

from __future__ import annotations

from decimal import Decimal

from ..actions import Abandoned, Actions
from ..schemas import enum
from ..values import decimal
from .schemas import PRODUCT


def tiny_limit(act: Actions) -> None:
    """Runs a task with a limit that the first step exceeds, then a follow-up."""
    session = act.create(task="Search the web for a long time.", keepAlive=True, maxCostUsd="0.000001")
    act.wait_until_done(session, frequently=True)
    act.get(session)
    act.require_follow_up(session, "Search on.", keepAlive=True)
    act.wait_until_done(session)
    act.get(session)
    ended = act.create(task="Search the web for a long time.", maxCostUsd="0.000002", outputSchema={"type": "integer"})
    act.wait_until_done(ended)
    act.wait_until_stopped(ended)
    act.get(ended)


def total_limit(act: Actions) -> None:
    """Runs tasks with limits that one task keeps and two exceed. Costs vary, so several limits are used."""
    text = "Search the web for a while."
    model = act.create(task=text)
    cost = decimal(act.wait_until_done(model).object.get("totalCostUsd"))
    if not cost:
        raise Abandoned("tasks are free here")
    limits = [(cost * Decimal(factor)).quantize(Decimal("0.0000001")) for factor in ("1.25", "1.5", "1.75")]
    sessions = [act.create(task=text, keepAlive=True, maxCostUsd=f"{limit:f}") for limit in limits]
    act.wait_until_all_done(sessions)
    for session in sessions:
        act.get(session)
        act.follow_up(session, text, keepAlive=True)
    act.wait_until_all_done(sessions)
    for session in sessions:
        act.get(session)


def tiny_limits(act: Actions) -> None:
    """Runs tasks with tiny limits: with every model, with other options, and in a session that was idle first."""
    text = "Search the web for a long time."
    waiting = act.create(keepAlive=True, maxCostUsd="0.000001", enableRecording=True)
    kinds: tuple[dict[str, object], ...] = ({}, {"proxyCountryCode": None}, {"keepAlive": True}, {"outputSchema": PRODUCT})
    limits: tuple[object, ...] = ("0.000001", 0.000001, ".000002")
    sessions = [
        act.create(task=text, model=model, maxCostUsd=limits[number % len(limits)], **kinds[number % len(kinds)])
        for number, model in enumerate(enum("Model"))
    ]
    act.wait_for_status(waiting, "idle")
    act.require_follow_up(waiting, text, keepAlive=True)
    act.wait_until_all_done([*sessions, waiting])
    for session in (*sessions, waiting):
        act.get(session)

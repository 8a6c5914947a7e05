"""Features of later revisions: sensitive data, code mode, screen sizes, and limits of follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .. import spec, wording
from ..actions import Actions
from ..document import resolved
from .schemas import PRODUCT

Scenario = Callable[[Actions], None]
_SIZES = ("browserScreenWidth", "browserScreenHeight")


def scenarios() -> Iterable[Scenario]:
    """Returns the scenarios for features in the document."""
    known = spec.body_properties("createSession") if spec.has("createSession") else {}
    found: dict[str, Scenario] = {"sensitiveData": hidden_values, "codeMode": code_mode, _SIZES[0]: screens}
    yield from (scenario for name, scenario in found.items() if name in known)
    if known and wording.follow_up_has_own_limit():
        yield follow_up_limits


def hidden_values(act: Actions) -> None:
    """Runs a task that types a password, and a follow-up that types another."""
    given: dict[str, Any] = {"sensitiveData": {"password": "geheim7Wort42", "pin": "zz8731qqx"}}
    session = act.create(task="Sign in to example.com with the password and the pin.", keepAlive=True, **given)
    act.wait_until_done(session)
    act.messages(session, limit=100)
    act.require_follow_up(session, "Sign in with the other password.", keepAlive=True, sensitiveData={"other": "nochGeheimer55"})
    act.wait_until_done(session)
    act.messages(session, limit=100)
    act.get(session)
    act.list_page(page=1, page_size=100)


def code_mode(act: Actions) -> None:
    """Runs the same task with and without code mode, and with an output schema."""
    sessions = [act.create(task="Read the title of example.com.", codeMode=choice, keepAlive=True) for choice in (True, False)]
    sessions.append(act.create(task="Read a price.", codeMode=True, outputSchema=PRODUCT))
    act.wait_until_all_done(sessions)
    for session in sessions:
        act.get(session)
        act.messages(session, limit=100)
    act.list_page(page=1, page_size=100)
    for session in sessions[:2]:
        act.stop(session)


def screens(act: Actions) -> None:
    """Creates sessions with width and height, with only one of them, and with null."""
    smallest = {name: resolved(spec.body_properties("createSession")[name]).get("minimum", 320) for name in _SIZES}
    for sizes in (smallest, dict.fromkeys(_SIZES), {}):
        act.get(act.create(keepAlive=True, **sizes))
    for name in _SIZES:
        for other in ({}, dict.fromkeys(_SIZES)):
            act.try_create(**{**other, name: smallest[name]})


def follow_up_limits(act: Actions) -> None:
    """Runs a task with a tiny limit, then follow-ups with a limit, without one, and with a small one."""
    session = act.create(task="Search the web for a long time.", keepAlive=True, maxCostUsd="0.000001")
    act.wait_until_done(session)
    act.require_follow_up(session, "Search on.", keepAlive=True)
    act.wait_until_done(session)
    act.get(session)
    other = act.create(task="Search the web for a long time.", keepAlive=True)
    act.wait_until_done(other)
    for limit in (900, "0.000001"):
        act.require_follow_up(other, "Search on.", keepAlive=True, maxCostUsd=limit)
        act.wait_until_done(other)
        act.get(other)

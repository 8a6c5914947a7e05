"""Cost limits and cached scripts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..actions import Abandoned, Actions, made_up_id
from ..values import decimal

_TEMPLATE = "Get prices from {{%s}} for {{%s}}"


def tiny_limit(act: Actions) -> None:
    """A limit that the first step of any task exceeds, and a further task beyond it."""
    session = act.create(task="Search the web for a long time.", keepAlive=True, maxCostUsd="0.000001")
    act.until_over(session, closely=True)
    act.get(session)
    act.go_on(session, "Search on.", keepAlive=True)
    act.until_over(session)
    act.get(session)
    ended = act.create(task="Search the web for a long time.", maxCostUsd="0.000002", outputSchema={"type": "integer"})
    act.until_over(ended)
    act.until_stopped(ended)
    act.get(ended)


def total_limit(act: Actions) -> None:
    """A limit that one task keeps within, and two do not."""
    text = "Search the web for a while."
    model = act.create(task=text)
    cost = decimal(act.until_over(model).object.get("totalCostUsd"))
    if not cost:
        raise Abandoned("tasks are free here")
    session = act.create(
        task=text, keepAlive=True, maxCostUsd=str((cost * Decimal("1.4")).normalize().quantize(Decimal("0.000001")))
    )
    act.until_over(session)
    act.get(session)
    act.go_on(session, text, keepAlive=True)
    act.until_over(session)
    act.get(session)


def cached_follow_up(act: Actions, choice: bool | None) -> None:
    """The same task again in the same session: by brackets it runs the script, forced it does too, turned off it does not."""
    workspace = made_up_id()
    if choice:
        forced: dict[str, Any] = {"workspaceId": workspace, "keepAlive": True, "cacheScript": True}
        session = act.create(task="Get the prices of Katzen & Hunde.", **forced)
        act.until_over(session)
        act.go_on(session, "Get the prices of Katzen & Hunde.", **forced)
        act.until_over(session)
        act.get(session)
        act.messages(session, limit=100)
        return
    session = act.create(task=_TEMPLATE % ("https://example.com", "Katzen & Hunde"), workspaceId=workspace, keepAlive=True)
    act.until_over(session)
    act.go_on(session, _TEMPLATE % ("https://example.net", "cats"), keepAlive=True, cacheScript=choice)
    act.until_over(session)
    act.get(session)
    act.messages(session, limit=100)


def auto_cached(act: Actions) -> None:
    """Brackets and a workspace: the rerun is cached in another session too, and not where it is turned off."""
    workspace = made_up_id()
    first = act.create(task=_TEMPLATE % ("https://example.com", "mice"), workspaceId=workspace, keepAlive=True)
    act.until_over(first)
    act.get(first)
    again = act.create(task=_TEMPLATE % ("https://example.org", "Mäuse"), workspaceId=workspace, cacheScript=None)
    off = act.create(task=_TEMPLATE % ("https://example.com", "mice"), workspaceId=workspace, cacheScript=False)
    elsewhere = act.create(task=_TEMPLATE % ("https://example.com", "mice"), workspaceId=made_up_id())
    act.until_all_over((again, off, elsewhere))
    for session in (again, off, elsewhere):
        act.get(session)
        act.messages(session, limit=100)


def force_cached(act: Actions) -> None:
    """cacheScript true in one session and then in another: the exact task, and a template."""
    workspace = made_up_id()
    forced: dict[str, Any] = {"workspaceId": workspace, "cacheScript": True, "model": "bu-mini"}
    exact = "Get all prices from example.com."
    for texts in ((exact, _TEMPLATE % ("a", "b")), (exact, _TEMPLATE % ("c", "d"))):
        sessions = [act.create(task=text, **forced) for text in texts]
        act.until_all_over(sessions)
        for session in sessions:
            act.get(session)


def not_cached(act: Actions, *, brackets: bool) -> None:
    """Twice the same task, and nothing that turns caching on: brackets alone, or a workspace alone."""
    text, fields = (
        (_TEMPLATE % ("here", "now"), {}) if brackets else ("Get prices from example.com.", {"workspaceId": made_up_id()})
    )
    session = act.create(task=text, keepAlive=True, **fields)
    act.until_over(session)
    other = [] if act.quick else [act.create(task=text, **fields)]
    act.go_on(session, text, keepAlive=True)
    act.until_all_over([session, *other])
    for one in (session, *other):
        act.get(one)

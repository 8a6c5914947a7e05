"""Script caching: with brackets, forced, turned off, and tasks that are similar to a cached one."""

from __future__ import annotations

from typing import Any

from ..actions import Actions
from ..wording import bracket_mark, marked
from .schemas import PRODUCT


def _template() -> str:
    return marked("Get prices from {{%s}} for {{%s}}")


def follow_up(act: Actions, choice: bool | None) -> None:
    """Runs the same task again in the same session, cached by brackets, forced, or with caching turned off."""
    workspace = act.workspace()
    if choice:
        forced: dict[str, Any] = {"workspaceId": workspace, "keepAlive": True, "cacheScript": True}
        session = act.create(task="Get the prices of Katzen & Hunde.", **forced)
        act.wait_until_done(session)
        for _ in range(1 if act.quick else 2):
            act.require_follow_up(session, "Get the prices of Katzen & Hunde.", **forced)
            act.wait_until_done(session)
        act.get(session)
        act.messages(session, limit=100)
        return
    session = act.create(task=_template() % ("https://example.com", "Katzen & Hunde"), workspaceId=workspace, keepAlive=True)
    act.wait_until_done(session)
    act.require_follow_up(session, _template() % ("https://example.net", "cats"), keepAlive=True, cacheScript=choice)
    act.wait_until_done(session)
    act.get(session)
    act.messages(session, limit=100)


def auto_cached(act: Actions) -> None:
    """Runs a task with brackets and a workspace again in another session, with and without caching.

    A task without a script follows.
    """
    workspace = act.workspace()
    first = act.create(task=_template() % ("https://example.com", "mice"), workspaceId=workspace, keepAlive=True)
    act.wait_until_done(first)
    act.get(first)
    rerun = _template() % ("https://example.org", "Mäuse")
    again = act.create(task=rerun, workspaceId=workspace, cacheScript=None, keepAlive=True)
    off = act.create(task=_template() % ("https://example.com", "mice"), workspaceId=workspace, cacheScript=False)
    elsewhere = act.create(task=_template() % ("https://example.com", "mice"), workspaceId=act.workspace())
    act.wait_until_done(again)
    act.get(again)
    act.require_follow_up(again, "Thank you.", keepAlive=True)
    act.wait_until_all_done((off, elsewhere, again))
    for session in (again, off, elsewhere):
        act.get(session)
        act.messages(session, limit=100)


def force_cached(act: Actions) -> None:
    """Runs the exact task and a template with cacheScript true, in one session and then in another."""
    workspace = act.workspace()
    forced: dict[str, Any] = {"workspaceId": workspace, "cacheScript": True, "model": "bu-mini"}
    exact = "Get all prices from example.com."
    for texts in ((exact, _template() % ("a", "b")), (exact, _template() % ("c", "d"))):
        sessions = [act.create(task=text, **forced) for text in texts]
        act.wait_until_all_done(sessions)
        for session in sessions:
            act.get(session)


def corners(act: Actions) -> None:
    """Runs tasks that save no script, tasks that differ from a cached one, and finally a cached one."""
    workspace = act.workspace()
    inside: dict[str, Any] = {"workspaceId": workspace}
    forced: dict[str, Any] = {**inside, "cacheScript": True}
    unsaved, plain, exact, saved = (
        _template() % ("a", "unsaved"),
        "List all shops.",
        "List all prices.",
        marked("Sum up {{%s}} and {{%s}}."),
    )
    talk = act.create(task="Open the shop.", keepAlive=True, **inside)
    first = [
        talk,
        act.create(task=unsaved, cacheScript=False, **inside),
        act.create(task=plain, **inside),
        act.create(task=exact, **forced),
        act.create(task=saved % ("one", "two"), **inside),
    ]
    act.wait_until_all_done(first)
    later = marked("Count the {{%s}} of the shop.")
    act.require_follow_up(talk, later % "hats", keepAlive=True)
    second = [
        act.create(task=unsaved, **inside),
        act.create(task=plain, **forced),
        act.create(task=f"{exact} Twice.", **forced),
        act.create(task=marked("Sum up {{one}} or {{two}}."), **inside),
        act.create(task=(saved % ("one", "two")).upper(), **inside),
    ]
    act.wait_until_all_done([talk, *second])
    third = [
        act.create(task=saved % ("Größe", "drei\nvier"), outputSchema=PRODUCT, **inside),
        act.create(task=exact, outputSchema=PRODUCT, **forced),
        act.create(task=later % "shoes", **inside),
    ]
    act.wait_until_all_done(third)
    for session in (*first, *second, *third):
        act.get(session)


def not_cached(act: Actions, *, brackets: bool) -> None:
    """Runs the same task twice without caching: with only brackets, or with only a workspace."""
    no_brackets = "Get {{prices}} from [example.com]." if bracket_mark() else "Get {prices} from [example.com]."
    text, fields = (_template() % ("here", "now"), {}) if brackets else (no_brackets, {"workspaceId": act.workspace()})
    session = act.create(task=text, keepAlive=True, **({"cacheScript": False} if brackets and act.quick else {}), **fields)
    act.wait_until_done(session)
    other = [] if act.quick else [act.create(task=text, **fields)]
    act.require_follow_up(session, text, keepAlive=True)
    act.wait_until_all_done([session, *other])
    for one in (session, *other):
        act.get(one)

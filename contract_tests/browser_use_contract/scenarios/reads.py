"""Reading what is there, and the few tasks that may be run where they cost money."""

from __future__ import annotations

from ..actions import Actions, made_up_id
from ..cleanup import created

#: Of how many sessions the messages of one are read once more.
_MESSAGES_OF_EVERY = 4


def reread(act: Actions) -> None:
    """Looks once more at every session that had a task, and at the messages of some: nothing may have been lost."""
    tasked = [
        str(one.object["id"])
        for one in act.client.exchanges
        if one.operation == "createSession" and one.status == 200 and one.fields.get("task") and "id" in one.object
    ]
    alive = set(created(act.client.exchanges))
    for number, session in enumerate(one for one in dict.fromkeys(tasked) if one.lower() in alive):
        act.get(session)
        if number % _MESSAGES_OF_EVERY == 0:
            act.messages(session, limit=100)


def unknown_reads(act: Actions) -> None:
    """Operations on sessions that do not exist; none of them can cost anything."""
    act.get(made_up_id())
    act.messages(made_up_id())
    act.stop(made_up_id())
    act.delete(made_up_id())


def _some(act: Actions, what: str) -> list[int]:
    """All numbers from 1 to 100, or a few of them."""
    return act.dice(what).sample(range(1, 101), 8) if act.quick else list(range(1, 101))


def every_limit(act: Actions, session: str) -> None:
    """Every number of messages that can be asked for."""
    for limit in _some(act, "limits"):
        act.messages(session, limit=limit)


def every_page_size(act: Actions) -> None:
    """Every size of a page, far beyond the last one, where little has to be sent."""
    for number, size in enumerate(_some(act, "sizes")):
        act.list_page(page=12_345 + 9 * number, page_size=size)
    for page in (999_999_999, 2**31, 2**40):
        act.list_page(page=page)


def browse(act: Actions) -> None:
    """Reads what the project has: its list, a few sessions, and their messages."""
    listed = act.list_page(page_size=5)
    act.list_page()
    act.list_page(page=2, page_size=5)
    act.list_page(page=1, page_size=100)
    sessions = listed.object.get("sessions")
    for item in sessions[:3] if isinstance(sessions, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            act.get(item["id"])
            act.get(item["id"])
            act.messages(item["id"])
            act.walk(item["id"], 5, most=5)


def frugal_conversation(act: Actions) -> None:
    session = act.create(task="Reply with the word hello, without opening any page.", keepAlive=True)
    act.until_over(session)
    act.get(session)
    act.go_on(session, "Reply with the word goodbye, without opening any page.", keepAlive=True)
    act.until_over(session)
    act.get(session)
    act.walk(session, 3)
    act.stop(session)
    act.get(session)


def frugal_structured(act: Actions) -> None:
    schema = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
    session = act.create(
        task="Reply with the word hello, without opening any page.", outputSchema=schema, agentmail=False, proxyCountryCode=None
    )
    act.until_over(session)
    act.until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)

"""Read requests, and the few tasks that run on a paid server."""

from __future__ import annotations

from ..actions import Actions
from ..cleanup import created

#: The messages of one in this many sessions are read again.
_MESSAGES_OF_EVERY = 4


def reread(act: Actions) -> None:
    """Reads every session with a task again, and the messages of some. Nothing may be lost."""
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


def _some(act: Actions, what: str) -> list[int]:
    """Returns the numbers from 1 to 100, or a sample of them."""
    return act.rng(what).sample(range(1, 101), 8) if act.quick else list(range(1, 101))


def every_limit(act: Actions, session: str) -> None:
    """Reads messages with every valid limit."""
    for limit in _some(act, "limits"):
        act.messages(session, limit=limit)


def every_page_size(act: Actions) -> None:
    """Reads pages of every size far past the end of the list, where responses are small."""
    for number, size in enumerate(_some(act, "sizes")):
        act.list_page(page=12_345 + 9 * number, page_size=size)
    for page in (999_999_999, 2**31, 2**40):
        act.list_page(page=page)


def browse(act: Actions) -> None:
    """Reads existing data of the project: the list, a few sessions, and their messages."""
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
            act.read_all_messages(item["id"], 5, most=5)


def frugal_conversation(act: Actions) -> None:
    session = act.create(task="Reply with the word hello, without opening any page.", keepAlive=True)
    act.wait_until_done(session)
    act.get(session)
    act.require_follow_up(session, "Reply with the word goodbye, without opening any page.", keepAlive=True)
    act.wait_until_done(session)
    act.get(session)
    act.read_all_messages(session, 3)
    act.stop(session)
    act.get(session)


def frugal_structured(act: Actions) -> None:
    schema = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
    session = act.create(
        task="Reply with the word hello, without opening any page.", outputSchema=schema, agentmail=False, proxyCountryCode=None
    )
    act.wait_until_done(session)
    act.wait_until_stopped(session)
    act.get(session)
    act.messages(session, limit=100)

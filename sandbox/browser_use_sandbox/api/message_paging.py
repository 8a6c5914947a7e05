"""Selects the messages of a page."""

from uuid import UUID

from ..simulation.session import Message


def page(
    messages: list[Message], after: UUID | None, before: UUID | None, limit: int, from_oldest: bool = False
) -> tuple[list[Message], bool]:
    """At most `limit` messages in chronological order, and whether there are more in the requested direction.

    Cursors are exclusive: `after` pages towards newer messages, `before` towards older ones; both together read the messages
    between them, the oldest first. Without a cursor, the page has the newest messages, or the oldest with `from_oldest`. A cursor
    that is not a message of the session finds nothing.
    """
    start, end = 0, len(messages)
    if after is not None:
        start = _position(messages, after, end) + 1
    if before is not None:
        end = _position(messages, before, -1)
    if start >= end:
        return [], False
    forwards = after is not None or (before is None and from_oldest)
    chosen = messages[start : min(start + limit, end)] if forwards else messages[max(end - limit, start) : end]
    return chosen, end - start > limit


def _position(messages: list[Message], message_id: UUID, missing: int) -> int:
    return next((index for index, message in enumerate(messages) if message.id == message_id), missing)

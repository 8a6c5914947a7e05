"""Ids of derived requirements about sessions. They are older than the scheme for all operations, and an id never changes."""

from __future__ import annotations

import re
from functools import cache

_LISTS = {
    "page.echo": "lists.page",
    "page.echo.default": "lists.page.default",
    "size.echo": "lists.page-size",
    "size.echo.default": "lists.page-size.default",
    "not-more": "lists.not-more",
    "size.default": "lists.not-more",
    "unique": "lists.unique",
    "once": "lists.once",
    "complete": "lists.complete",
    "total": "lists.total",
    "total.counts": "lists.counts",
    "past-the-end": "lists.past-the-end",
    "places": "lists.places",
}
_MESSAGES = {
    "not-more": "messages.limit",
    "size.default": "messages.limit.default",
    "run": "messages.run",
    "stay": "messages.stay",
    "after": "cursors.after",
    "after.first": "cursors.after.first",
    "before": "cursors.before",
    "before.last": "cursors.before.last",
    "none": "cursors.none",
    "none.same": "cursors.none.same",
    "none.some": "cursors.none.some",
    "none.more": "has-more.none",
    "after.more": "has-more.after",
    "before.more": "has-more.before",
}
_OTHERS = {
    "new-id.createSession": "creating.new-id",
    "own-id.getSession": "found.own.getSession",
    "own-id.stopSession": "found.own.stopSession",
    "deleting.listSessions.unlisted": "deleting.unlisted",
}
_OLD = {
    **{f"paging.listSessions.{name}": old for name, old in _LISTS.items()},
    **{f"paging.listSessionMessages.{name}": old for name, old in _MESSAGES.items()},
    **_OTHERS,
}
_FIELDS = (
    (r"fields\.(createSession|followUp|getSession|stopSession)\.", r"fields.session.\1."),
    (r"fields\.listSessions\.item\.", "fields.session.listSessions."),
    (r"fields\.listSessions\.", "fields.page."),
    (r"fields\.listSessionMessages\.item\.", "fields.message."),
    (r"fields\.listSessionMessages\.", "fields.messages."),
)


@cache
def public_id(name: str) -> str:
    """Returns the id under which a requirement is known."""
    if name in _OLD:
        return _OLD[name]
    for pattern, old in _FIELDS if name.startswith("fields.") else ():
        if re.match(pattern, name):
            return re.sub(pattern, old, name)
    return name

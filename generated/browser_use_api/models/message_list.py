# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import model as _model
from .._core.paging import Page as _Page

if TYPE_CHECKING:
    from .message import Message


@_model(kw_only=True)
class MessageList(_Page["Message"]):
    """A run of messages."""

    messages: list[Message]
    """The messages, in chronological order."""

    has_more: bool
    """Whether there are more in the direction that was asked for, or older ones where no cursor was given."""

    _properties = {
        "messages": ("messages", _c.ListOf(_c.Object(__name__, "message", "Message"))),
        "has_more": ("hasMore", _c.Boolean()),
    }

    def _items(self) -> list[Message]:
        return self.messages

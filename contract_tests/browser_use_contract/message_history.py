"""The history of a list whose cursors are items, such as the messages of a session, joined from all pages that were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf
from typing import Any

from .pages import Page


class MessageHistory:
    """The known items of one list, such as the messages of one session.

    Correct pages are consecutive parts of one list that only grows at its end. The history starts with the longest page and adds
    other pages that overlap or follow it.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self.session_id = pages[0].exchange.session_id.lower()
        self.ids: list[str] = []
        self.messages: dict[str, Mapping[str, Any]] = {}
        #: When each message was first known to exist.
        self.known_since: dict[str, float] = {}
        for page in pages:
            for identity, message in zip(page.ids, page.items, strict=True):
                self.messages.setdefault(identity, message)
                self.known_since[identity] = min(page.exchange.ended, self.known_since.get(identity, inf))
        self._join()
        self.index = {identity: place for place, identity in enumerate(self.ids)}

    def _join(self) -> None:
        rest = [page for page in self.pages if page.ids]
        if not rest:
            return
        self.ids = list(dict.fromkeys(max(rest, key=lambda page: len(page.ids)).ids))
        known = set(self.ids)
        joined = True
        while joined:
            joined = sum(self._extend(page, known) for page in rest) > 0

    def _extend(self, page: Page, known: set[str]) -> bool:
        """Adds the messages of a page that come before or after the known ones. Returns whether it added any."""
        ids, newer, older = page.ids, [], []
        if page.after == self.ids[-1] and ids[0] not in known:
            newer = list(ids)
        elif page.before == self.ids[0] and ids[-1] not in known:
            older = list(ids)
        elif self.ids[-1] in ids:
            newer = [one for one in ids[ids.index(self.ids[-1]) + 1 :] if one not in known]
        elif self.ids[0] in ids:
            older = [one for one in ids[: ids.index(self.ids[0])] if one not in known]
        self.ids[:0] = older
        self.ids += newer
        known.update(newer, older)
        return bool(newer or older)

    @cached_property
    def whole_reads(self) -> Sequence[Page]:
        """Pages that show all messages: no cursor, and fewer messages than the limit."""
        return [page for page in self.pages if not page.after and not page.before and page.size and len(page.ids) < page.size]

    def ends_at(self, since: float) -> bool:
        """Whether a complete read after this time shows that no message follows the last one."""
        return any(page.exchange.started >= since for page in self.whole_reads)

    def in_order(self) -> list[Mapping[str, Any]]:
        return [self.messages[identity] for identity in self.ids]

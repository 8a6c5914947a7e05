# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import model as _model
from .._core.paging import Page as _Page

if TYPE_CHECKING:
    from .session import Session


@_model(kw_only=True)
class SessionList(_Page["Session"]):
    """One page of sessions."""

    sessions: list[Session]
    """The sessions of this page, the newest first."""

    total: int
    """How many sessions there are on all pages."""

    page: int
    """Number of this page."""

    page_size: int
    """How many sessions a page holds at most."""

    _properties = {
        "sessions": ("sessions", _c.ListOf(_c.Object(__name__, "session", "Session"))),
        "total": ("total", _c.Integer()),
        "page": ("page", _c.Integer()),
        "page_size": ("pageSize", _c.Integer()),
    }

    def _items(self) -> list[Session]:
        return self.sessions

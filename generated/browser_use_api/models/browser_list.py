# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import model as _model
from .._core.paging import Page as _Page

if TYPE_CHECKING:
    from .browser import Browser


@_model(kw_only=True)
class BrowserList(_Page["Browser"]):
    """One page of browsers."""

    items: list[Browser]
    """The browsers of this page."""

    total_items: int
    """How many browsers there are on all pages."""

    page_number: int
    """Number of this page."""

    page_size: int
    """How many browsers a page holds at most."""

    _properties = {
        "items": ("items", _c.ListOf(_c.Object(__name__, "browser", "Browser"))),
        "total_items": ("totalItems", _c.Integer()),
        "page_number": ("pageNumber", _c.Integer()),
        "page_size": ("pageSize", _c.Integer()),
    }

    def _items(self) -> list[Browser]:
        return self.items

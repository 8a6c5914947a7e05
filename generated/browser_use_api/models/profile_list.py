# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import model as _model
from .._core.paging import Page as _Page

if TYPE_CHECKING:
    from .profile import Profile


@_model(kw_only=True)
class ProfileList(_Page["Profile"]):
    """One page of profiles."""

    items: list[Profile]
    """The profiles of this page."""

    total_items: int
    """How many profiles there are on all pages."""

    page_number: int
    """Number of this page."""

    page_size: int
    """How many profiles a page holds at most."""

    _properties = {
        "items": ("items", _c.ListOf(_c.Object(__name__, "profile", "Profile"))),
        "total_items": ("totalItems", _c.Integer()),
        "page_number": ("pageNumber", _c.Integer()),
        "page_size": ("pageSize", _c.Integer()),
    }

    def _items(self) -> list[Profile]:
        return self.items

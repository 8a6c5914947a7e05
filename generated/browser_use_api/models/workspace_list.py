# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import model as _model
from .._core.paging import Page as _Page

if TYPE_CHECKING:
    from .workspace import Workspace


@_model(kw_only=True)
class WorkspaceList(_Page["Workspace"]):
    """One page of workspaces."""

    items: list[Workspace]
    """The workspaces of this page."""

    total_items: int
    """How many workspaces there are on all pages."""

    page_number: int
    """Number of this page."""

    page_size: int
    """How many workspaces a page holds at most."""

    _properties = {
        "items": ("items", _c.ListOf(_c.Object(__name__, "workspace", "Workspace"))),
        "total_items": ("totalItems", _c.Integer()),
        "page_number": ("pageNumber", _c.Integer()),
        "page_size": ("pageSize", _c.Integer()),
    }

    def _items(self) -> list[Workspace]:
        return self.items

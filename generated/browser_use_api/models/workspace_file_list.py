# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import model as _model
from .._core.paging import Page as _Page

if TYPE_CHECKING:
    from .workspace_file import WorkspaceFile


@_model(kw_only=True)
class WorkspaceFileList(_Page["WorkspaceFile"]):
    """One page of a workspace's files."""

    files: list[WorkspaceFile]
    """The files of this page."""

    folders: list[str] | None = None
    """Names of the folders one level below `prefix`; given only if `shallow` was true."""

    next_cursor: str | None = None
    """The `cursor` of the next page; null or absent on the last page."""

    has_more: bool | None = None
    """Whether there is a next page."""

    _properties = {
        "files": ("files", _c.ListOf(_c.Object(__name__, "workspace_file", "WorkspaceFile"))),
        "folders": ("folders", _c.ListOf(_c.Text())),
        "next_cursor": ("nextCursor", _c.Nullable(_c.Text())),
        "has_more": ("hasMore", _c.Boolean()),
    }

    def _items(self) -> list[WorkspaceFile]:
        return self.files

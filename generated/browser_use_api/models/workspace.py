# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class Workspace(_ModelBase):
    """A place for files that outlive a session. Agents read and write it while they run; script caching keeps its scripts
    there.
    """

    id: str
    """Identifies the workspace."""

    name: str | None = None
    """The name, for people to read."""

    created_at: datetime.datetime
    """When the workspace was created."""

    updated_at: datetime.datetime
    """When the workspace last changed."""

    _properties = {
        "id": ("id", _c.Uuid()),
        "name": ("name", _c.Nullable(_c.Text())),
        "created_at": ("createdAt", _c.DateTime()),
        "updated_at": ("updatedAt", _c.DateTime()),
    }

# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class WorkspaceSize(_ModelBase):
    """The storage that a workspace uses. The API's reference leaves this schema empty; its guide shows `usedBytes`."""

    used_bytes: int | None = None
    """The size of all files in bytes."""

    _properties = {
        "used_bytes": ("usedBytes", _c.Integer()),
    }

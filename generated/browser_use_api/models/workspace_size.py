# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar

from .._core import codecs as _c
from .._core.model import ModelBase, model


@model(kw_only=True)
class WorkspaceSize(ModelBase):
    """The storage that a workspace uses. The API's reference leaves this schema empty; its guide shows `usedBytes`."""

    used_bytes: int | None = None
    """The size of all files in bytes."""

    _properties: ClassVar = {
        "used_bytes": ("usedBytes", _c.Integer()),
    }

# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar

from .._core import codecs as _c
from .._core.model import ModelBase, model


@model(kw_only=True)
class UpdateBrowserRequest(ModelBase):
    """What to do with a browser."""

    action: str
    """What to do."""

    _properties: ClassVar = {
        "action": ("action", _c.Literal("stop")),
    }

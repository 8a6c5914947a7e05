# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar

from .._core import codecs as _c
from .._core.model import ModelBase, model


@model(kw_only=True)
class Error(ModelBase):
    """Why a request was refused."""

    detail: str
    """The reason, for people to read."""

    _properties: ClassVar = {
        "detail": ("detail", _c.Text()),
    }

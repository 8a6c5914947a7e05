# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class Error(_ModelBase):
    """Why a request was refused."""

    detail: str
    """The reason, for people to read."""

    _properties = {
        "detail": ("detail", _c.Text()),
    }

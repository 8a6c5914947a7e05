# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class ValidationIssue(_ModelBase):
    """One thing that is wrong with a request."""

    loc: list[int | str]
    """Where: the part of the request, then the way to the value."""

    msg: str
    """What is wrong, for people to read."""

    type: str
    """What is wrong, for programs to read."""

    _properties = {
        "loc": ("loc", _c.ListOf(_c.OneOf(_c.Integer(), _c.Text()))),
        "msg": ("msg", _c.Text()),
        "type": ("type", _c.Text()),
    }

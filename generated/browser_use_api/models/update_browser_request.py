# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class UpdateBrowserRequest(_ModelBase):
    """What to do with a browser."""

    action: str
    """What to do."""

    _properties = {
        "action": ("action", _c.Literal("stop")),
    }

# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model
from .stop_strategy import StopStrategy


@_model(kw_only=True)
class StopSessionRequest(_ModelBase):
    """What to stop."""

    strategy: StopStrategy = StopStrategy("session")
    """Stop the whole session, or its running task alone."""

    _properties = {
        "strategy": ("strategy", _c.Enumeration(__name__, "stop_strategy", "StopStrategy")),
    }

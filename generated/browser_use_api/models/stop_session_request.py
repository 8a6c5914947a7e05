# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar

from .._core import codecs as _c
from .._core.model import ModelBase, model
from .stop_strategy import StopStrategy


@model(kw_only=True)
class StopSessionRequest(ModelBase):
    """What to stop."""

    strategy: StopStrategy = StopStrategy("session")
    """Stop the whole session, or its running task alone."""

    _properties: ClassVar = {
        "strategy": ("strategy", _c.Enumeration(__name__, "stop_strategy", "StopStrategy")),
    }

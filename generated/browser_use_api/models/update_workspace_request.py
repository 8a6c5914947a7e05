# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class UpdateWorkspaceRequest(_ModelBase):
    """What to change of a workspace. An absent property stays as it is, null clears it."""

    name: str | None = None
    """The new name."""

    _properties = {
        "name": ("name", _c.Nullable(_c.Text(length=(0, 100)))),
    }

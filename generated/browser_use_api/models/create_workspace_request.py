# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class CreateWorkspaceRequest(_ModelBase):
    """The name of the new workspace. Properties that are not listed are ignored."""

    name: str | None = None
    """A name, for people to read."""

    _properties = {
        "name": ("name", _c.Nullable(_c.Text(length=(0, 100)))),
    }

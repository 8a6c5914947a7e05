# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class CreateProfileRequest(_ModelBase):
    """Name and owner of the new profile. Properties that are not listed are ignored."""

    name: str | None = None
    """A name, for people to read."""

    user_id: str | None = None
    """The caller's own identifier for the user that the profile belongs to."""

    _properties = {
        "name": ("name", _c.Nullable(_c.Text(length=(0, 100)))),
        "user_id": ("userId", _c.Nullable(_c.Text(length=(0, 255)))),
    }

# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class CustomProxy(_ModelBase):
    """A proxy of the caller's own."""

    host: str
    """Its host name or IP address."""

    port: int
    """Its port."""

    username: str | None = None
    """The user to log in as, where it asks for one."""

    password: str | None = None
    """That user's password."""

    _properties = {
        "host": ("host", _c.Text(length=(1, 255))),
        "port": ("port", _c.Integer(bounds=(1, 65535))),
        "username": ("username", _c.Nullable(_c.Text(length=(1, 255)))),
        "password": ("password", _c.Nullable(_c.Text(length=(1, 255))), "secret"),
    }

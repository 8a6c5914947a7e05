# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class Profile(_ModelBase):
    """A browser's saved state: cookies, local storage and the like. The state is saved when a session that uses the
    profile ends cleanly, that is, when it is stopped.
    """

    id: str
    """Identifies the profile."""

    user_id: str | None = None
    """The caller's own identifier for the user that the profile belongs to."""

    name: str | None = None
    """The name, for people to read."""

    last_used_at: datetime.datetime | None = None
    """When a session last used the profile and ended cleanly; null before the first time."""

    created_at: datetime.datetime
    """When the profile was created."""

    updated_at: datetime.datetime
    """When the profile last changed."""

    cookie_domains: list[str] | None = None
    """The domains that it has cookies of."""

    _properties = {
        "id": ("id", _c.Uuid()),
        "user_id": ("userId", _c.Nullable(_c.Text())),
        "name": ("name", _c.Nullable(_c.Text())),
        "last_used_at": ("lastUsedAt", _c.Nullable(_c.DateTime())),
        "created_at": ("createdAt", _c.DateTime()),
        "updated_at": ("updatedAt", _c.DateTime()),
        "cookie_domains": ("cookieDomains", _c.Nullable(_c.ListOf(_c.Text()))),
    }

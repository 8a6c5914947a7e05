# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

import datetime

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class WorkspaceFile(_ModelBase):
    """A file in a workspace. The path is chosen by an agent or by the uploader: check it before you write a local file of
    that name.
    """

    path: str
    """The path from the workspace's root."""

    size: int
    """The size in bytes."""

    last_modified: datetime.datetime
    """When the file was last written."""

    url: str | None = None
    """Where to download the file: a signed URL of a storage host, which expires after 60 seconds. Present only if
    `includeUrls` was true. Never send the API key to that host.
    """

    _properties = {
        "path": ("path", _c.Text()),
        "size": ("size", _c.Integer()),
        "last_modified": ("lastModified", _c.DateTime()),
        "url": ("url", _c.Nullable(_c.Text()), "secret"),
    }

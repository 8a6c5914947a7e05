# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class FileUpload(_ModelBase):
    """Where to upload one file to."""

    name: str
    """The name that was asked for."""

    upload_url: str
    """Where to `PUT` the file's bytes: a signed URL of a storage host, which expires after 5 minutes. Never send the API
    key to that host.
    """

    path: str
    """Where the file will be, from the workspace's root."""

    _properties = {
        "name": ("name", _c.Text()),
        "upload_url": ("uploadUrl", _c.Text(), "secret"),
        "path": ("path", _c.Text()),
    }

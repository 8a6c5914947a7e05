# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model


@_model(kw_only=True)
class FileToUpload(_ModelBase):
    """A file that is to be uploaded, without its content."""

    name: str
    """The file's name; its path in the workspace is this after the `prefix`."""

    content_type: str = "application/octet-stream"
    """The file's media type. The upload itself has to be sent with the same."""

    size: int | None = None
    """The file's size in bytes. Workspaces need it, says the API's reference. Since the minimum is 1, it has to be left
    out for an empty file.
    """

    _properties = {
        "name": ("name", _c.Text(length=(1, 255))),
        "content_type": ("contentType", _c.Text(length=(0, 255))),
        "size": ("size", _c.Nullable(_c.Integer(bounds=(1, None)))),
    }

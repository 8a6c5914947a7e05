# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .file_upload import FileUpload


@_model(kw_only=True)
class UploadFilesResponse(_ModelBase):
    """Where to upload the files to."""

    files: list[FileUpload]
    """One entry for each file, in the order of the request."""

    _properties = {
        "files": ("files", _c.ListOf(_c.Object(__name__, "file_upload", "FileUpload"))),
    }

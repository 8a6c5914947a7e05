# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .._core import codecs as _c
from .._core.model import ModelBase, model

if TYPE_CHECKING:
    from .file_upload import FileUpload


@model(kw_only=True)
class UploadFilesResponse(ModelBase):
    """Where to upload the files to."""

    files: list[FileUpload]
    """One entry for each file, in the order of the request."""

    _properties: ClassVar = {
        "files": ("files", _c.ListOf(_c.Object(__name__, "file_upload", "FileUpload"))),
    }

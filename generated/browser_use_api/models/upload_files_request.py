# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .file_to_upload import FileToUpload


@_model(kw_only=True)
class UploadFilesRequest(_ModelBase):
    """The files that are to be uploaded."""

    files: list[FileToUpload]
    """One entry for each file."""

    _properties = {
        "files": ("files", _c.ListOf(_c.Object(__name__, "file_to_upload", "FileToUpload"), size=(1, 10))),
    }

"""Guesses the media type of a file from its name."""

import functools

_TYPES = {
    "csv": "text/csv",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "py": "text/x-python",
    "txt": "text/plain",
    "xml": "application/xml",
    "zip": "application/zip",
}


@functools.lru_cache(256)
def guessed_type(path: str) -> str:
    """The media type by the file extension. Unlike the `mimetypes` module, this does not depend on the machine."""
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")

"""The arguments of uploads and downloads, checked before anything is sent, and the requests for the API. No network here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browser_use_api._core.codecs import Mismatch
from browser_use_api.models import FileToUpload
from browser_use_api.operations.workspaces import FILES, UPLOAD_FILES
from browser_use_sessions._arguments import checked_callable, checked_integer, invalid_argument
from browser_use_sessions.errors import RemoteFileNotFoundError, UnexpectedAnswerError
from browser_use_sessions.files.names import part_problem
from browser_use_sessions.files.sources import Source

if TYPE_CHECKING:
    from browser_use_api.models import FileUpload, UploadFilesResponse, WorkspaceFile
    from browser_use_sessions.files.targets import StrPath

# How many upload URLs one request may ask for, and how many files one page of the list may have, by the API's document.
NAMES_PER_REQUEST = int(UPLOAD_FILES.options["files"].codec.largest or 1)
FILES_PER_PAGE = int(FILES.options["limit"].codec.largest or 1)
_DEFAULT_CONCURRENCY = 8


def checked(max_concurrency: Any, on_progress: Any, prefix: Any = None) -> tuple[int, str | None]:
    """How many files are moved at the same time, and the folder of the workspace, as a path from its root."""
    concurrency = checked_integer("max_concurrency", max_concurrency, 1, 100) or _DEFAULT_CONCURRENCY
    checked_callable("on_progress", on_progress)
    if prefix is None or prefix == "":
        return concurrency, None
    remedy = "It is a folder's path from the workspace's root, such as 'uploads/'."
    if not isinstance(prefix, str):
        raise invalid_argument("prefix", f"must be a string, not {type(prefix).__name__}", remedy)
    problem = "begins with a slash" if prefix.startswith("/") else None
    for part in prefix.removesuffix("/").split("/"):
        problem = problem or part_problem(part)
    if problem:
        raise invalid_argument("prefix", f"{prefix!r:.120} {problem}", remedy)
    return concurrency, prefix


def checked_path(path: str) -> str:
    if not isinstance(path, str) or not path or path.endswith("/"):
        problem = f"must be a file's path in the workspace, as a string, not {path!r:.120}"
        raise invalid_argument("path", problem, "download_all() fetches all files of a folder.")
    return path


def sources(paths: Sequence[StrPath]) -> list[Source]:
    """The files to upload. Raises InvalidArgumentError, or an OSError for a file that cannot be read."""
    if not paths:
        raise invalid_argument("paths", "is empty", "No files were given: give each as an argument, such as 'data.csv'.")
    found: dict[str, Source] = {}
    for path in paths:
        if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
            remedy = "Put * before a list: upload(workspace_id, *paths)." if isinstance(path, Iterable) else "Name a file."
            raise invalid_argument("paths", f"holds {path!r:.40}: each must be a path, not {type(path).__name__}", remedy)
        if not os.fspath(path) or "\0" in os.fspath(path):
            problem = "holds a null character, which no path has" if os.fspath(path) else "holds an empty path"
            raise invalid_argument("paths", problem, "Give the name of a file, such as 'data.csv'.")
        source = Source(Path(path))
        if other := found.get(source.name):
            problem = f"holds {other.path} and {source.path}, which would have the same path in the workspace"
            raise invalid_argument("paths", problem, "Upload them by two calls, to different folders (prefix).")
        try:
            FileToUpload.properties["name"].codec.encode(source.name)
        except Mismatch as mismatch:
            problem = f"holds {source.path}, whose name {mismatch.problem}"
            raise invalid_argument("paths", problem, "Give it another name.") from None
        found[source.name] = source
    return list(found.values())


def file_to_upload(source: Source) -> FileToUpload:
    """The size of an empty file is left out, since the API accepts no size below 1."""
    size: Mapping[str, Any] = {"size": source.size} if source.size else {}
    return FileToUpload(name=source.name, content_type=source.content_type, **size)


def locations(asked: Sequence[Source], response: UploadFilesResponse) -> list[FileUpload]:
    """Where to upload each file, in the order of the files."""
    by_name = {each.name: each for each in response.files}
    if len(response.files) != len(asked) or len(by_name) != len(asked):
        raise UnexpectedAnswerError(
            f"The API gave {len(response.files)} upload URLs where {len(asked)} were requested. Nothing was uploaded.",
            status_code=200,
        )
    return [by_name.get(source.name, response.files[index]) for index, source in enumerate(asked)]


def searches(path: str) -> Iterator[dict[str, Any]]:
    """Arguments of the lists in which to look for the file. To some servers, a prefix is the beginning of a path; to others, it
    is a folder.
    """
    yield {"prefix": path, "include_urls": True, "limit": FILES_PER_PAGE}
    folder, slash, _ = path.rpartition("/")
    yield {"prefix": folder + slash, "include_urls": True, "limit": FILES_PER_PAGE, "shallow": True}


def not_found(path: str) -> RemoteFileNotFoundError:
    return RemoteFileNotFoundError(f"The workspace has no file {path!r:.200}. workspaces.files() lists its files.", path=path)


def is_folder(file: WorkspaceFile) -> bool:
    """Some storage hosts represent a folder as an empty file with a slash at the end of its name."""
    return file.path.endswith("/") and not file.size

"""The arguments of uploads and downloads, checked before anything is sent, and the requests for the API. No network here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browser_use_api._core.codecs import Mismatch
from browser_use_api.models import FileToUpload
from browser_use_api.operations.workspaces import FILES, UPLOAD_FILES
from browser_use_sessions.errors import InvalidArgumentError, UnexpectedAnswerError
from browser_use_sessions.files.errors import RemoteFileNotFoundError
from browser_use_sessions.files.names import part_problem
from browser_use_sessions.files.sources import Source

if TYPE_CHECKING:
    from browser_use_api.models import FileUpload, UploadFilesResponse, WorkspaceFile
    from browser_use_sessions.files.targets import StrPath


@cache
def names_per_request() -> int:
    """How many upload URLs one request may ask for, by the API's document."""
    return int(UPLOAD_FILES.options["files"].codec.largest or 1)


@cache
def files_per_page() -> int:
    """How many files one page of the list may have, by the API's document."""
    return int(FILES.options["limit"].codec.largest or 1)


def checked_concurrency(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise InvalidArgumentError(
            f"max_concurrency must be a number from 1 to 100, not {value!r:.40}.", argument="max_concurrency"
        )
    return value


def checked_prefix(prefix: str | None) -> str | None:
    """A folder of the workspace, as a path from its root."""
    if prefix is None or prefix == "":
        return None
    if not isinstance(prefix, str):
        raise InvalidArgumentError(f"prefix must be a string, not {type(prefix).__name__}.", argument="prefix")
    problem = "begins with a slash" if prefix.startswith("/") else None
    for part in prefix.removesuffix("/").split("/"):
        problem = problem or part_problem(part)
    if problem:
        raise InvalidArgumentError(
            f"prefix {prefix!r:.120} {problem}. It is a folder's path from the workspace's root, such as 'uploads/'.",
            argument="prefix",
        )
    return prefix


def checked_path(path: str) -> str:
    if not isinstance(path, str) or not path or path.endswith("/"):
        raise InvalidArgumentError(
            f"path must be a file's path in the workspace, as a string, not {path!r:.120}. download_all() "
            "fetches all files of a folder.",
            argument="path",
        )
    return path


def checked_callback(on_progress: Any) -> None:
    if on_progress is not None and not callable(on_progress):
        raise InvalidArgumentError(f"on_progress must be a function, not {type(on_progress).__name__}.", argument="on_progress")


def sources(paths: Sequence[StrPath]) -> list[Source]:
    """The files to upload. Raises InvalidArgumentError, or an OSError for a file that cannot be read."""
    if not paths:
        raise InvalidArgumentError("No files were given. Give each as an argument, such as 'data.csv'.", argument="paths")
    found: dict[str, Source] = {}
    for path in paths:
        if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
            hint = " Put * before a list: upload(workspace_id, *paths)." if isinstance(path, Iterable) else ""
            raise InvalidArgumentError(f"Each file must be a path, not {type(path).__name__}.{hint}", argument="paths")
        if not os.fspath(path):
            raise InvalidArgumentError(
                "The path of a file is empty. Give the name of a file, such as 'data.csv'.", argument="paths"
            )
        if "\0" in os.fspath(path):
            raise InvalidArgumentError(f"{path!r:.120} contains a null character, which no path has.", argument="paths")
        source = Source(Path(path))
        if other := found.get(source.name):
            raise InvalidArgumentError(
                f"{other.path} and {source.path} would have the same path in the workspace. Upload them by two "
                "calls, to different folders (prefix).",
                argument="paths",
            )
        try:
            FileToUpload.properties["name"].codec.encode(source.name)
        except Mismatch as mismatch:
            raise InvalidArgumentError(
                f"{source.path} cannot be uploaded: its name {mismatch.problem}.", argument="paths"
            ) from None
        found[source.name] = source
    return list(found.values())


def file_to_upload(source: Source) -> FileToUpload:
    """The size of an empty file is left out, since the API accepts no size below 1."""
    size: Mapping[str, Any] = {"size": source.size} if source.size else {}
    return FileToUpload(name=source.name, content_type=source.content_type, **size)


def batches(files: Sequence[Source]) -> Iterator[Sequence[Source]]:
    """The files, in groups of one request each."""
    step = names_per_request()
    return (files[start : start + step] for start in range(0, len(files), step))


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
    yield {"prefix": path, "include_urls": True, "limit": files_per_page()}
    folder, slash, _ = path.rpartition("/")
    yield {"prefix": folder + slash, "include_urls": True, "limit": files_per_page(), "shallow": True}


def not_found(path: str) -> RemoteFileNotFoundError:
    return RemoteFileNotFoundError(f"The workspace has no file {path!r:.200}. workspaces.files() lists its files.", path=path)


def is_folder(file: WorkspaceFile) -> bool:
    """Some storage hosts represent a folder as an empty file with a slash at the end of its name."""
    return file.path.endswith("/") and not file.size

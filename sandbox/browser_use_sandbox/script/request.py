"""The argument of the functions in a script."""

from collections.abc import Iterator, Mapping
from typing import Any, Self
from uuid import UUID

import attrs

from ..files.tree import FileTree
from ..tasks.commands import CreateSession


@attrs.frozen(kw_only=True)
class TaskRequest:
    """A task as requested."""

    task: str
    model: str
    output_schema: dict[str, Any] | None
    #: The session of a follow-up; None if the task creates its session.
    session_id: UUID | None
    keep_alive: bool
    #: A decimal string.
    max_cost_usd: str | None
    workspace_id: UUID | None
    profile_id: UUID | None
    proxy_country_code: str | None
    #: The files of the workspace, by path; empty without a workspace.
    files: Mapping[str, bytes] = attrs.field(repr=False, eq=False)

    @classmethod
    def of(cls, command: CreateSession, files: FileTree | None = None) -> Self:
        if command.task is None:
            raise ValueError("the command has no task")
        values = {field.name: getattr(command, field.name) for field in attrs.fields(cls) if field.name != "files"}
        return cls(**values, files=FilesView(files))


class FilesView(Mapping[str, bytes]):
    """The files of a workspace; each is read when it is accessed."""

    def __init__(self, files: FileTree | None) -> None:
        self._files = FileTree() if files is None else files

    def __getitem__(self, path: str) -> bytes:
        file = self._files.get(path)
        if file is None:
            raise KeyError(path)
        return file.content.read()

    def __iter__(self) -> Iterator[str]:
        return (file.path for file in self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._files.get(path) is not None

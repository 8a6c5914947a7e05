"""A workspace: a name, and files that outlive sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

import attrs

from .tree import FileTree


@attrs.define(eq=False, kw_only=True)
class Workspace:
    """A workspace."""

    id: UUID
    #: Grows with each resource of the sandbox; gives their order.
    number: int
    name: str | None
    created_at: datetime
    updated_at: datetime
    is_deleted: bool = False
    files: FileTree = attrs.Factory(FileTree)
    #: Properties that the simulation does not know, as they were sent.
    extras: dict[str, Any] = attrs.Factory(dict)

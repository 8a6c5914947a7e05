"""Pages of files, with cursors and signed URLs."""

import base64
import binascii
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ...common.api_errors import InvalidRequest
from ...common.issues import issue
from ...common.json_text import timestamp
from ...common.signing import Signer
from ...contract.paging import Paging
from ...files.tree import StoredFile
from ...files.urls import Grant

if TYPE_CHECKING:
    from ...app_state import AppState

_SIGNED = "cursor:"


def file_page(signer: Signer, paging: Paging, files: list[dict[str, Any]], next_after: str | None) -> dict[str, Any]:
    """A page of files; `next_after` is the path after which the next page begins."""
    value: dict[str, Any] = {paging.items_name: files}
    if "next" in paging.names:
        value[paging.names["next"]] = None if next_after is None else _cursor(signer, next_after)
    if "more" in paging.names:
        value[paging.names["more"]] = next_after is not None
    return value


def file_json(state: "AppState", origin: str, owner: UUID, file: StoredFile, expires: int | None) -> dict[str, Any]:
    """A file of a workspace or a browser; with `expires`, it has a URL that is valid until then."""
    url = None
    if expires is not None:
        grant = Grant(method="GET", workspace_id=owner, path=file.path, expires=expires)
        url = grant.url(state.storage_origin(origin), state.signer)
    return {"path": file.path, "size": file.size, "lastModified": timestamp(file.last_modified), "url": url}


def path_of(signer: Signer, cursor: str, parameter: str) -> str:
    """The path after which the page of a cursor begins. InvalidRequest if the cursor is invalid."""
    try:
        text = base64.urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}").decode()
    except (binascii.Error, ValueError):
        text = ""
    signature, path = text[:8], text[8:]
    if not text or not signer.signature(_SIGNED + path).startswith(signature):
        raise InvalidRequest([issue(["query", parameter], "Is not a cursor of an earlier page", "cursor")])
    return path


def _cursor(signer: Signer, path: str) -> str:
    """A cursor with the path where a page ends. It is signed, so that invalid ones are recognised."""
    signature = signer.signature(_SIGNED + path)[:8]
    return base64.urlsafe_b64encode(f"{signature}{path}".encode()).decode().rstrip("=")

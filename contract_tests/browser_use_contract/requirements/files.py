"""Files of workspaces: upload by signed URLs, list, download, delete, and the storage size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from urllib.parse import urlsplit

from ..exchange import Exchange
from ..pages import Page
from ..requirement import Evaluation, assume, cite, rule
from ..trace import Trace
from ..values import integer, objects, text

#: For so long a signed URL is certainly valid, in seconds: the documented time, less a tolerance.
_UPLOAD_SECONDS, _DOWNLOAD_SECONDS = 200, 50


@dataclass(eq=False)
class _Stored:
    """The uploads and deletes of one path in a workspace, in order."""

    path: str
    puts: list[Exchange] = field(default_factory=list)
    deletes: list[Exchange] = field(default_factory=list)

    def state(self, since: float, until: float) -> Exchange | bool | None:
        """Returns the upload with the file's content in that time, False if there certainly is no file, None if unknown."""
        changes = sorted([*self.puts, *self.deletes], key=lambda one: one.started)
        before = [one for one in changes if one.started < until and one.may_have_acted]
        if not before:
            return False
        last = before[-1]
        if last.ended > since or not last.is_success or any(one.ended > last.started for one in before[:-1]):
            return None
        return last if last in self.puts else False


@dataclass(eq=False)
class _Asked:
    """One file of an upload request, with its part of the response."""

    exchange: Exchange
    workspace: str
    name: str
    content_type: str
    answer: Mapping[str, object]


def _asked(trace: Trace) -> Iterator[_Asked]:
    for one in trace.succeeded("uploadWorkspaceFiles"):
        sent, got = objects(one.fields.get("files")), objects(one.object.get("files"))
        for file, answer in zip(sent, got, strict=False):
            kind = text(file.get("contentType")) or "application/octet-stream"
            yield _Asked(one, one.session_id.lower(), text(file.get("name")) or "", kind, answer)


def _stored(trace: Trace, asked: Sequence[_Asked]) -> dict[str, dict[str, _Stored]]:
    """Returns the files of each workspace that was created in the trace, by path."""
    by_url = {one.answer.get("uploadUrl"): one for one in asked}
    found: dict[str, dict[str, _Stored]] = {
        identity: {} for identity, history in trace.resources("/workspaces").items() if history.creation
    }
    for one in trace.transfers:
        about = by_url.get(one.url) if one.method == "PUT" else None
        if about and about.workspace in found:
            path = text(about.answer.get("path")) or ""
            found[about.workspace].setdefault(path, _Stored(path)).puts.append(one)
    for one in trace.by_operation.get("deleteWorkspaceFile", ()):
        deleted = one.parameter("path")
        if deleted is not None and one.session_id.lower() in found:
            found[one.session_id.lower()].setdefault(deleted, _Stored(deleted)).deletes.append(one)
    return found


@rule(
    cite(
        "uploadWorkspaceFiles",
        {
            "uploads.order": "the response has the requested files, in that order",
            "uploads.path": "a file's path is the prefix and its name",
            "uploads.url.own": "each file has its own upload URL",
            "uploads.storage-host": "an upload URL does not point to the API's host",
            "uploads.accepted": "the bytes are accepted with the announced Content-Type",
        },
    ),
    assume("uploadWorkspaceFiles", {"uploads.content-type": "the bytes are refused with another Content-Type"}),
    assume("uploadWorkspaceFiles.prefix", {"uploads.path.folder": "a prefix without a slash is also a folder"}),
    cite(
        "listWorkspaceFiles",
        {
            "files.there": "an uploaded file is listed",
            "files.nothing-else": "a workspace has no other files than the uploaded ones",
        },
    ),
    cite("WorkspaceFile.size", {"files.size": "a file's size is the number of uploaded bytes"}),
    cite("listWorkspaceFiles.prefix", {"files.prefix": "a prefix gives only files below it"}),
    cite(
        "WorkspaceFile.url",
        {
            "files.url.there": "with includeUrls, every file has a url",
            "files.url.none": "without includeUrls, no file has a url",
            "files.bytes": "a download gives the uploaded bytes",
            "files.storage-host": "a download URL does not point to the API's host",
        },
    ),
    cite("listWorkspaceFiles.shallow", {"files.shallow": "with shallow, only files directly below the prefix are listed"}),
    cite("WorkspaceFileList.folders", {"files.folders": "with shallow, the folders one level below the prefix are listed"}),
    cite(
        "deleteWorkspaceFile",
        {
            "files.deleted": "a deleted file is no longer listed",
            "files.deleted.download": "a deleted file cannot be downloaded with a new URL",
            "files.delete": "deleting an existing file is answered 204",
        },
    ),
    assume("deleteWorkspaceFile.404", {"files.unknown": "deleting a file that does not exist is answered 404"}),
    cite("WorkspaceSize.usedBytes", {"workspaces.size": "usedBytes is the total size of all files"}),
)
def files(trace: Trace, evaluation: Evaluation) -> None:
    asked = list(_asked(trace))
    _answers(trace, asked, evaluation)
    _uploads(trace, asked, evaluation)
    known = _Known(trace, _stored(trace, asked), _used_by_sessions(trace))
    for page in trace.pages("listWorkspaceFiles"):
        _listed(page.exchange, evaluation)
        if known.is_known(page.exchange):
            _compared(page, known, evaluation)
    _downloads(known, evaluation)
    _deletions(known, evaluation)
    for one in trace.succeeded("getWorkspaceSize"):
        states = [stored.state(one.started, one.ended) for stored in known.paths(one).values()]
        shown = integer(one.object.get("usedBytes"))
        if known.is_known(one) and shown is not None and None not in states:
            size = sum(len(put.sent or b"") for put in states if isinstance(put, Exchange))
            problem = f"usedBytes is {shown}, but {size} bytes were uploaded"
            evaluation.expect("workspaces.size", shown == size, problem, one)


@dataclass(frozen=True)
class _Known:
    """The files of the workspaces that were created in the trace."""

    trace: Trace
    stored: Mapping[str, Mapping[str, _Stored]]
    #: From when on an agent may write to a workspace.
    used: Mapping[str, float]

    def paths(self, one: Exchange) -> Mapping[str, _Stored]:
        """Returns the files of a request's workspace, by path."""
        return self.stored.get(one.session_id.lower(), {})

    def is_known(self, one: Exchange) -> bool:
        """Whether all files of a request's workspace are known."""
        identity = one.session_id.lower()
        return identity in self.stored and self.used.get(identity, inf) > one.ended


def _used_by_sessions(trace: Trace) -> Mapping[str, float]:
    """Returns, for workspaces with a session, from when on an agent may write to them."""
    found: dict[str, float] = {}
    for one in trace.by_operation.get("createSession", ()):
        if isinstance(workspace := one.fields.get("workspaceId"), str):
            found[workspace.lower()] = min(one.started, found.get(workspace.lower(), inf))
    return found


def _folder(prefix: str) -> str:
    return prefix if not prefix or prefix.endswith("/") else f"{prefix}/"


def _answers(trace: Trace, asked: Sequence[_Asked], evaluation: Evaluation) -> None:
    for one in trace.succeeded("uploadWorkspaceFiles"):
        names = [file.get("name") for file in objects(one.fields.get("files"))]
        got = [file.get("name") for file in objects(one.object.get("files"))]
        evaluation.expect("uploads.order", names == got, f"requested {names[:3]}, got {got[:3]}", one)
    holders: dict[object, _Asked] = {}
    for file in asked:
        prefix = file.exchange.parameter("prefix") or ""
        path, url = file.answer.get("path"), text(file.answer.get("uploadUrl")) or ""
        requirement = "uploads.path.folder" if prefix and not prefix.endswith("/") else "uploads.path"
        evaluation.expect(requirement, path == _folder(prefix) + file.name, f"the path is {path!r}", file.exchange)
        other = holders.setdefault(url, file)
        is_same = (other.workspace, other.answer.get("path")) == (file.workspace, path)
        evaluation.expect("uploads.url.own", is_same, "two files have the same uploadUrl", other.exchange, file.exchange)
        _elsewhere("uploads.storage-host", url, trace, file.exchange, evaluation)


def _elsewhere(requirement: str, url: str, trace: Trace, one: Exchange, evaluation: Evaluation) -> None:
    """Checks that a signed URL has another origin than the API. The API's origin is known only for live traffic."""
    if trace.origin and url:
        parts = urlsplit(url)
        is_other = f"{parts.scheme}://{parts.netloc}" != trace.origin
        evaluation.expect(requirement, is_other, "it points to the API itself", one)


def _uploads(trace: Trace, asked: Sequence[_Asked], evaluation: Evaluation) -> None:
    by_url = {one.answer.get("uploadUrl"): one for one in asked}
    for one in trace.transfers:
        about = by_url.get(one.url)
        if not about or one.method != "PUT" or not 0 < one.status < 500:
            continue
        if one.content_type != about.content_type:
            problem = f"answered {one.status} to {one.content_type}; announced was {about.content_type}"
            evaluation.expect("uploads.content-type", one.status == 403, problem, about.exchange, one)
        elif one.ended - about.exchange.ended < _UPLOAD_SECONDS:
            problem = f"the PUT was answered {one.status}"
            evaluation.expect("uploads.accepted", one.is_success, problem, about.exchange, one)


def _listed(one: Exchange, evaluation: Evaluation) -> None:
    """Checks a page of files by itself."""
    prefix, asked = _folder(one.parameter("prefix") or ""), one.parameter("includeUrls")
    urls = {text(item.get("path")) or "": item.get("url") for item in objects(one.object.get("files"))}
    if prefix:
        outside = [path for path in urls if not path.startswith(prefix)]
        evaluation.expect("files.prefix", not outside, f"{outside[:1]} is not below the prefix", one)
    if urls and asked == "true":
        without = [path for path, url in urls.items() if not url]
        evaluation.expect("files.url.there", not without, f"{without[:1]} has no url", one)
    elif urls and asked in (None, "false"):
        with_url = [path for path, url in urls.items() if url]
        evaluation.expect("files.url.none", not with_url, f"{with_url[:1]} has a url", one)
    if one.parameter("shallow") == "true":
        deep = [path for path in urls if path.startswith(prefix) and "/" in path[len(prefix) :]]
        evaluation.expect("files.shallow", not deep, f"{deep[:1]} is not directly below the prefix", one)


def _compared(page: Page, known: _Known, evaluation: Evaluation) -> None:
    """Compares a page of files with the uploads before it."""
    one, stored = page.exchange, known.paths(page.exchange)
    prefix, is_shallow = _folder(one.parameter("prefix") or ""), one.parameter("shallow") == "true"
    states = {path: found.state(one.started, one.ended) for path, found in stored.items() if path.startswith(prefix)}
    items = {text(item.get("path")) or "": item for item in page.items}
    there = {path: put for path, put in states.items() if isinstance(put, Exchange)}
    deleted = {path: stored[path].deletes[-1] for path, state in states.items() if state is False and stored[path].deletes}
    for path, item in items.items():
        if path in there:
            size = len(there[path].sent or b"")
            problem = f"size is {item.get('size')}, but {size} bytes were uploaded"
            evaluation.expect("files.size", integer(item.get("size")) == size, problem, there[path], one)
    for path, gone in deleted.items():
        evaluation.expect("files.deleted", path not in items, f"{path!r} is listed", gone, one)
    others = [path for path in items if states.get(path, False) is False and path not in deleted]
    evaluation.expect("files.nothing-else", not others, f"{others[:1]} is listed", one)
    if page.cursor is not None or page.next or page.more is True:
        return
    direct = [path for path in there if not is_shallow or "/" not in path[len(prefix) :]]
    missing = [path for path in direct if path not in items]
    if direct:
        evaluation.expect("files.there", not missing, f"{missing[:1]} is not listed", *[there[path] for path in missing[:1]], one)
    if is_shallow and None not in states.values():
        expected = {path[len(prefix) :].split("/")[0] for path in there if "/" in path[len(prefix) :]}
        listed = one.object.get("folders")
        shown = {str(name).removeprefix(prefix).strip("/") for name in listed} if isinstance(listed, list) else set()
        problem = f"folders are {sorted(shown)}; expected {sorted(expected)}"
        evaluation.expect("files.folders", shown == expected, problem, one)


def _downloads(known: _Known, evaluation: Evaluation) -> None:
    urls = {}
    for page in known.trace.pages("listWorkspaceFiles"):
        for item in page.items:
            if isinstance(url := item.get("url"), str):
                urls[url] = (page.exchange, text(item.get("path")) or "")
                _elsewhere("files.storage-host", url, known.trace, page.exchange, evaluation)
    for get in known.trace.transfers:
        if get.method != "GET" or get.url not in urls or not 0 < get.status < 500:
            continue
        listed, path = urls[get.url]
        found = known.paths(listed).get(path)
        state = found.state(listed.started, get.ended) if found else None
        if isinstance(state, Exchange) and get.ended - listed.ended < _DOWNLOAD_SECONDS:
            is_same = get.status == 200 and get.body == (state.sent or b"")
            problem = f"answered {get.status} with {len(get.body)} bytes, but {len(state.sent or b'')} were uploaded"
            evaluation.expect("files.bytes", is_same, problem, state, listed, get)
        elif state is False and found and found.deletes:
            problem = f"answered {get.status}"
            evaluation.expect("files.deleted.download", get.status != 200, problem, found.deletes[-1], get)


def _deletions(known: _Known, evaluation: Evaluation) -> None:
    every = [(found, one) for paths in known.stored.values() for found in paths.values() for one in found.deletes]
    for found, one in every:
        others = _Stored(found.path, found.puts, [other for other in found.deletes if other is not one])
        state, problem = others.state(one.started, one.ended), f"answered {one.status}"
        if not one.was_handled or not known.trace.exists(one.session_id.lower(), one):
            continue
        if isinstance(state, Exchange):
            evaluation.expect("files.delete", one.status == 204, problem, state, one)
        elif state is False and known.is_known(one) and known.trace.mistakes[one.number] == []:
            evaluation.expect("files.unknown", one.status == 404, problem, one)

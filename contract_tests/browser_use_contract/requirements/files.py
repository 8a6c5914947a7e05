"""Files of workspaces: upload by signed URLs, list, download, delete, and the storage size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from urllib.parse import urlsplit

from ..citations import resources
from ..exchange import Exchange
from ..requirement import Citation, Evaluation, rule, where
from ..trace import Trace
from ..values import integer, objects, text

_SAYS: dict[str, tuple[Citation, str]] = {
    "uploads.order": (resources.UPLOAD_ORDER, "the response has the requested files, in that order"),
    "uploads.path": (resources.UPLOAD_ORDER, "a file's path is the prefix and its name"),
    "uploads.path.folder": (resources.FOLDER_PREFIX, "a prefix without a slash is also a folder"),
    "uploads.url.own": (resources.UPLOAD, "each file has its own upload URL"),
    "uploads.storage-host": (resources.STORAGE, "an upload URL does not point to the API's host"),
    "uploads.accepted": (resources.UPLOAD, "the bytes are accepted with the announced Content-Type"),
    "uploads.content-type": (resources.CONTENT_TYPE, "the bytes are refused with another Content-Type"),
    "files.there": (resources.FILES, "an uploaded file is listed"),
    "files.size": (resources.FILES, "a file's size is the number of uploaded bytes"),
    "files.nothing-else": (resources.FILES, "a workspace has no other files than the uploaded ones"),
    "files.prefix": (resources.PREFIX, "a prefix gives only files below it"),
    "files.url.there": (resources.URLS, "with includeUrls, every file has a url"),
    "files.url.none": (resources.URLS, "without includeUrls, no file has a url"),
    "files.bytes": (resources.URLS, "a download gives the uploaded bytes"),
    "files.storage-host": (resources.STORAGE, "a download URL does not point to the API's host"),
    "files.shallow": (resources.FOLDERS, "with shallow, only files directly below the prefix are listed"),
    "files.folders": (resources.FOLDERS, "with shallow, the folders one level below the prefix are listed"),
    "files.deleted": (resources.DELETE_FILE, "a deleted file is no longer listed"),
    "files.deleted.download": (resources.DELETE_FILE, "a deleted file cannot be downloaded with a new URL"),
    "files.delete": (resources.DELETE_FILE, "deleting an existing file is answered 204"),
    "files.unknown": (resources.UNKNOWN_FILE, "deleting a file that does not exist is answered 404"),
    "workspaces.size": (resources.SIZE, "usedBytes is the total size of all files"),
}


@dataclass(eq=False)
class _Stored:
    """The uploads and deletes of one path in a workspace, in order."""

    path: str
    puts: list[Exchange] = field(default_factory=list)
    deletes: list[Exchange] = field(default_factory=list)

    def state(self, since: float, until: float) -> Exchange | bool | None:
        """Returns the upload with the file's content in that time, False if there certainly is no file, None if unknown."""
        changes = sorted([*self.puts, *self.deletes], key=lambda one: one.started)
        before = [one for one in changes if one.started < until and not 400 <= one.status < 500]
        if not before:
            return False
        last = before[-1]
        if last.ended > since or not 200 <= last.status < 300 or any(one.ended > last.started for one in before[:-1]):
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
        identity: {} for identity, thing in trace.resource_histories.get("/workspaces", {}).items() if thing.creation
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


@rule(lambda requirement: _SAYS[requirement][0], where("uploadWorkspaceFiles", {name: says for name, (_, says) in _SAYS.items()}))
def files(trace: Trace, evaluation: Evaluation) -> None:
    asked = list(_asked(trace))
    _answers(trace, asked, evaluation)
    _uploads(trace, asked, evaluation)
    stored = _stored(trace, asked)
    used = _used_by_sessions(trace)
    for one in trace.succeeded("listWorkspaceFiles"):
        identity = one.session_id.lower()
        _listed(one, evaluation)
        if identity in stored and used.get(identity, inf) > one.ended:
            _compared(one, stored[identity], evaluation)
    _downloads(trace, stored, evaluation)
    _deletions(trace, stored, used, evaluation)
    _sizes(trace, stored, used, evaluation)


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
        evaluation.check("uploads.order", None if names == got else f"requested {names[:3]}, got {got[:3]}", one)
    holders: dict[object, _Asked] = {}
    for file in asked:
        prefix = file.exchange.parameter("prefix") or ""
        path, url = file.answer.get("path"), text(file.answer.get("uploadUrl")) or ""
        problem = None if path == _folder(prefix) + file.name else f"the path is {path!r}"
        is_bare = bool(prefix) and not prefix.endswith("/")
        evaluation.check("uploads.path.folder" if is_bare else "uploads.path", problem, file.exchange)
        other = holders.setdefault(url, file)
        is_same = (other.workspace, other.answer.get("path")) == (file.workspace, path)
        evaluation.check(
            "uploads.url.own", None if is_same else "two files have the same uploadUrl", other.exchange, file.exchange
        )
        _elsewhere("uploads.storage-host", url, trace, file.exchange, evaluation)


def _elsewhere(requirement: str, url: str, trace: Trace, one: Exchange, evaluation: Evaluation) -> None:
    """Checks that a signed URL has another origin than the API. The API's origin is known only for live traffic."""
    if trace.origin and url:
        parts = urlsplit(url)
        evaluation.check(
            requirement, "it points to the API itself" if f"{parts.scheme}://{parts.netloc}" == trace.origin else None, one
        )


def _uploads(trace: Trace, asked: Sequence[_Asked], evaluation: Evaluation) -> None:
    by_url = {one.answer.get("uploadUrl"): one for one in asked}
    for one in trace.transfers:
        about = by_url.get(one.url)
        if not about or one.method != "PUT" or not one.status or one.status >= 500:
            continue
        if one.content_type != about.content_type:
            problem = f"answered {one.status} to {one.content_type}; announced was {about.content_type}"
            evaluation.check("uploads.content-type", None if one.status == 403 else problem, about.exchange, one)
        elif one.ended - about.exchange.ended < 200:
            problem = f"the PUT was answered {one.status}"
            evaluation.check("uploads.accepted", None if 200 <= one.status < 300 else problem, about.exchange, one)


def _listed(one: Exchange, evaluation: Evaluation) -> None:
    """Checks a page of files by itself."""
    prefix = _folder(one.parameter("prefix") or "")
    items = objects(one.object.get("files"))
    paths = [text(item.get("path")) or "" for item in items]
    outside = [path for path in paths if not path.startswith(prefix)]
    if prefix:
        evaluation.check("files.prefix", f"{outside[0]!r} is not below the prefix" if outside else None, one)
    asked = one.parameter("includeUrls")
    if items and asked == "true":
        without = [path for path, item in zip(paths, items, strict=True) if not item.get("url")]
        evaluation.check("files.url.there", f"{without[0]!r} has no url" if without else None, one)
    elif items and asked in (None, "false"):
        with_url = [path for path, item in zip(paths, items, strict=True) if item.get("url")]
        evaluation.check("files.url.none", f"{with_url[0]!r} has a url" if with_url else None, one)
    if one.parameter("shallow") == "true":
        deep = [path for path in paths if path.startswith(prefix) and "/" in path[len(prefix) :]]
        evaluation.check("files.shallow", f"{deep[0]!r} is not directly below the prefix" if deep else None, one)


def _compared(one: Exchange, stored: Mapping[str, _Stored], evaluation: Evaluation) -> None:
    """Compares a page of files with the uploads before it."""
    prefix, shallow = _folder(one.parameter("prefix") or ""), one.parameter("shallow") == "true"
    states = {path: found.state(one.started, one.ended) for path, found in stored.items() if path.startswith(prefix)}
    items = {text(item.get("path")) or "": item for item in objects(one.object.get("files"))}
    there = {path: put for path, put in states.items() if isinstance(put, Exchange)}
    for path, item in items.items():
        put = there.get(path)
        if put is not None:
            size = len(put.sent or b"")
            problem = None if integer(item.get("size")) == size else f"size is {item.get('size')}, but {size} bytes were uploaded"
            evaluation.check("files.size", problem, put, one)
        elif states.get(path, False) is False:
            name = "files.deleted" if path in stored and stored[path].deletes else "files.nothing-else"
            evaluation.check(name, f"{path!r} is listed", *(stored[path].deletes[-1:] if path in stored else ()), one)
    evaluation.passed("files.nothing-else")
    for path, found in states.items():
        if found is False and stored[path].deletes:
            evaluation.passed("files.deleted")
    if one.parameter("cursor") is None and not one.object.get("nextCursor") and one.object.get("hasMore") is not True:
        direct = [path for path in there if not shallow or "/" not in path[len(prefix) :]]
        missing = [path for path in direct if path not in items]
        if direct:
            evaluation.check(
                "files.there", f"{missing[0]!r} is not listed" if missing else None, *[there[path] for path in missing[:1]], one
            )
        if shallow and None not in states.values():
            expected = {path[len(prefix) :].split("/")[0] for path in there if "/" in path[len(prefix) :]}
            listed = one.object.get("folders")
            shown = {str(name).removeprefix(prefix).strip("/") for name in listed} if isinstance(listed, list) else set()
            problem = f"folders are {sorted(shown)}; expected {sorted(expected)}" if shown != expected else None
            evaluation.check("files.folders", problem, one)


def _downloads(trace: Trace, stored: Mapping[str, Mapping[str, _Stored]], evaluation: Evaluation) -> None:
    urls = {}
    for one in trace.succeeded("listWorkspaceFiles"):
        for item in objects(one.object.get("files")):
            if isinstance(url := item.get("url"), str):
                urls[url] = (one, text(item.get("path")) or "")
                _elsewhere("files.storage-host", url, trace, one, evaluation)
    for get in trace.transfers:
        if get.method != "GET" or get.url not in urls or not get.status or get.status >= 500:
            continue
        listed, path = urls[get.url]
        found = stored.get(listed.session_id.lower(), {}).get(path)
        state = found.state(listed.started, get.ended) if found else None
        if isinstance(state, Exchange) and get.ended - listed.ended < 50:
            same = get.status == 200 and get.body == (state.sent or b"")
            problem = f"answered {get.status} with {len(get.body)} bytes, but {len(state.sent or b'')} were uploaded"
            evaluation.check("files.bytes", None if same else problem, state, listed, get)
        elif state is False and found and found.deletes:
            evaluation.check(
                "files.deleted.download", f"answered {get.status}" if get.status == 200 else None, *found.deletes[-1:], get
            )


def _deletions(
    trace: Trace, stored: Mapping[str, Mapping[str, _Stored]], used: Mapping[str, float], evaluation: Evaluation
) -> None:
    for identity, paths in stored.items():
        for found in paths.values():
            for one in found.deletes:
                others = _Stored(found.path, found.puts, [other for other in found.deletes if other is not one])
                state = others.state(one.started, one.ended)
                if not trace.exists(identity, one) or not one.status or one.status >= 500 or one.status in (402, 403, 429):
                    continue
                if isinstance(state, Exchange):
                    evaluation.check("files.delete", None if one.status == 204 else f"answered {one.status}", state, one)
                elif state is False and used.get(identity, inf) > one.ended and trace.mistakes[one.number] == []:
                    evaluation.check("files.unknown", None if one.status == 404 else f"answered {one.status}", one)


def _sizes(trace: Trace, stored: Mapping[str, Mapping[str, _Stored]], used: Mapping[str, float], evaluation: Evaluation) -> None:
    for one in trace.succeeded("getWorkspaceSize"):
        identity = one.session_id.lower()
        shown = integer(one.object.get("usedBytes"))
        if identity not in stored or used.get(identity, inf) <= one.ended or shown is None:
            continue
        states = [found.state(one.started, one.ended) for found in stored[identity].values()]
        if None not in states:
            size = sum(len(put.sent or b"") for put in states if isinstance(put, Exchange))
            evaluation.check(
                "workspaces.size", None if shown == size else f"usedBytes is {shown}, but {size} bytes were uploaded", one
            )

"""Faults of profiles, workspaces with files, browsers and the account that only hand-written rules find."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .fault import After, Answer, Before, Call, after, before, plant

_KEY = "sandbox-key"


def _is(call: Call, *operations: str) -> bool:
    return call.operation in operations and 200 <= call.answer.status < 300


def _each(operations: tuple[str, ...], change: Callable[[dict[str, Any], Call], None]) -> After:
    """Changes each resource in the responses of these operations, including lists."""

    def alter(call: Call) -> None:
        if not _is(call, *operations) or not call.answer.body:
            return
        document = call.answer.json
        for item in document.get("items", document.get("files", [document])):
            change(item, call)
        call.answer.json = document

    return alter


_PROFILES = ("createProfile", "getProfile", "updateProfile", "listProfiles")
_WORKSPACES = ("createWorkspace", "getWorkspace", "updateWorkspace", "listWorkspaces")
_BROWSERS = ("createBrowser", "getBrowser", "updateBrowser", "listBrowsers")


def _sets(operations: tuple[str, ...], name: str, value: Any) -> After:
    def change(item: dict[str, Any], call: Call) -> None:
        item[name] = value

    return _each(operations, change)


# Profiles


@before("profiles.query")
def a_search_finds_everything(call: Call) -> Answer | None:
    if call.operation == "listProfiles":
        call.parameters = {name: value for name, value in call.parameters.items() if name != "query" or len(value) > 200}
    return None


def _finds_fewer(call: Call) -> None:
    if _is(call, "listProfiles") and "query" in call.parameters:
        document = call.answer.json
        kept = [item for item in document["items"] if item.get("name")]
        call.answer.json = {**document, "items": kept, "totalItems": len(kept)}


plant("a search does not look at userId", "profiles.query.complete", after=_finds_fewer)
plant("a profile is never used", "profiles.used", after=_sets(_PROFILES, "lastUsedAt", None))
plant("a profile is used from the start", "profiles.unused", after=_sets(_PROFILES, "lastUsedAt", "2026-01-01T00:00:00Z"))


def _takes_unknown(operation: str, name: str) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation and str(call.fields.get(name)) in call.memory.own.get("deleted", set()):
            call.fields = {key: value for key, value in call.fields.items() if key != name}
        if call.operation in ("deleteProfile", "deleteWorkspace"):
            call.memory.own.setdefault("deleted", set()).add(call.session_id)
        return None

    return alter


for _operation, _name in (("createSession", "profileId"), ("createSession", "workspaceId"), ("createBrowser", "profileId")):
    _subject = "profiles" if _name == "profileId" else "workspaces"
    _requirement = f"{_subject}.unknown.{_operation}"
    plant(f"{_operation} takes a {_name} that was deleted", _requirement, before=_takes_unknown(_operation, _name))


# Times, order, empty bodies


def _older(item: dict[str, Any], call: Call) -> None:
    if call.memory.count(item["id"]) > 1:
        item["createdAt"] = "2020-01-01T00:00:00Z"


def _rests(item: dict[str, Any], call: Call) -> None:
    item["updatedAt"] = item["createdAt"]


def _early(item: dict[str, Any], call: Call) -> None:
    item["updatedAt"] = "2020-01-01T00:00:00Z"


def _backwards(operation: str) -> After:
    def alter(call: Call) -> None:
        if _is(call, operation):
            document = call.answer.json
            call.answer.json = {**document, "items": list(reversed(document["items"]))}

    return alter


def _needs_body(operation: str) -> Before:
    def alter(call: Call) -> Answer | None:
        if call.operation == operation and not call.body and call.headers.get("x-browser-use-api-key") == _KEY:
            detail = {"detail": [{"loc": ["body"], "msg": "Field required", "type": "missing"}]}
            return Answer(422, {"content-type": "application/json"}, json.dumps(detail).encode())
        return None

    return alter


for _subject, _operations, _create, _list in (
    ("profiles", _PROFILES, "createProfile", "listProfiles"),
    ("workspaces", _WORKSPACES, "createWorkspace", "listWorkspaces"),
):
    plant(f"createdAt of {_subject} changes", f"{_subject}.created-at", after=_each(_operations, _older))
    plant(f"updatedAt of {_subject} is before createdAt", f"{_subject}.updated-at.after", after=_each(_operations, _early))
    plant(f"{_create} needs a body", f"{_subject}.no-body", before=_needs_body(_create))
    plant(f"{_list} begins with the oldest", f"{_subject}.newest-first", after=_backwards(_list))
plant("listBrowsers begins with the oldest", "browsers.newest-first", after=_backwards("listBrowsers"))


# Files


def _uploads(change: Callable[[list[dict[str, Any]], Call], list[dict[str, Any]]]) -> After:
    def alter(call: Call) -> None:
        if _is(call, "uploadWorkspaceFiles"):
            call.answer.json = {"files": change(call.answer.json["files"], call)}

    return alter


def _bare_prefix(files: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    prefix = call.parameters.get("prefix", "")
    is_bare = prefix and not prefix.endswith("/")
    return [{**one, "path": prefix + one["name"]} for one in files] if is_bare else files


def _same_url(files: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    return [{**one, "uploadUrl": files[0]["uploadUrl"]} for one in files]


plant("upload URLs come in another order", "uploads.order", after=_uploads(lambda files, call: files[::-1]))
plant(
    "the path of an upload has no prefix",
    "uploads.path",
    after=_uploads(lambda files, call: [{**one, "path": one["name"]} for one in files]),
)
plant("a prefix without a slash is no folder", "uploads.path.folder", after=_uploads(_bare_prefix))
plant("all files have one upload URL", "uploads.url.own", "files.", after=_uploads(_same_url))


def _own_host(name: str, operation: str) -> After:
    def change(item: dict[str, Any], call: Call) -> None:
        if item.get(name):
            item[name] = f"http://{call.headers.get('host', 'localhost')}/files/{item['path']}?signature=1"

    return _each((operation,), change)


plant("upload URLs lead to the API", "uploads.storage-host", after=_own_host("uploadUrl", "uploadWorkspaceFiles"))
plant("download URLs lead to the API", "files.storage-host", after=_own_host("url", "listWorkspaceFiles"))


def _listing(change: Callable[[dict[str, Any], Call], dict[str, Any]]) -> After:
    def alter(call: Call) -> None:
        if _is(call, "listWorkspaceFiles"):
            document = call.answer.json
            call.answer.json = {**document, **change(document, call)}

    return alter


def _no_prefix(call: Call) -> Answer | None:
    if call.operation == "listWorkspaceFiles" and call.parameters.get("prefix"):
        call.parameters = {name: value for name, value in call.parameters.items() if name != "prefix"}
    return None


def _deep(call: Call) -> Answer | None:
    if call.operation == "listWorkspaceFiles" and call.parameters.get("shallow") == "true":
        call.parameters = {name: value for name, value in call.parameters.items() if name != "shallow"}
    return None


def _with_urls(call: Call) -> Answer | None:
    is_valid = call.parameters.get("includeUrls", "true") in ("true", "false")
    if call.operation == "listWorkspaceFiles" and is_valid and "Urls" not in call.parameters:
        call.parameters = {**call.parameters, "includeUrls": "true"}
    return None


def _without_urls(document: dict[str, Any], call: Call) -> dict[str, Any]:
    return {"files": [{key: value for key, value in one.items() if key != "url"} for one in document["files"]]}


def _kibibytes(document: dict[str, Any], call: Call) -> dict[str, Any]:
    return {"files": [{**one, "size": one["size"] // 1024} for one in document["files"]]}


def _stranger(document: dict[str, Any], call: Call) -> dict[str, Any]:
    other = {"path": "somebody/elses.txt", "size": 1, "lastModified": "2026-01-01T00:00:00Z"}
    return {"files": [*document["files"], other]} if len(document["files"]) < 3 and not call.parameters else {}


def _no_folders(document: dict[str, Any], call: Call) -> dict[str, Any]:
    return {"folders": []}


plant("a prefix selects nothing", "files.prefix", before=_no_prefix)
plant("shallow is deep", "files.shallow", before=_deep)
plant("every file has a url", "files.url.none", before=_with_urls)
plant("no file has a url", "files.url.there", after=_listing(_without_urls))
plant("sizes are in kibibytes", "files.size", after=_listing(_kibibytes))
plant("a workspace has somebody else's file", "files.nothing-else", after=_listing(_stranger))
plant("shallow names no folders", "files.folders", after=_listing(_no_folders))


@before("files.deleted", "files.unknown")
def a_file_is_never_deleted(call: Call) -> Answer | None:
    is_known = call.operation == "deleteWorkspaceFile" and call.headers.get("x-browser-use-api-key") == _KEY
    return Answer(204, {}, b"") if is_known and call.parameters.get("path") and len(call.session_id) == 36 else None


@after("files.unknown")
def a_file_that_never_was_is_deleted(call: Call) -> None:
    if call.operation == "deleteWorkspaceFile" and call.answer.status == 404:
        call.answer.status, call.answer.body = 204, b""


@after("workspaces.size")
def a_size_counts_files(call: Call) -> None:
    if _is(call, "getWorkspaceSize"):
        call.answer.json = {"usedBytes": min(call.answer.json.get("usedBytes") or 0, 8)}


def _storage(name: str, *names: str) -> Callable[[After], After]:
    def register(function: After) -> After:
        plant(name, *names, storage=function)
        return function

    return register


@_storage("downloads lose their last byte", "files.bytes")
def _shorter(call: Call) -> None:
    if call.method == "GET" and call.answer.status == 200:
        call.answer.body = call.answer.body[:-1]


@_storage("downloads are changed to UTF-8", "files.bytes")
def _recoded(call: Call) -> None:
    if call.method == "GET" and call.answer.status == 200:
        call.answer.body = call.answer.body.decode("latin-1").encode("utf-8")


@_storage("uploads are refused", "uploads.accepted", "files")
def _refused(call: Call) -> None:
    if call.method == "PUT":
        call.answer.status = 403


@_storage("uploads of any content type are taken", "uploads.content-type")
def _any_type(call: Call) -> None:
    if call.method == "PUT" and call.answer.status == 403:
        call.answer.status = 200


@_storage("uploads are taken and lost", "files.there")
def _lost(call: Call) -> None:
    if call.method == "PUT" and call.answer.status >= 400:
        call.answer.status = 200


# Browsers


def _stopped_stays_active(item: dict[str, Any], call: Call) -> None:
    if call.operation == "getBrowser":
        item["status"], item["finishedAt"] = "active", None


def _unfinished(item: dict[str, Any], call: Call) -> None:
    item["finishedAt"] = None


def _finished(item: dict[str, Any], call: Call) -> None:
    item["finishedAt"] = item["finishedAt"] or item["startedAt"]


def _long(item: dict[str, Any], call: Call) -> None:
    item["timeoutAt"] = "2031-01-01T00:00:00Z"


def _full_price(item: dict[str, Any], call: Call) -> None:
    known = call.memory.own.setdefault("prices", {})
    known.setdefault(item["id"], item["browserCost"])
    item["browserCost"] = known[item["id"]]


def _free(item: dict[str, Any], call: Call) -> None:
    if item["status"] == "stopped" and call.memory.count(("free", item["id"])) % 2:
        item["browserCost"] = "0"


def _growing(item: dict[str, Any], call: Call) -> None:
    if item["status"] == "stopped":
        item["browserCost"] = f"0.{call.memory.count('cost'):06}"


def _recorded(item: dict[str, Any], call: Call) -> None:
    item["recordingUrl"] = "https://recordings.example.com/1.mp4"


plant("a browser begins stopped", "browsers.active", after=_sets(("createBrowser",), "status", "stopped"))
plant("a stopped browser is active again", "browsers.stopped", after=_each(("getBrowser",), _stopped_stays_active))
plant("a browser stops at once", "browsers.running", after=_sets(("getBrowser",), "status", "stopped"))
plant("a stopped browser has no finishedAt", "browsers.finished", after=_each(_BROWSERS, _unfinished))
plant("an active browser has a finishedAt", "browsers.not-finished", after=_each(_BROWSERS, _finished))
plant("timeoutAt is years away", "browsers.timeout", after=_each(_BROWSERS, _long))
plant("cdpUrl is a word", "browsers.cdp-url", after=_sets(_BROWSERS, "cdpUrl", "browser"))
plant("all browsers have one cdpUrl", "browsers.cdp-url.own", after=_sets(_BROWSERS, "cdpUrl", "wss://cdp.example.com/1"))
plant("what was not used is not given back", "browsers.cost.minute", after=_each(_BROWSERS, _full_price))
plant("some browsers cost nothing", "browsers.cost", after=_each(_BROWSERS, _free))
plant("a stopped browser goes on costing", "browsers.cost.final", after=_each(_BROWSERS, _growing))
plant("a browser has a recording that nobody asked for", "browsers.recording.none", after=_each(_BROWSERS, _recorded))
_AGENT = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
plant(
    "a bare browser belongs to a session", "browsers.bare", after=_sets(("createBrowser", "getBrowser"), "agentSessionId", _AGENT)
)


@before("browsers.timeout.default")
def the_default_timeout_is_half_an_hour(call: Call) -> Answer | None:
    if call.operation == "createBrowser" and call.body.startswith(b"{"):
        call.fields = {"timeout": 30, **call.fields}
    return None


@before("browsers.timeout.above", "refused.createBrowser.timeout.above")
def a_browser_may_run_for_longer(call: Call) -> Answer | None:
    if call.operation == "createBrowser" and isinstance(call.fields.get("timeout"), int) and call.fields["timeout"] > 240:
        call.fields = {**call.fields, "timeout": 240}
    return None


@before("browsers.filter")
def every_browser_is_listed_whatever_its_status(call: Call) -> Answer | None:
    if call.operation == "listBrowsers" and call.parameters.get("filterBy") in ("active", "stopped"):
        call.parameters = {name: value for name, value in call.parameters.items() if name != "filterBy"}
    return None


@after("browsers.filter.complete", "paging.listBrowsers")
def a_selection_of_browsers_is_empty(call: Call) -> None:
    if _is(call, "listBrowsers") and "filterBy" in call.parameters:
        call.answer.json = {**call.answer.json, "items": [], "totalItems": 0}


def _no_agents(call: Call) -> None:
    if _is(call, "listBrowsers"):
        document = call.answer.json
        kept = [item for item in document["items"] if not item.get("agentSessionId")]
        call.answer.json = {**document, "items": kept, "totalItems": len(kept)}


plant("browsers of sessions are not listed", "browsers.of-session", after=_no_agents)


def _goes_on(call: Call) -> Answer | None:
    owned = call.memory.own.get("owned", {})
    if call.operation == "updateBrowser" and call.session_id in owned and call.headers.get("x-browser-use-api-key") == _KEY:
        item = {**owned[call.session_id], "status": "stopped", "finishedAt": owned[call.session_id]["startedAt"]}
        return Answer(200, {"content-type": "application/json"}, json.dumps(item).encode())
    return None


def _remembers_owners(call: Call) -> None:
    for item in call.answer.json["items"] if _is(call, "listBrowsers") else ():
        if item.get("agentSessionId"):
            call.memory.own.setdefault("owned", {})[item["id"]] = item


plant("a session goes on without its browser", "browsers.of-session.stopped", before=_goes_on, after=_remembers_owners)


@after("browsers.password")
def the_password_of_a_proxy_is_shown(call: Call) -> None:
    if _is(call, "createBrowser") and isinstance(call.asked.get("customProxy"), dict):
        call.answer.json = {**call.answer.json, "customProxy": call.asked["customProxy"]}


# The account


@after("billing.adds-up")
def the_balance_is_off_by_a_cent(call: Call) -> None:
    if _is(call, "getBillingAccount"):
        document = call.answer.json
        call.answer.json = {**document, "totalCreditsBalanceUsd": document["totalCreditsBalanceUsd"] + 0.01}


@after("billing.project")
def the_project_changes(call: Call) -> None:
    if _is(call, "getBillingAccount") and call.memory.count("account") > 2:
        call.answer.json = {**call.answer.json, "projectId": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}

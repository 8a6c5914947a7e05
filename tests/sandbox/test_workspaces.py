"""Workspaces and their files over HTTP, with time moved by hand."""

from uuid import uuid4

import httpx
import pytest


@pytest.fixture
def storage():
    """A client that knows no key."""
    with httpx.Client(verify=False, timeout=60) as client:
        yield client


def ask(api, workspace, files, status=200, **query):
    return api.call("POST", f"/workspaces/{workspace}/files/upload", status, params=query, json={"files": files})


def put(storage, url, data=b"", content_type="application/octet-stream", **headers):
    return storage.put(url, content=data, headers={"Content-Type": content_type, **headers})


def upload(api, storage, workspace, path, data=b"x"):
    (file,) = ask(api, workspace, [{"name": path}])["files"]
    answer = put(storage, file["uploadUrl"], data)
    assert answer.status_code == 200, answer.text


def files(api, workspace, **query):
    return api.call("GET", f"/workspaces/{workspace}/files", params=query)


def paths(page):
    return [file["path"] for file in page["files"]]


def test_create_get_update_delete(api, storage):
    workspace = api.call("POST", "/workspaces", 201, json={"name": "Reports"})
    path = f"/workspaces/{workspace['id']}"
    api.wait(5)
    changed = api.call("PATCH", path, json={"name": "Others"})
    assert (changed["name"], changed["createdAt"]) == ("Others", workspace["createdAt"])
    assert changed["updatedAt"] > workspace["updatedAt"]
    assert api.call("PATCH", path, json={})["name"] == "Others"
    assert api.call("GET", "/workspaces")["items"] == [api.call("GET", path)]
    upload(api, storage, workspace["id"], "a")
    url = files(api, workspace["id"], includeUrls="true")["files"][0]["url"]
    api.call("DELETE", path, 204)
    assert storage.get(url).status_code == 404
    for method, rest, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("GET", "/files", None),
        ("GET", "/size", None),
        ("DELETE", "/files?path=a", None),
        ("POST", "/files/upload", {"files": [{"name": "a"}]}),
    ):
        assert api.call(method, path + rest, 404, json=body) == {"detail": "Workspace not found"}
    assert api.call("POST", "/workspaces", 201)["name"] is None


def test_a_file_goes_up_and_comes_down(api, storage):
    workspace = api.workspace()
    asked = [{"name": "häuser 🏠.csv", "contentType": "text/csv; charset=utf-8", "size": 4}, {"name": "b"}]
    first, second = ask(api, workspace, asked, prefix="in/deep")["files"]
    assert (first["name"], first["path"], second["path"]) == ("häuser 🏠.csv", "in/deep/häuser 🏠.csv", "in/deep/b")
    origin = api.sandbox.base_url.removesuffix("/api/v3")
    assert httpx.URL(first["uploadUrl"]).port != httpx.URL(origin).port
    assert files(api, workspace)["files"] == []
    assert put(storage, first["uploadUrl"], b"a,b\n", "text/csv;charset=UTF-8").status_code == 200
    large = bytes(range(256)) * 8192
    assert put(storage, second["uploadUrl"], large).status_code == 200
    page = files(api, workspace, includeUrls="true")
    assert paths(page) == ["in/deep/b", "in/deep/häuser 🏠.csv"]
    assert [file["size"] for file in page["files"]] == [len(large), 4]
    assert (page["hasMore"], page["nextCursor"], page["folders"]) == (False, None, [])
    answers = [storage.get(file["url"]) for file in page["files"]]
    assert [answer.content for answer in answers] == [large, b"a,b\n"]
    assert answers[1].headers["content-type"] == "text/csv; charset=utf-8"
    assert api.call("GET", f"/workspaces/{workspace}/size") == {"usedBytes": len(large) + 4}
    assert files(api, workspace)["files"][0]["url"] is None
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": "in/deep/b"})
    assert storage.get(page["files"][0]["url"]).status_code == 404
    assert api.call("DELETE", f"/workspaces/{workspace}/files", 404, params={"path": "in/deep/b"}) == {"detail": "File not found"}
    api.call("DELETE", f"/workspaces/{workspace}/files", 422)
    assert api.call("GET", f"/workspaces/{workspace}/size") == {"usedBytes": 4}


def test_a_second_upload_replaces_the_first(api, storage):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]
    tags = {put(storage, file["uploadUrl"], data).headers["etag"] for data in (b"first", b"2")}
    assert len(tags) == 2
    (only,) = files(api, workspace, includeUrls="true")["files"]
    assert (only["size"], storage.get(only["url"]).content) == (1, b"2")
    assert api.call("GET", f"/workspaces/{workspace}/size") == {"usedBytes": 1}


def test_a_size_may_have_a_fraction_of_zero(api, storage):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a", "size": 3.0}])["files"]
    assert put(storage, file["uploadUrl"], b"abcd").status_code == 403
    assert put(storage, file["uploadUrl"], b"abc").status_code == 200


def test_an_empty_file(api, storage):
    workspace = api.workspace()
    upload(api, storage, workspace, "empty", b"")
    (only,) = files(api, workspace, includeUrls="true")["files"]
    assert (only["size"], storage.get(only["url"]).content) == (0, b"")


def test_upload_urls_are_enforced(api, storage):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a", "contentType": "text/plain", "size": 3}])["files"]
    url = file["uploadUrl"]
    for answer, status in (
        (put(storage, url, b"abc", "text/html"), 403),
        (put(storage, url, b"abcd", "text/plain"), 403),
        (put(storage, url, b"ab", "text/plain"), 403),
        (put(storage, url, iter([b"abc"]), "text/plain"), 411),
        (put(storage, url.replace("size=3", "size=4"), b"abcd", "text/plain"), 403),
        (put(storage, url.replace("path=a&", "path=b&"), b"abc", "text/plain"), 403),
        (put(storage, url.replace("/a?", "/b?"), b"abc", "text/plain"), 403),
        (put(storage, url.partition("?")[0], b"abc", "text/plain"), 403),
        (storage.get(url), 403),
        (storage.delete(url), 405),
        (storage.get(httpx.URL(url).copy_with(path="/", query=b"")), 403),
    ):
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/xml"
        assert "<Code>" in answer.text
    assert files(api, workspace)["files"] == []
    api.wait(299)
    assert put(storage, url, b"abc", "text/plain").status_code == 200
    api.wait(1)
    assert put(storage, url, b"abc", "text/plain").status_code == 403
    assert "Request has expired" in put(storage, url, b"abc", "text/plain").text


def test_download_urls_expire_after_a_minute(api, storage):
    workspace = api.workspace()
    upload(api, storage, workspace, "a")
    url = files(api, workspace, includeUrls="true")["files"][0]["url"]
    assert put(storage, url, b"y").status_code == 403
    api.wait(59)
    assert storage.get(url).status_code == 200
    api.wait(1)
    assert storage.get(url).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=4-", 206, b"456789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=0-99", 206, b"0123456789"),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("bytes=x", 200, b"0123456789"),
        ("bytes=10-", 416, None),
        ("bytes=5-4", 416, None),
    ],
)
def test_parts_of_files(api, storage, asked, status, content):
    workspace = api.workspace()
    upload(api, storage, workspace, "a", b"0123456789")
    url = files(api, workspace, includeUrls="true")["files"][0]["url"]
    answer = storage.get(url, headers={"Range": asked})
    assert answer.status_code == status
    if content is not None:
        assert answer.content == content
    assert storage.head(url).headers["content-length"] == "10"


def test_the_api_key_never_goes_to_the_storage_host(api, storage):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]
    for headers in (
        {"X-Browser-Use-API-Key": api.sandbox.api_key},
        {"Authorization": f"Bearer {api.sandbox.api_key}"},
        {"X-Browser-Use-API-Key": "another"},
    ):
        assert put(storage, file["uploadUrl"], b"x", **headers).status_code == 400
    assert put(storage, f"{file['uploadUrl']}&key={api.sandbox.api_key}", b"x").status_code == 400
    assert files(api, workspace)["files"] == []
    with pytest.raises(AssertionError, match="4 requests carried an API key to the storage host"):
        api.sandbox.assert_no_leaked_key()
    side = api.sandbox.base_url.removesuffix("/api/v3") + "/_sandbox"
    assert api.client.get(side).json()["leaked_keys"] == 4
    assert api.client.get(f"{side}/check?no_leaked_key").status_code == 409


def test_pages_of_files(api, storage):
    workspace = api.workspace()
    names = sorted(f"{folder}{number}" for folder in ("", "a/", "a/b/", "c/") for number in range(3))
    for name in names:
        upload(api, storage, workspace, name)
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = files(api, workspace, limit=5, **({"cursor": cursor} if cursor else {}))
        assert page["hasMore"] is (page["nextCursor"] is not None)
        found += paths(page)
        cursor, pages = page["nextCursor"], pages + 1
    assert (found, pages) == (names, 3)
    assert paths(files(api, workspace, prefix="a/")) == [name for name in names if name.startswith("a/")]
    assert paths(files(api, workspace, prefix="nothing/")) == []
    shallow = files(api, workspace, shallow="true")
    assert (paths(shallow), shallow["folders"]) == (["0", "1", "2"], ["a", "c"])
    for prefix in ("a", "a/"):
        shallow = files(api, workspace, shallow="true", prefix=prefix)
        assert (paths(shallow), shallow["folders"]) == (["a/0", "a/1", "a/2"], ["b"])
    first = files(api, workspace, shallow="true", limit=4)
    second = files(api, workspace, shallow="true", limit=4, cursor=first["nextCursor"])
    assert (first["folders"], second["folders"], second["hasMore"]) == (["a"], ["c"], False)


@pytest.mark.parametrize("cursor", ["x", "", "%00", "YWJj", "é", "a" * 5000])
def test_cursors_that_are_none(api, cursor):
    workspace = api.workspace()
    (issue,) = api.call("GET", f"/workspaces/{workspace}/files", 422, params={"cursor": cursor})["detail"]
    assert issue["loc"] == ["query", "cursor"]


@pytest.mark.parametrize("name", ["../x", "a/../b", "..", ".", "./a", "x" * 256, "", 5])
def test_names_that_are_refused(api, name):
    workspace = api.workspace()
    (issue,) = ask(api, workspace, [{"name": "good"}, {"name": name}], 422)["detail"]
    assert issue["loc"] == ["body", "files", 1, "name"]


@pytest.mark.parametrize("prefix", ["..", "../", "a/../", "a/./b", "x/" * 2000])
def test_prefixes_that_are_refused(api, prefix):
    workspace = api.workspace()
    (issue,) = ask(api, workspace, [{"name": "a"}], 422, prefix=prefix)["detail"]
    assert issue["loc"][:2] in (["query", "prefix"], ["body", "files"])


@pytest.mark.parametrize(
    "name",
    ["🏠" * 60, "a b", "ü/ñ", "%2e%2e", "a?b#c&d=e+f", "C:\\x", "con", "/etc/passwd", "a//b", "a/", "a\nb", "\x00", "..."],
)
def test_names_that_are_odd(api, storage, name):
    workspace = api.workspace()
    upload(api, storage, workspace, name, b"odd")
    (only,) = files(api, workspace, includeUrls="true")["files"]
    assert only["path"] == name
    assert storage.get(only["url"]).content == b"odd"
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": name})


@pytest.mark.parametrize("asked", [[], [{"name": "a"}] * 11, [{}], [{"name": "a", "size": 0}], [{"name": "a", "contentType": 5}]])
def test_bodies_that_are_refused(api, asked):
    ask(api, api.workspace(), asked, 422)


def test_room_runs_out(make_api, storage):
    api = make_api(max_storage_bytes=10)
    workspace = api.workspace()
    upload(api, storage, workspace, "a", b"x" * 8)
    (file,) = ask(api, workspace, [{"name": "b"}])["files"]
    assert put(storage, file["uploadUrl"], b"xyz").status_code == 507
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": "a"})
    assert put(storage, file["uploadUrl"], b"xyz").status_code == 200
    with pytest.raises(ValueError, match="no room"):
        api.sandbox.put_file(workspace, "c", b"x" * 8)


def test_an_upload_that_is_broken_off_leaves_nothing(make_api, storage):
    api = make_api(max_storage_bytes=3_000_000)
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]

    def half():
        yield b"x" * 2_000_000
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        put(storage, file["uploadUrl"], half(), **{"Content-Length": "3000000"})
    while not api.sandbox.transfers():
        pass
    (transfer,) = api.sandbox.transfers()
    assert (transfer.status, transfer.path) == (None, "a")
    assert "closed" in str(transfer)
    assert files(api, workspace)["files"] == []
    assert put(storage, file["uploadUrl"], b"x" * 3_000_000).status_code == 200


def test_large_files_lie_on_disk_and_go_with_the_sandbox(api, storage):
    workspace = api.workspace()
    upload(api, storage, workspace, "large", b"x" * 1_048_577)
    upload(api, storage, workspace, "small", b"x" * 1_048_576)
    folder = api.sandbox._state.contents._folder
    assert [path.stat().st_size for path in folder.iterdir()] == [1_048_577]
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": "large"})
    assert list(folder.iterdir()) == []
    upload(api, storage, workspace, "large", b"x" * 1_048_577)
    api.sandbox.stop()
    assert not folder.exists()


def test_what_an_agent_reads_and_writes(api, storage):
    workspace = api.workspace()
    upload(api, storage, workspace, "in/prices.csv", b"mouse,39.90")
    api.sandbox.script(
        when=lambda request: "in/prices.csv" in request.files,
        output=lambda request: request.files["in/prices.csv"].decode(),
        files={"out/report.txt": "39.90", "out/raw.bin": b"\x00", "out/b64": {"base64": "AAE="}},
    )
    session = api.create(task="Read the prices", workspaceId=workspace)
    api.wait(5.9)
    assert paths(files(api, workspace, prefix="out/")) == []
    api.wait(0.2)
    assert api.get(session)["output"] == "mouse,39.90"
    (seen,) = api.sandbox.workspaces()
    assert dict(seen.files) == {
        "in/prices.csv": b"mouse,39.90",
        "out/b64": b"\x00\x01",
        "out/raw.bin": b"\x00",
        "out/report.txt": b"39.90",
    }
    url = files(api, workspace, prefix="out/report", includeUrls="true")["files"][0]["url"]
    assert storage.get(url).headers["content-type"] == "text/plain"


def test_files_of_a_script_can_follow_from_the_request(api):
    workspace = api.workspace()
    api.sandbox.script(files=lambda request: {"task.txt": request.task})
    api.create(task="first", workspaceId=workspace, keepAlive=True)
    api.wait(10)
    assert dict(api.sandbox.workspaces()[0].files) == {"task.txt": b"first"}


@pytest.mark.parametrize(
    "wrong", [{"files": {"": "a"}}, {"files": {"a": 5}}, {"files": ["a"]}, {"files": {"a": {"base64": "?"}}}]
)
def test_files_of_a_script_that_cannot_be(api, wrong):
    with pytest.raises(ValueError, match="files"):
        api.sandbox.script(**wrong)


def test_files_without_a_workspace_are_a_failure_of_the_script(api):
    api.sandbox.script(files={"a": "b"})
    api.create(500, task="x")
    with pytest.raises(ValueError, match="no workspace for them"):
        api.sandbox.check_script()


def test_a_cached_script_is_a_file_of_the_workspace(api):
    workspace = api.workspace()
    body = {"task": "Get {{a}}", "workspaceId": workspace}
    api.create(**body)
    api.wait(10)
    (script,) = paths(files(api, workspace))
    assert script.startswith("scripts/")
    rerun = api.create(**body)
    api.wait(10)
    assert api.get(rerun)["llmCostUsd"] == "0"
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": script})
    anew = api.create(**body)
    api.wait(10)
    assert api.get(anew)["llmCostUsd"] != "0"


def test_a_session_in_an_unknown_workspace(api):
    assert api.create(404, workspaceId=str(uuid4())) == {"detail": "Workspace not found"}
    gone = api.workspace()
    session = api.create(task="x", workspaceId=gone)
    api.call("DELETE", f"/workspaces/{gone}", 204)
    api.wait(10)
    assert api.get(session)["status"] == "stopped"
    api.create(404, workspaceId=gone)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"status": 503}, 503),
        ({"answer": "html"}, 502),
        ({"status": 403, "detail": "expired"}, 403),
        ({"answer": "garbage"}, 200),
    ],
)
def test_faults_of_the_storage_host(api, storage, fault, status):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]
    api.sandbox.fail("putFile", **fault)
    assert put(storage, file["uploadUrl"], b"x" * 100).status_code == status
    assert files(api, workspace)["files"] == []
    assert put(storage, file["uploadUrl"], b"x" * 100).status_code == 200
    url = files(api, workspace, includeUrls="true")["files"][0]["url"]
    api.sandbox.fail("getFile", **fault)
    assert storage.get(url).status_code == status
    assert storage.get(url).content == b"x" * 100
    assert [transfer.fault is None for transfer in api.sandbox.transfers()] == [False, True, False, True]


def test_broken_transfers(api, storage):
    workspace = api.workspace()
    upload(api, storage, workspace, "a", b"x" * 2_000_000)
    url = files(api, workspace, includeUrls="true")["files"][0]["url"]
    api.sandbox.fail("getFile", answer="truncated", acts=True)
    with pytest.raises(httpx.RemoteProtocolError):
        storage.get(url)
    for answer in ("nothing", "reset"):
        api.sandbox.fail("getFile", answer=answer)
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            storage.get(url)
    api.sandbox.fail("putFile", answer="nothing", acts=True)
    (file,) = ask(api, workspace, [{"name": "b"}])["files"]
    with pytest.raises(httpx.RemoteProtocolError):
        put(storage, file["uploadUrl"], b"there all the same")
    assert paths(files(api, workspace)) == ["a", "b"]


def test_other_faults_leave_the_storage_host_alone(api, storage):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]
    api.sandbox.fail(times=None)
    assert put(storage, file["uploadUrl"], b"x").status_code == 200


def test_what_is_there_before_a_program_begins(api, storage):
    workspace = api.sandbox.create_workspace("Reports", {"in/a": "text", "b": b"\x00"})
    profile = api.sandbox.create_profile("Shop", user_id="u1")
    assert paths(files(api, workspace)) == ["b", "in/a"]
    assert api.call("GET", f"/profiles/{profile}")["userId"] == "u1"
    assert api.create(profileId=str(profile), workspaceId=str(workspace))["workspaceId"] == str(workspace)
    hostile = {name: name for name in ("../x", "/etc/passwd", "a/../../b", "C:\\x", "A", "a", ".", "\x00")}
    assert dict(api.sandbox.workspaces()[-1].files) == {"b": b"\x00", "in/a": b"text"}
    page = files(api, api.sandbox.create_workspace(files=hostile), includeUrls="true")
    assert {file["path"]: storage.get(file["url"]).text for file in page["files"]} == hostile
    with pytest.raises(ValueError, match="needs a name"):
        api.sandbox.create_workspace(files={"": ""})


def test_files_put_by_a_test(api, storage):
    workspace = api.workspace()
    api.sandbox.put_file(workspace, "in/a.json", "{}")
    side = api.sandbox.base_url.replace("/api/v3", "/_sandbox")
    body = {"workspace_id": workspace, "files": {"b": "text", "c": {"base64": "AA=="}}}
    assert api.client.post(f"{side}/files", json=body).status_code == 204
    assert dict(api.sandbox.workspaces()[0].files) == {"b": b"text", "c": b"\x00", "in/a.json": b"{}"}
    assert api.client.get(f"{side}/workspaces").json()["workspaces"][0]["files"] == ["b", "c", "in/a.json"]
    for wrong in ({"workspace_id": str(uuid4()), "files": {"a": ""}}, {"workspace_id": workspace, "files": {"": ""}}, {}):
        assert api.client.post(f"{side}/files", json=wrong).status_code == 422

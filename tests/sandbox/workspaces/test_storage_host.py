"""Uploads and downloads: signed URLs, parts of files, and the limits of the storage host."""

import httpx
import pytest


def test_a_file_goes_up_and_comes_down(api, storage, ask, put, files, paths):
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


def test_a_second_upload_replaces_the_first(api, storage, ask, put, files):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]
    tags = {put(storage, file["uploadUrl"], data).headers["etag"] for data in (b"first", b"2")}
    assert len(tags) == 2
    (only,) = files(api, workspace, includeUrls="true")["files"]
    assert (only["size"], storage.get(only["url"]).content) == (1, b"2")
    assert api.call("GET", f"/workspaces/{workspace}/size") == {"usedBytes": 1}


def test_a_size_may_have_a_fraction_of_zero(api, storage, ask, put):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a", "size": 3.0}])["files"]
    assert put(storage, file["uploadUrl"], b"abcd").status_code == 403
    assert put(storage, file["uploadUrl"], b"abc").status_code == 200


def test_an_empty_file(api, storage, upload, files):
    workspace = api.workspace()
    upload(api, storage, workspace, "empty", b"")
    (only,) = files(api, workspace, includeUrls="true")["files"]
    assert (only["size"], storage.get(only["url"]).content) == (0, b"")


def test_upload_urls_are_enforced(api, storage, ask, put, files):
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


def test_download_urls_expire_after_a_minute(api, storage, put, upload, files):
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
def test_parts_of_files(api, storage, asked, status, content, upload, files):
    workspace = api.workspace()
    upload(api, storage, workspace, "a", b"0123456789")
    url = files(api, workspace, includeUrls="true")["files"][0]["url"]
    answer = storage.get(url, headers={"Range": asked})
    assert answer.status_code == status
    if content is not None:
        assert answer.content == content
    assert storage.head(url).headers["content-length"] == "10"


def test_the_api_key_never_goes_to_the_storage_host(api, storage, ask, put, files):
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


def test_room_runs_out(make_api, storage, ask, put, upload):
    api = make_api(max_storage_bytes=10)
    workspace = api.workspace()
    upload(api, storage, workspace, "a", b"x" * 8)
    (file,) = ask(api, workspace, [{"name": "b"}])["files"]
    assert put(storage, file["uploadUrl"], b"xyz").status_code == 507
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": "a"})
    assert put(storage, file["uploadUrl"], b"xyz").status_code == 200
    with pytest.raises(ValueError, match="no space"):
        api.sandbox.put_file(workspace, "c", b"x" * 8)


def test_an_upload_that_is_broken_off_leaves_nothing(make_api, storage, ask, put, files):
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


def test_large_files_lie_on_disk_and_go_with_the_sandbox(api, storage, upload):
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

"""Faults of the storage host."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"status": 503}, 503),
        ({"answer": "html"}, 502),
        ({"status": 403, "detail": "expired"}, 403),
        ({"answer": "garbage"}, 200),
    ],
)
def test_faults_of_the_storage_host(api, storage, fault, status, ask, put, files):
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


def test_broken_transfers(api, storage, ask, put, upload, files, paths):
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


def test_other_faults_leave_the_storage_host_alone(api, storage, ask, put):
    workspace = api.workspace()
    (file,) = ask(api, workspace, [{"name": "a"}])["files"]
    api.sandbox.fail(times=None)
    assert put(storage, file["uploadUrl"], b"x").status_code == 200

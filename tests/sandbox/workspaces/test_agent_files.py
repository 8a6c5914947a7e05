"""The files that agents, scripts and tests write to workspaces."""

from uuid import uuid4

import pytest


def test_what_an_agent_reads_and_writes(api, storage, upload, files, paths):
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
    with pytest.raises(ValueError, match="the session has no workspace"):
        api.sandbox.check_script()


def test_a_cached_script_is_a_file_of_the_workspace(api, files, paths):
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

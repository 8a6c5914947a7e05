"""Workspaces, without the bytes of their files."""

from uuid import uuid4

import pytest


def test_create_get_update_delete(api, storage, upload, files):
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


def test_a_session_in_an_unknown_workspace(api):
    assert api.create(404, workspaceId=str(uuid4())) == {"detail": "Workspace not found"}
    gone = api.workspace()
    session = api.create(task="x", workspaceId=gone)
    api.call("DELETE", f"/workspaces/{gone}", 204)
    api.wait(10)
    assert api.get(session)["status"] == "stopped"
    api.create(404, workspaceId=gone)


def test_what_is_there_before_a_program_begins(api, storage, files, paths):
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

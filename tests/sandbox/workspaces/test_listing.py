"""Lists of files and their cursors, and which names and paths files may have."""

import pytest


def test_pages_of_files(api, storage, upload, files, paths):
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
def test_names_that_are_refused(api, name, ask):
    workspace = api.workspace()
    (issue,) = ask(api, workspace, [{"name": "good"}, {"name": name}], 422)["detail"]
    assert issue["loc"] == ["body", "files", 1, "name"]


@pytest.mark.parametrize("prefix", ["..", "../", "a/../", "a/./b", "x/" * 2000])
def test_prefixes_that_are_refused(api, prefix, ask):
    workspace = api.workspace()
    (issue,) = ask(api, workspace, [{"name": "a"}], 422, prefix=prefix)["detail"]
    assert issue["loc"][:2] in (["query", "prefix"], ["body", "files"])


@pytest.mark.parametrize(
    "name",
    ["🏠" * 60, "a b", "ü/ñ", "%2e%2e", "a?b#c&d=e+f", "C:\\x", "con", "/etc/passwd", "a//b", "a/", "a\nb", "\x00", "..."],
)
def test_names_that_are_odd(api, storage, name, upload, files):
    workspace = api.workspace()
    upload(api, storage, workspace, name, b"odd")
    (only,) = files(api, workspace, includeUrls="true")["files"]
    assert only["path"] == name
    assert storage.get(only["url"]).content == b"odd"
    api.call("DELETE", f"/workspaces/{workspace}/files", 204, params={"path": name})


@pytest.mark.parametrize("asked", [[], [{"name": "a"}] * 11, [{}], [{"name": "a", "size": 0}], [{"name": "a", "contentType": 5}]])
def test_bodies_that_are_refused(api, asked, ask):
    ask(api, api.workspace(), asked, 422)

"""workspaces.download_all: the folder structure, and untrusted names, which must not lead out of the folder."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from browser_use_sessions.errors import ServerError
from browser_use_sessions.files import FilesError, Progress, RemoteFileNotFoundError, StorageError, UnsafePathError
from browser_use_sessions.files.targets import Target

from .conftest import WORKSPACE, BlockingInterface, Handler, Stub, refuse, tree


def test_all_files_are_downloaded_with_their_folders(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {f"sub{number % 7}/deep/{number}.txt": b"%d" % number for number in range(230)} | {
        "empty": b"",
        "top": b"t",
        "sub1/": b"",
    }
    paths = workspaces.download_all(WORKSPACE, "out")
    expected = {path: content for path, content in stub.files.items() if path != "sub1/"}
    assert tree(folder / "out") == expected
    assert [path.as_posix() for path in paths] == [f"out/{path}" for path in expected]
    assert len(stub.headers_of("LIST")) == 3


def test_files_under_a_prefix_keep_their_full_path(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"a/x": b"1", "a/b/y": b"2", "c/z": b"3"}
    assert workspaces.download_all(WORKSPACE, prefix="a/") == [Path("a/x"), Path("a/b/y")]
    assert tree(folder) == {"a/x": b"1", "a/b/y": b"2"}


def test_empty_workspace_downloads_nothing(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    assert workspaces.download_all(WORKSPACE, "out") == []
    assert not list(folder.iterdir())


def test_existing_files_are_replaced(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"a": b"new", "sub/b": b"new"}
    (folder / "sub").mkdir()
    for name in ("a", "sub/b", "sub/other"):
        Path(name).write_bytes(b"of old")
    workspaces.download_all(WORKSPACE)
    assert tree(folder) == {"a": b"new", "sub/b": b"new", "sub/other": b"of old"}


UNSAFE = [
    "../evil", "a/../../evil", "/etc/evil", "a//evil", "./evil", "a/./evil", "..", "a/..", "..\\evil", "a\\b", "C:evil",
    "C:/evil",     "a/c:\\evil", "\\\\host\\evil",
    "evil\0.txt", "evil\n", "evil\x1b[2J", "evil\x7f", "CON", "con.txt", "sub/Nul", "aux.tar.gz", "COM1",
    "lpt9.x", "com¹", "evil.", "evil ", "x" * 256, "ü" * 128, "/".join(["deep"] * 1000),
]  # fmt: skip


@pytest.mark.parametrize("path", UNSAFE)
def test_unsafe_path_is_reported_and_the_others_are_downloaded(
    workspaces: BlockingInterface, stub: Stub, folder: Path, path: str
) -> None:
    stub.files = {"first": b"1", path: b"evil", "last": b"2"}
    with pytest.raises(FilesError) as caught:
        workspaces.download_all(WORKSPACE, "out")
    assert [(failure.path, type(failure.error)) for failure in caught.value.failures] == [(path, UnsafePathError)]
    assert [path.as_posix() for path in caught.value.done] == ["out/first", "out/last"]
    assert tree(folder.parent) == {"here/out/first": b"1", "here/out/last": b"2"}
    assert not any(ord(letter) < 32 and letter != "\n" for letter in str(caught.value))


def test_lone_surrogate_in_a_path_is_reported(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    def lone(handler: Handler) -> bool:
        file = {"path": "evil\ud800", "size": 1, "lastModified": "2026-03-25T09:00:00Z", "url": "http://127.0.0.1"}
        handler.send_json({"files": [file]})
        return True

    stub.faults["LIST"] = [lone]
    with pytest.raises(FilesError, match="surrogate") as caught:
        workspaces.download_all(WORKSPACE)
    str(caught.value).encode()


@pytest.mark.parametrize(
    "paths",
    [
        ["readme", "README"],
        ["sub/a", "SUB/A"],
        ["caf\u00e9", "cafe\u0301"],
        ["a", "a/b"],
        ["a/b", "a"],
        ["a/b/c", "A/b"],
    ],
)
def test_of_colliding_paths_only_the_first_is_written(
    workspaces: BlockingInterface, stub: Stub, folder: Path, paths: list[str]
) -> None:
    stub.files = {paths[0]: b"1", paths[1]: b"2", "other": b"3"}
    with pytest.raises(FilesError, match="cannot both be here") as caught:
        workspaces.download_all(WORKSPACE)
    assert [failure.path for failure in caught.value.failures] == [paths[1]]
    assert tree(folder) == {paths[0]: b"1", "other": b"3"}


def test_unusual_but_safe_names_are_written(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    names = [
        "console",
        "nullable.txt",
        "...x",
        ".hidden",
        "a b",
        "naïve ☃ 漢字",
        "x" * 255,
        "com10",
        "a'b\"c",
        "100%",
        "-rf",
        "~",
        "$HOME",
        "sub/A",
        "sub/b",
    ]
    if os.name != "nt":
        names += ["2026-01-01T10:00:00.json", "what?", "a|b*"]
    stub.files = {name: name.encode() for name in names}
    workspaces.download_all(WORKSPACE)
    assert tree(folder) == stub.files


def test_symlinks_in_the_folder_are_not_followed(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "target").write_bytes(b"of old")
    (folder / "link").symlink_to(outside)
    (folder / "sub").mkdir()
    (folder / "sub/link").symlink_to("../../outside")
    (folder / "file").symlink_to(outside / "target")
    stub.files = {"link/a": b"1", "sub/link/b/c": b"2", "file": b"3", "good": b"4"}
    with pytest.raises(FilesError, match="which is a link") as caught:
        workspaces.download_all(WORKSPACE)
    assert [failure.path for failure in caught.value.failures] == ["link/a", "sub/link/b/c"]
    assert tree(outside) == {"target": b"of old"}
    assert (folder / "file").read_bytes() == b"3"
    assert not (folder / "file").is_symlink()


def test_target_folder_may_be_a_symlink(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "out").symlink_to("real")
    stub.files = {"a/b": b"1"}
    workspaces.download_all(WORKSPACE, "out")
    assert tree(folder / "real") == {"a/b": b"1"}


def test_targets_of_another_kind_are_not_replaced(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "b").write_bytes(b"of old")
    os.mkfifo("c")
    stub.files = {"a": b"1", "b/x": b"2", "c": b"3", "d": b"4"}
    with pytest.raises(FilesError) as caught:
        workspaces.download_all(WORKSPACE)
    kinds = {failure.path: type(failure.error) for failure in caught.value.failures}
    assert kinds == {"a": IsADirectoryError, "b/x": FileExistsError, "c": OSError}
    assert tree(folder) == {"b": b"of old", "d": b"4"}


def test_target_that_is_a_file_raises_one_error(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    (folder / "out").write_bytes(b"of old")
    # One error, not one for each file.
    stub.files = {str(number): b"1" for number in range(12)}
    with pytest.raises(FileExistsError, match=r"Is not a folder.*'out'$"):
        workspaces.download_all(WORKSPACE, "out")
    assert tree(folder) == {"out": b"of old"}


def test_expired_urls_are_requested_again_one_by_one(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {f"sub/{number}": b"%d" % number for number in range(30)}
    for number in range(10, 30):
        stub.faults[f"GET sub/{number}"] = [refuse(403)]
    workspaces.download_all(WORKSPACE)
    assert tree(folder) == stub.files
    assert len(stub.headers_of("LIST")) == 1 + 20


def test_failures_are_collected_in_one_error(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {str(number): b"%d" % number for number in range(30)}
    stub.faults["GET 3"] = [refuse(418)]
    stub.faults["GET 5"] = [lambda handler: bool(stub.files.pop("5")) and refuse(404)(handler)]
    with pytest.raises(FilesError, match="2 of 30 files could not be moved") as caught:
        workspaces.download_all(WORKSPACE)
    kinds = {failure.path: type(failure.error) for failure in caught.value.failures}
    assert kinds == {"3": StorageError, "5": RemoteFileNotFoundError}
    assert set(tree(folder)) == {str(number) for number in range(30)} - {"3", "5"}


def test_api_error_while_listing_raises(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {str(number): b"%d" % number for number in range(150)}
    stub.faults["LIST"] = [lambda handler: None, lambda handler: handler.send_json({"detail": "oops"}, 500) or True]
    with pytest.raises(ServerError):
        workspaces.download_all(WORKSPACE)
    assert not [name for name in tree(folder) if name.startswith(".")]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_full_disk_ends_the_call(
    workspaces: BlockingInterface, stub: Stub, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    stub.files = {str(number): b"%d" % number for number in range(100)}

    def write(target: Target, data: object) -> None:
        with target._named():
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Target, "write", write)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        workspaces.download_all(WORKSPACE)
    assert caught.value.filename in stub.files
    assert not list(folder.iterdir())
    assert len([what for what, _, _ in stub.requests if what.startswith("GET")]) < 100


def test_on_progress_of_download_all(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {str(number): b"x" * (number + 1) for number in range(150)}
    seen: list[Progress] = []
    workspaces.download_all(WORKSPACE, on_progress=seen.append)
    whole = [one for one in seen if one.bytes_done == one.bytes_total]
    assert {one.path: one.bytes_total for one in whole} == {str(number): number + 1 for number in range(150)}
    assert [one.files_done for one in whole] == list(range(1, 151))
    totals = [one.files_total for one in seen]
    assert totals[0] is None
    assert totals[-1] == 150
    assert set(totals) == {None, 150}


@pytest.mark.parametrize("content", [b"a" * 70_000, b""])
def test_file_listed_twice_is_downloaded_once(workspaces: BlockingInterface, stub: Stub, folder: Path, content: Any) -> None:
    stub.files = {"a": content}

    def twice(handler: Handler) -> bool:
        file = {"path": "a", "size": len(content), "lastModified": "2026-03-25T09:00:00Z", "url": stub.url("a")}
        handler.send_json({"files": [file, file]})
        return True

    stub.faults["LIST"] = [twice]
    assert workspaces.download_all(WORKSPACE) == [Path("a")]


def test_full_disk_error_names_only_the_target_file(
    workspaces: BlockingInterface, stub: Stub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(target: Target, pieces: Any) -> None:
        with target._named():
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Target, "write", write)
    stub.files = {"a": b"1"}
    with pytest.raises(OSError, match=r"No space left on device: 'out/a'$"):
        workspaces.download_all(WORKSPACE, "out")

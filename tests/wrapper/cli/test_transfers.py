"""`workspaces upload` and `workspaces download`."""

import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from browser_use_sandbox import Sandbox

pytestmark = pytest.mark.slow

MISSING = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


@pytest.fixture
def workspace(sandbox: Sandbox, bu: Callable[..., Any]) -> str:
    return str(json.loads(bu("workspaces", "create", "--json").out)["id"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with some files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "b [red].bin").write_bytes(os.urandom(200_000))
    (tmp_path / "empty").write_bytes(b"")
    return tmp_path


def test_upload_then_download_restores_the_files(workspace: str, bu: Any, folder: Path) -> None:
    done = bu("workspaces", "upload", workspace, "a.txt", "b [red].bin", "empty", "--prefix", "in/")
    assert (done.code, done.out) == (0, "in/a.txt\nin/b [red].bin\nin/empty\n")
    assert sorted(line.split(",")[0] for line in done.err.splitlines() if "200" not in line) == [
        "uploaded a.txt (5 bytes)",
        "uploaded empty (0 bytes)",
    ]
    assert "3 of 3 files" in done.err.splitlines()[-1]
    done = bu("workspaces", "download", workspace, "--to", "out", "--quiet")
    assert (done.code, done.out, done.err) == (0, "out/in/a.txt\nout/in/b [red].bin\nout/in/empty\n", "")
    assert (folder / "out/in/b [red].bin").read_bytes() == (folder / "b [red].bin").read_bytes()
    done = bu("workspaces", "download", workspace, "in/a.txt", "in/empty", "--to", "new/folder", "--json", "--quiet")
    assert json.loads(done.out) == ["new/folder/a.txt", "new/folder/empty"]
    assert bu("workspaces", "download", workspace, "in/", "--to", "again").out.count("again/in/") == 3


def test_download_of_an_empty_workspace(workspace: str, bu: Any, folder: Path) -> None:
    assert bu("workspaces", "download", workspace) == (0, "", "There are no files.\n")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["upload", "{}"], 2, "Missing argument 'FILE...'"),
        (["upload", "{}", "nothing.txt"], 2, "nothing.txt cannot be read: No such file or directory"),
        (["upload", "{}", "."], 2, ". cannot be read: Is a folder"),
        (["upload", "{}", "a.txt", "./a.txt"], 2, "would have the same path"),
        (["upload", "{}", "a.txt", "--prefix", "../x"], 2, "--prefix"),
        (["upload", "nonsense", "a.txt"], 2, "Invalid value for 'ID'"),
        (["upload", MISSING, "a.txt"], 3, "404: Workspace not found"),
        (["download", MISSING], 3, "404: Workspace not found"),
        (["download", "{}", "nothing.txt"], 3, "no file 'nothing.txt'. `bu-sessions workspaces files`"),
        (["download", "{}", "x/a.txt", "y/A.txt"], 2, "would both be called A.txt"),
        (["upload", "{}", ""], 2, "holds an empty path"),
        (["download", "{}", "a.txt", "--to", "a.txt/x"], 4, "Not a directory"),
        (["download", "{}", "--to", "a.txt/x"], 4, "a.txt/x: The folder cannot be made: Not a directory"),
        (["download", "{}", "--to", "a.txt"], 2, "a.txt is a file, and --to must be a folder"),
        (["download", "{}", "a.txt", "--to", "a.txt"], 2, "a.txt is a file, and --to must be a folder"),
    ],
)
def test_transfer_errors_give_exit_code_and_message(
    workspace: str, bu: Any, folder: Path, words: list[str], code: int, message: str
) -> None:
    bu("workspaces", "upload", workspace, "a.txt")
    words = [word.format(workspace) for word in words]
    done = bu("workspaces", *words)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert "Traceback" not in done.err
    done = bu("workspaces", *words, "--json")
    assert (done.code, done.err) == (code, "")
    assert message in json.loads(done.out)["error"]["message"]
    assert sorted(each.name for each in folder.iterdir()) == ["a.txt", "b [red].bin", "empty"]


def test_files_downloaded_before_a_failure_are_printed(workspace: str, bu: Any, folder: Path) -> None:
    bu("workspaces", "upload", workspace, "a.txt")
    done = bu("workspaces", "download", workspace, "a.txt", "nothing.txt", "--to", "out")
    assert (done.code, done.out) == (3, "out/a.txt\n")
    assert "nothing.txt" in done.err


@pytest.mark.usefixtures("folder")
def test_progress_bars_in_a_terminal(workspace: str, in_a_terminal: Any) -> None:
    code, written = in_a_terminal("workspaces", "upload", workspace, "a.txt", "b [red].bin")
    assert code == 0
    assert "━" in written
    assert "of 2 files" in written
    assert written.replace("\r", "").endswith("a.txt\nb [red].bin\n")
    code, written = in_a_terminal("workspaces", "download", workspace, TERM="dumb")
    assert "━" not in written
    assert "downloaded a.txt (5 bytes)" in written


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_upload_says_how_many_files_are_complete(server: Any, start: Any, folder: Path, number: int) -> None:
    """The storage host takes the file and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as storage:
        url = f"http://127.0.0.1:{storage.getsockname()[1]}/x"
        files = [{"name": "a.txt", "uploadUrl": url, "path": "a.txt"}]
        server.rule = lambda method, path: (200, {"files": files}, {})
        process = start("workspaces", "upload", MISSING, str(folder / "a.txt"))
        connection, _ = storage.accept()
        with connection:
            assert connection.recv(10)
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "Interrupted. Uploaded: 0 files.\n")


def test_interrupted_download_leaves_no_partial_file(server: Any, start: Any, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as storage:
        url = f"http://127.0.0.1:{storage.getsockname()[1]}/x"
        file = {"path": "new.txt", "size": 100, "lastModified": "2026-01-01T00:00:00Z", "url": url}
        server.rule = lambda method, path: (200, {"files": [file], "hasMore": False}, {})
        process = start("workspaces", "download", MISSING)
        connection, _ = storage.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.startswith("Interrupted. Downloaded: 0")
    assert sorted(each.name for each in folder.iterdir()) == ["a.txt", "b [red].bin", "empty"]

"""Files against the project's sandbox: signed URLs that expire, on a separate storage host that checks announced sizes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser_use_sandbox import Sandbox
from browser_use_sessions.files import Progress

from .conftest import BlockingInterface, make_file, tree


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr("browser_use_sessions.files.outcomes.backoff", lambda retries, chance: 0.0)
    with Sandbox(speed=0) as sandbox:
        yield sandbox
        sandbox.assert_no_leaked_key()


@pytest.fixture(params=["sync", "async"])
def workspaces(request: pytest.FixtureRequest, sandbox: Sandbox) -> BlockingInterface:
    return BlockingInterface(request.param, sandbox)


def test_upload_and_download_round_trip(sandbox: Sandbox, workspaces: BlockingInterface, folder: Path) -> None:
    workspace = workspaces.create(name="files").id
    names = [make_file(f"{number}.txt", number * 1000).name for number in range(23)] + [make_file("large.bin", 3_000_000).name]
    assert workspaces.upload(workspace, *names, prefix="in/deep") == [f"in/deep/{name}" for name in names]
    (seen,) = sandbox.workspaces()
    assert {path: bytes(content) for path, content in seen.files.items()} == {
        f"in/deep/{path}": content for path, content in tree(folder).items()
    }
    workspaces.download_all(workspace, "out")
    assert tree(folder / "out/in/deep") == {name: Path(name).read_bytes() for name in names}
    assert workspaces.download(workspace, "in/deep/large.bin", "copy").read_bytes() == Path("large.bin").read_bytes()
    assert {transfer.status for transfer in sandbox.transfers()} == {200}


def test_transfers_survive_storage_faults(sandbox: Sandbox, workspaces: BlockingInterface, folder: Path) -> None:
    workspace = sandbox.create_workspace(files={"down": "x" * 3_000_000})
    make_file("up", 3_000_000)
    for fault in ({"status": 503}, {"answer": "nothing"}, {"answer": "reset"}):
        sandbox.fail("putFile", **fault)
        assert workspaces.upload(workspace, "up") == ["up"]
    for fault in ({"status": 503}, {"answer": "nothing"}, {"answer": "reset"}, {"answer": "truncated"}, {"answer": "html"}):
        sandbox.fail("getFile", **fault)
        assert workspaces.download(workspace, "down").read_bytes() == b"x" * 3_000_000
    assert sandbox.workspaces()[0].files["up"] == Path("up").read_bytes()


def test_urls_that_expire_during_a_call_are_renewed(sandbox: Sandbox, workspaces: BlockingInterface, folder: Path) -> None:
    workspace = sandbox.create_workspace(files={f"down/{number}": str(number) for number in range(5)})
    names = [make_file(f"up{number}", 100 + number).name for number in range(5)]

    def let_urls_expire(progress: Progress) -> None:
        if progress.files_done == 1:
            sandbox.advance(301)

    workspaces.upload(workspace, *names, max_concurrency=1, on_progress=let_urls_expire)
    workspaces.download_all(workspace, "out", "down/", max_concurrency=1, on_progress=let_urls_expire)
    assert tree(folder / "out/down") == {str(number): str(number).encode() for number in range(5)}
    refused = [transfer.method for transfer in sandbox.transfers() if transfer.status == 403]
    assert "PUT" in refused
    assert "GET" in refused

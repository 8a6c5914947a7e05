"""workspaces.download: contents, target paths, resuming, and that no partial file is ever visible."""

import hashlib
import os
import resource
import stat
from pathlib import Path
from typing import Any

import pytest

from browser_use_sessions.errors import InvalidArgumentError, NotFoundError
from browser_use_sessions.files import FileTransferError, Progress, RemoteFileNotFoundError, StorageError, UnsafePathError

from .conftest import (
    CALLBACK_ERRORS,
    SIGNATURE,
    WORKSPACE,
    BlockingInterface,
    Fault,
    Handler,
    Stub,
    full_text,
    hang_up,
    in_sequence,
    refuse,
    send_half,
    tree,
)

LARGE = bytes(range(256)) * 20_000
HTML = b"<html>Welcome to the airport's network</html>"


def test_download_writes_to_the_given_target(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"uploads/data.csv": LARGE, "empty": b"", "uploads/data.csv.bak": b"another"}
    (folder / "sub").mkdir()
    (folder / "link").symlink_to("sub/linked.csv")
    for to, where in [
        (None, "data.csv"),
        ("other.csv", "other.csv"),
        ("sub", "sub/data.csv"),
        (folder / "sub/x", "sub/x"),
        ("new/folder/x.csv", "new/folder/x.csv"),
        ("new2/", "new2/data.csv"),
        ("other.csv", "other.csv"),
        ("link", "link"),
    ]:
        path = workspaces.download(WORKSPACE, "uploads/data.csv", to)
        assert isinstance(path, Path)
        assert path.resolve() == (folder / where).resolve()
        assert path.read_bytes() == LARGE
    assert (folder / "link").is_symlink()
    assert workspaces.download(WORKSPACE, "empty").read_bytes() == b""
    assert set(tree(folder)) == {
        "data.csv", "other.csv", "sub/data.csv", "sub/x", "sub/linked.csv", "new/folder/x.csv", "new2/data.csv", "link", "empty",
    }  # fmt: skip


def test_downloaded_file_has_normal_permissions(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"a": b"new"}
    Path("other").touch()
    assert workspaces.download(WORKSPACE, "a").stat().st_mode == Path("other").stat().st_mode
    Path("a").chmod(0o600)
    assert stat.S_IMODE(workspaces.download(WORKSPACE, "a").stat().st_mode) == 0o600


def test_missing_file_raises_remote_file_not_found(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"data.csv.bak": b"another"}
    with pytest.raises(RemoteFileNotFoundError, match=r"no file 'data\.csv'") as caught:
        workspaces.download(WORKSPACE, "data.csv", "new/x")
    assert isinstance(caught.value, NotFoundError)
    assert isinstance(caught.value, FileNotFoundError)
    assert not list(folder.iterdir())


def test_file_is_found_on_a_later_page(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {f"data{number}": b"another" for number in range(250)} | {"data": b"this"}
    assert workspaces.download(WORKSPACE, "data").read_bytes() == b"this"
    assert len(stub.headers_of("LIST")) == 3


def test_server_that_treats_a_prefix_as_a_folder(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"sub/data": b"this"}

    def nothing(handler: Handler) -> bool:
        handler.send_json({"files": []})
        return True

    stub.faults["LIST"] = [nothing]
    assert workspaces.download(WORKSPACE, "sub/data").read_bytes() == b"this"


def test_missing_workspace_raises_not_found(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    other = WORKSPACE.replace("3", "4")
    for call in (lambda: workspaces.download(other, "a"), lambda: workspaces.download_all(other, "new")):
        with pytest.raises(NotFoundError) as caught:
            call()
        assert not isinstance(caught.value, FileTransferError)
        assert caught.value.status_code == 404
    assert not list(folder.iterdir())


@pytest.mark.parametrize("path", ["", "folder/", None, 3, b"a"])
def test_invalid_path_is_rejected(workspaces: BlockingInterface, stub: Stub, folder: Path, path: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        workspaces.download(WORKSPACE, path)
    assert caught.value.argument == "path"
    assert not stub.requests


@pytest.mark.parametrize("path", ["..", "a/..", "a\\b", "con", "a/NUL.txt", "x" * 256])
def test_unsafe_name_needs_an_explicit_target(workspaces: BlockingInterface, stub: Stub, folder: Path, path: str) -> None:
    stub.files = {path: b"1"}
    with pytest.raises(UnsafePathError, match="name a file to write it to"):
        workspaces.download(WORKSPACE, path)
    assert workspaces.download(WORKSPACE, path, "safe.txt").read_bytes() == b"1"
    assert list(tree(folder.parent)) == ["here/safe.txt"]


@pytest.mark.parametrize("times", [1, 3, 5])
def test_broken_transfer_is_resumed(workspaces: BlockingInterface, stub: Stub, folder: Path, times: int) -> None:
    """It resumes without a limit as long as there is progress: here, a megabyte each time."""
    stub.files = {"large": LARGE}
    step = 1024 * 1024

    def send_a_part(handler: Handler) -> bool:
        begin = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        handler.send_response(206 if begin else 200)
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length", str(len(LARGE) - begin))
        handler.send_header("Content-Range", f"bytes {begin}-{len(LARGE) - 1}/{len(LARGE)}")
        handler.end_headers()
        handler.wfile.write(LARGE[begin : begin + step])
        handler.wfile.flush()
        return hang_up(handler)

    stub.faults["GET large"] = [send_a_part] * min(times, len(LARGE) // step) + [
        lambda handler: handler.send_content(LARGE, '"1"') or True
    ]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE
    ranges = [headers.get("range") for headers in stub.headers_of("GET large")]
    assert ranges[0] is None
    assert ranges[1:] == [f"bytes={step * number}-" for number in range(1, len(ranges))]
    assert {headers.get("if-range") for headers in stub.headers_of("GET large")[1:]} == {'"1"'}


def test_changed_file_is_downloaded_again(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}

    def change(handler: Handler) -> None:
        stub.files["large"] = LARGE[::-1]

    stub.faults["GET large"] = [send_half, change]  # type: ignore[list-item]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE[::-1]
    assert stub.headers_of("GET large")[1]["range"] == f"bytes={len(LARGE) // 2}-"


def test_transfer_without_etag_restarts(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files, stub.etags = {"large": LARGE}, False
    stub.faults["GET large"] = [send_half]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE
    assert "range" not in stub.headers_of("GET large")[1]


@pytest.mark.parametrize(
    "answer",
    [
        (206, {"Content-Range": "bytes 5-9/10"}),
        (206, {}),
        (416, {}),
        (206, {"Content-Range": f"bytes {len(LARGE) // 2}-{len(LARGE)}/{len(LARGE) + 1}"}),
    ],
)
def test_failed_resume_downloads_the_whole_file(workspaces: BlockingInterface, stub: Stub, folder: Path, answer: Any) -> None:
    stub.files = {"large": LARGE}
    stub.faults["GET large"] = [send_half, lambda handler: handler.answer(answer[0], b"12345", answer[1])]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE
    assert ["range" in headers for headers in stub.headers_of("GET large")] == [False, True, False]


def test_received_part_is_kept_through_other_failures(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    stub.faults["GET large"] = [send_half, refuse(503), refuse(403), lambda handler: None]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE
    assert [headers.get("range") for headers in stub.headers_of("GET large")] == [None, *[f"bytes={len(LARGE) // 2}-"] * 3]


@pytest.mark.parametrize(
    "fault", [refuse(403), refuse(404), refuse(410), refuse(400), refuse(500), refuse(503), hang_up, send_half]
)
def test_each_attempt_requests_a_new_url(workspaces: BlockingInterface, stub: Stub, folder: Path, fault: Fault) -> None:
    stub.files = {"large": LARGE}
    stub.faults["GET large"] = [fault, fault]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE
    assert len(stub.headers_of("LIST")) == 3


@pytest.mark.parametrize(
    ("fault", "tries", "text"),
    [
        (refuse(200, HTML, Content_Type="text/html"), 4, "bytes of type text/html, where the API lists 5,120,000"),
        (refuse(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>"), 4, r"answered 403 \(SignatureDoesNotMatch\)"),
        (refuse(503, HTML), 4, "answered 503"),
        (refuse(302, Location="https://other.example/?signature=x"), 1, "a redirect to other.example, which is not followed"),
        (refuse(302, Location="http://[:"), 1, "a redirect .*which is not followed"),
        (refuse(302, Location="/elsewhere"), 1, "a redirect, which is not followed"),
        (refuse(204), 1, "answered 204"),
        (refuse(418), 1, "answered 418"),
        (hang_up, 4, "broke the transfer off"),
        (in_sequence(lambda handler: handler.wfile.write(b"garbage\r\n\r\n"), hang_up), 4, "broke the transfer off"),
        (in_sequence(lambda handler: handler.send_header("Transfer-Encoding", "chunked"),
              lambda handler: handler.end_headers() if False else None, hang_up), 4, "broke the transfer off"),
    ],
)  # fmt: skip
def test_failed_download_keeps_the_old_file(
    workspaces: BlockingInterface, stub: Stub, folder: Path, fault: Fault, tries: int, text: str
) -> None:
    stub.files = {"large": LARGE}
    Path("large").write_bytes(b"of old")
    stub.faults["GET large"] = [fault] * 9
    with pytest.raises(StorageError, match=text) as caught:
        workspaces.download(WORKSPACE, "large")
    assert tree(folder) == {"large": b"of old"}
    assert (caught.value.host, caught.value.path) == (stub.storage_host, "large")
    assert len(stub.headers_of("GET large")) == tries
    assert SIGNATURE not in full_text(caught.value)


def send_chunked(content: bytes, end: bool = True) -> Fault:
    """Sends the content without a Content-Length."""

    def fault(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(content), content) + (b"0\r\n\r\n" if end else b""))
        return hang_up(handler)

    return fault


def test_chunked_body_is_checked_against_the_listed_size(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    stub.faults["GET large"] = [
        send_chunked(LARGE[:-1]),
        send_chunked(LARGE + b"!"),
        send_chunked(LARGE, end=False),
        send_chunked(LARGE),
    ]
    assert workspaces.download(WORKSPACE, "large").read_bytes() == LARGE
    assert len(stub.headers_of("GET large")) == 4


def test_file_rewritten_after_listing_is_downloaded(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"log": b"short"}

    def write(handler: Handler) -> None:
        stub.files["log"] = b"much longer"

    stub.faults["GET log"] = [write]  # type: ignore[list-item]
    assert workspaces.download(WORKSPACE, "log").read_bytes() == b"much longer"


def test_wrong_listed_size_raises_storage_error(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files, stub.sizes = {"a": b"12345"}, {"a": 6}
    with pytest.raises(StorageError, match="sent 5 bytes, where the API lists 6"):
        workspaces.download(WORKSPACE, "a")
    assert not list(folder.iterdir())


def test_file_deleted_during_download_raises_remote_file_not_found(
    workspaces: BlockingInterface, stub: Stub, folder: Path
) -> None:
    stub.files = {"a": b"1"}
    stub.faults["GET a"] = [in_sequence(lambda handler: stub.files.clear(), refuse(404))]
    with pytest.raises(RemoteFileNotFoundError):
        workspaces.download(WORKSPACE, "a")
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("folder/a", IsADirectoryError),
        ("pipe", OSError),
        ("file/a", FileExistsError),
        ("file/", FileExistsError),
        ("x" * 300, OSError),
    ],
)
def test_unwritable_target_is_named_in_the_error(
    workspaces: BlockingInterface, stub: Stub, folder: Path, to: str, kind: type[OSError]
) -> None:
    stub.files = {"a": b"1"}
    (folder / "folder/a/b").mkdir(parents=True)
    (folder / "file").write_bytes(b"of old")
    os.mkfifo("pipe")
    with pytest.raises(kind) as caught:
        workspaces.download(WORKSPACE, "a", "folder" if to == "folder/a" else to)
    assert caught.value.filename in (to, to + "/a", to.rstrip("/"), Path(to).parent.as_posix())
    assert tree(folder) == {"file": b"of old"}


def test_dev_null_is_not_replaced(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"a": b"1"}
    with pytest.raises(OSError, match="not a regular file"):
        workspaces.download(WORKSPACE, "a", os.devnull)
    assert Path(os.devnull).is_char_device()


def test_file_size_limit_keeps_the_old_file(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    Path("large").write_bytes(b"of old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(OSError, match="large") as caught:
            workspaces.download(WORKSPACE, "large")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.filename == "large"
    assert tree(folder) == {"large": b"of old"}


@pytest.mark.usefixtures("unprivileged")
def test_folder_without_write_permission_raises(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"a": b"1"}
    (folder / "sub").mkdir(0o500)
    with pytest.raises(PermissionError) as caught:
        workspaces.download(WORKSPACE, "a", "sub")
    assert caught.value.filename == "sub/a"


def test_on_progress_of_a_download(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    stub.files = {"large": LARGE}
    seen: list[Progress] = []
    workspaces.download(WORKSPACE, "large", on_progress=seen.append)
    assert {(one.path, one.bytes_total, one.files_total) for one in seen} == {("large", len(LARGE), 1)}
    assert [one.bytes_done for one in seen] == sorted(one.bytes_done for one in seen)
    assert seen[-1] == Progress("large", len(LARGE), len(LARGE), 1, 1)
    assert {one.files_done for one in seen[:-1]} <= {0}


@pytest.mark.parametrize("error", CALLBACK_ERRORS)
def test_callback_exception_propagates_and_leaves_no_file(
    workspaces: BlockingInterface, stub: Stub, folder: Path, error: Exception
) -> None:
    stub.files = {"large": LARGE * 4}

    def fail(progress: Progress) -> None:
        raise error

    stub.faults["GET large"] = [send_half]  # So that the callback is called before the file is complete.
    with pytest.raises(type(error), match="mine") as caught:
        workspaces.download(WORKSPACE, "large", on_progress=fail)
    assert caught.value is error
    assert not list(folder.iterdir())


def test_memory_does_not_grow_with_the_file_size(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    import tracemalloc

    size = 48 * 1024 * 1024
    with Path("large").open("wb") as file:
        file.truncate(size)
    digest = hashlib.sha256()

    def receive_all(handler: Handler) -> bool:
        for _ in range(size // 65536):
            digest.update(handler.rfile.read(65536))
        return handler.answer(200)

    def send_zeros(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        for _ in range(size // 65536):
            handler.wfile.write(bytes(65536))
        return True

    stub.faults["PUT large"], stub.faults["GET large"] = [receive_all], [send_zeros]
    stub.files, stub.sizes = {"large": b""}, {"large": size}
    tracemalloc.start()
    try:
        workspaces.upload(WORKSPACE, "large")
        workspaces.download(WORKSPACE, "large", "copy")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 3
    assert digest.hexdigest() == hashlib.sha256(bytes(size)).hexdigest()
    assert Path("copy").stat().st_size == size

"""workspaces.upload: contents, types and paths of uploaded files, and retries."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from browser_use_sessions.errors import AuthenticationError, InvalidArgumentError, NotFoundError, UnexpectedAnswerError
from browser_use_sessions.files import FileChangedError, FilesError, Progress, StorageError

from .conftest import (
    CALLBACK_ERRORS,
    KEY,
    SIGNATURE,
    WORKSPACE,
    BlockingInterface,
    Fault,
    Handler,
    Stub,
    full_text,
    hang_up,
    in_sequence,
    make_file,
    refuse,
)

DOCUMENT = yaml.safe_load((Path(__file__).parents[2] / "openapi.yaml").read_text())
MOST_NAMES = DOCUMENT["components"]["schemas"]["UploadFilesRequest"]["properties"]["files"]["maxItems"]
LARGE = 2_000_000
EXPIRED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message><Secret>x</Secret></Error>"


def test_upload_sends_types_and_sizes(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("data.csv", 10)
    make_file("empty", 0)
    (folder / "sub").mkdir()
    make_file("sub/large.bin", LARGE)
    make_file("archive.tar.gz", 5)
    assert workspaces.upload(WORKSPACE, "data.csv", Path("empty"), folder / "sub/large.bin", "archive.tar.gz") == [
        "data.csv",
        "empty",
        "large.bin",
        "archive.tar.gz",
    ]
    assert stub.files == {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    types = {"data.csv": "text/csv", **dict.fromkeys(["empty", "large.bin", "archive.tar.gz"], "application/octet-stream")}
    assert stub.types == types
    assert {one["name"]: one["contentType"] for one in stub.announced[0]} == types
    assert [one.get("size", "left out") for one in stub.announced[0]] == [10, "left out", LARGE, 5]
    for headers in [headers for what, _, headers in stub.requests if what.startswith("PUT")]:
        assert "transfer-encoding" not in headers
        assert int(headers["content-length"]) in (0, 5, 10, LARGE)


def test_storage_host_gets_no_api_key_or_cookies(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("data.csv", 10)
    stub.faults["PUT data.csv"] = [refuse(503, Set_Cookie="session=1; Path=/")]
    workspaces.upload(WORKSPACE, "data.csv")
    workspaces.download(WORKSPACE, "data.csv", "copy.csv")
    at_storage = [(what, headers) for what, host, headers in stub.requests if host == stub.storage_host]
    assert [what for what, _ in at_storage] == ["PUT data.csv", "PUT data.csv", "GET data.csv"]
    allowed = {"host", "user-agent", "content-type", "content-length", "accept", "accept-encoding"}
    for _, headers in at_storage:
        assert headers.keys() <= allowed
        assert KEY not in str(headers)
    assert all(headers["x-browser-use-api-key"] == KEY for _, host, headers in stub.requests if host != stub.storage_host)


def test_urls_are_requested_in_groups_of_the_maximum_size(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    names = [make_file(f"{number}.txt", number + 1).name for number in range(2 * MOST_NAMES + 3)]
    assert workspaces.upload(WORKSPACE, *names, prefix="uploads/") == [f"uploads/{name}" for name in names]
    assert [len(headers_of) for headers_of in stub.announced] == [MOST_NAMES, MOST_NAMES, 3]
    assert stub.prefixes == ["uploads/"] * 3
    assert {path: len(content) for path, content in stub.files.items()} == {f"uploads/{n}.txt": n + 1 for n in range(len(names))}


def test_max_concurrency_is_reached_and_not_exceeded(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    import threading

    names = [make_file(f"{number}.txt", 5).name for number in range(20)]
    together = threading.Barrier(3)
    for name in names[:3]:
        stub.faults[f"PUT {name}"] = [lambda _: together.wait(10) and None]  # Continues when three have arrived.
    workspaces.upload(WORKSPACE, *names, max_concurrency=3)
    assert stub.most_at_once == 3


@pytest.mark.parametrize(
    "fault",
    [
        refuse(403, EXPIRED), refuse(400), refuse(404), refuse(410), refuse(500), refuse(503), hang_up,
        refuse(429, Retry_After="0"),
        in_sequence(lambda handler: handler.rfile.read(LARGE // 2), hang_up),
    ],
)  # fmt: skip
def test_failed_upload_is_retried_with_a_new_url(workspaces: BlockingInterface, stub: Stub, folder: Path, fault: Fault) -> None:
    make_file("large.bin", LARGE)
    stub.faults["PUT large.bin"] = [fault, fault]
    assert workspaces.upload(WORKSPACE, "large.bin") == ["large.bin"]
    assert stub.files["large.bin"] == Path("large.bin").read_bytes()
    assert len(stub.headers_of("PUT large.bin")) == len(stub.announced) == 3


@pytest.mark.parametrize(
    ("fault", "tries", "status", "text"),
    [
        (refuse(403, EXPIRED), 4, 403, "answered 403 (AccessDenied)"),
        (refuse(503), 4, 503, "answered 503"),
        (refuse(503, Retry_After="3600"), 1, 503, "answered 503"),
        (hang_up, 4, None, "broke the transfer off"),
        (refuse(411), 1, 411, "answered 411"),
        (refuse(413), 1, 413, "answered 413"),
        (
            refuse(307, Location="http://other.example/x?signature=1"),
            1,
            307,
            "a redirect to other.example, which is not followed",
        ),
        (
            refuse(200, b"<html>Please log in</html>", Content_Type="text/html; charset=utf-8"),
            1,
            200,
            "answered with an HTML page",
        ),
    ],
)
def test_storage_error_names_the_host_and_status(
    workspaces: BlockingInterface, stub: Stub, folder: Path, fault: Fault, tries: int, status: int | None, text: str
) -> None:
    make_file("data.csv", 10)
    stub.faults["PUT data.csv"] = [fault] * 9
    with pytest.raises(StorageError) as caught:
        workspaces.upload(WORKSPACE, "data.csv")
    assert text in str(caught.value)
    assert (caught.value.path, caught.value.host, caught.value.status_code) == ("data.csv", stub.storage_host, status)
    assert stub.storage_host in str(caught.value)
    assert len(stub.headers_of("PUT data.csv")) == tries
    assert SIGNATURE not in full_text(caught.value)
    assert not stub.files


def test_unreachable_storage_host_raises_storage_error(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("data.csv", 10)
    stub.storage_url = "http://127.0.0.1:1"
    with pytest.raises(StorageError, match=r"data\.csv: the storage host 127\.0\.0\.1:1 could not be reached .* 4 times"):
        workspaces.upload(WORKSPACE, "data.csv")


@pytest.mark.parametrize(
    "url", ["", "ftp://127.0.0.1", "file:///etc", "http://", "//127.0.0.1", "http://[::1", "http://u:p@127.0.0.1"]
)
def test_unusable_upload_url_raises_storage_error(workspaces: BlockingInterface, stub: Stub, folder: Path, url: str) -> None:
    make_file("data.csv", 10)
    stub.faults["ASK"] = [
        lambda handler: handler.send_json({"files": [{"name": "data.csv", "path": "data.csv", "uploadUrl": url}]}) or True
    ]
    with pytest.raises(StorageError, match="no usable URL"):
        workspaces.upload(WORKSPACE, "data.csv")


@pytest.mark.parametrize("files", [[], [{"name": "b", "path": "b", "uploadUrl": "http://127.0.0.1"}] * 2])
def test_wrong_number_of_upload_urls_raises(workspaces: BlockingInterface, stub: Stub, folder: Path, files: list[Any]) -> None:
    make_file("data.csv", 10)
    stub.faults["ASK"] = [lambda handler: handler.send_json({"files": files}) or True]
    with pytest.raises(UnexpectedAnswerError, match=f"{len(files)} upload URLs where 1 were requested"):
        workspaces.upload(WORKSPACE, "data.csv")


def test_upload_urls_in_another_order_are_matched_by_name(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    names = [make_file(f"{number}.txt", number + 1).name for number in range(3)]

    def send_reversed(handler: Handler) -> bool:
        headers_of = json.loads(handler.body)["files"][::-1]
        handler.send_json(
            {"files": [{"name": one["name"], "path": one["name"], "uploadUrl": stub.url(one["name"])} for one in headers_of]}
        )
        return True

    stub.faults["ASK"] = [send_reversed]
    assert workspaces.upload(WORKSPACE, *names) == names
    assert [len(stub.files[name]) for name in names] == [1, 2, 3]


def change(how: str, path: str = "large.bin") -> Fault:
    """Changes the local file after its first bytes have arrived."""

    def fault(handler: Handler) -> None:
        handler.rfile.peek(1)  # type: ignore[attr-defined]
        if how == "vanishes":
            Path(path).unlink()
        elif how == "is replaced":
            make_file("other", LARGE * 5).rename(path)
        elif how == "is written to":
            with Path(path).open("r+b") as file:
                file.write(b"!")
            os.utime(path, ns=(1, 1))
        else:
            os.truncate(path, LARGE * 5 + (1 if how == "grows" else -1_500_000))

    return fault


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("vanishes", FileNotFoundError),
        ("is replaced", FileChangedError),
        ("is written to", FileChangedError),
        ("grows", FileChangedError),
        ("shrinks", FileChangedError),
    ],
)
def test_file_changed_during_upload_raises(
    workspaces: BlockingInterface, stub: Stub, folder: Path, how: str, kind: type[Exception]
) -> None:
    make_file("large.bin", LARGE * 5)
    stub.faults["PUT large.bin"] = [change(how)]
    with pytest.raises(kind, match=r"large\.bin"):
        workspaces.upload(WORKSPACE, "large.bin")
    assert not stub.files


def test_file_changed_before_its_upload_raises(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("a.txt", 5)
    stub.faults["ASK"] = [lambda _: make_file("a.txt", 6) and None]
    with pytest.raises(FileChangedError, match=r"a\.txt became longer"):
        workspaces.upload(WORKSPACE, "a.txt")
    assert not stub.files


def test_one_failed_file_does_not_affect_the_others(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    names = [make_file(f"{number}.txt", 5).name for number in range(12)]
    stub.faults["PUT 3.txt"] = [refuse(413)]
    stub.faults["ASK"] = [lambda _: Path("7.txt").unlink()]
    with pytest.raises(FilesError, match=r"2 of 12 files could not be moved") as caught:
        workspaces.upload(WORKSPACE, *names)
    assert [failure.path for failure in caught.value.failures] == ["3.txt", "7.txt"]
    assert {type(failure.error) for failure in caught.value.failures} == {StorageError, FileNotFoundError}
    assert list(caught.value.done) == [name for name in names if name not in ("3.txt", "7.txt")]
    assert set(stub.files) == set(caught.value.done)
    assert "413" in str(caught.value)


@pytest.mark.parametrize(
    ("paths", "kind", "text"),
    [
        ([], InvalidArgumentError, "No files"),
        ([["a", "b"]], InvalidArgumentError, r"Put \* before a list"),
        ([b"a"], InvalidArgumentError, "must be a path, not bytes"),
        ([None], InvalidArgumentError, "must be a path, not NoneType"),
        (["a\0b"], InvalidArgumentError, "null character"),
        (["good.txt", "missing.txt"], FileNotFoundError, "missing.txt"),
        (["good.txt", "sub"], IsADirectoryError, "Is a folder. Give the files in it.*sub"),
        (["good.txt", "pipe"], OSError, "not a regular file.*pipe"),
        (["good.txt", os.devnull], OSError, "not a regular file"),
        (["good.txt", "sub/good.txt"], InvalidArgumentError, "the same path in the workspace"),
        (["good.txt", "good.txt"], InvalidArgumentError, "the same path in the workspace"),
        (["good.txt", "good.txt/x"], NotADirectoryError, "good.txt"),
    ],
)
def test_invalid_files_are_rejected_before_sending(
    workspaces: BlockingInterface, stub: Stub, folder: Path, paths: list[Any], kind: type[Exception], text: str
) -> None:
    (folder / "sub").mkdir()
    make_file("good.txt", 3)
    make_file("sub/good.txt", 3)
    os.mkfifo("pipe")
    with pytest.raises(kind, match=text):
        workspaces.upload(WORKSPACE, *paths)
    assert not stub.requests


@pytest.mark.usefixtures("unprivileged")
def test_unreadable_file_raises_before_sending(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    make_file("secret.txt", 3).chmod(0)
    with pytest.raises(PermissionError, match=r"secret\.txt"):
        workspaces.upload(WORKSPACE, "secret.txt")
    assert not stub.requests


@pytest.mark.parametrize("prefix", ["../x", "a/../b", "/etc", "a//b", "a\\b", "a\0", ".", "a\n", 3])
def test_invalid_prefix_is_rejected(workspaces: BlockingInterface, stub: Stub, folder: Path, prefix: Any) -> None:
    make_file("a.txt", 3)
    for call in (
        lambda: workspaces.upload(WORKSPACE, "a.txt", prefix=prefix),
        lambda: workspaces.download_all(WORKSPACE, "out", prefix),
    ):
        with pytest.raises(InvalidArgumentError) as caught:
            call()
        assert caught.value.argument == "prefix"
    assert not stub.requests
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "options", [{"max_concurrency": 0}, {"max_concurrency": True}, {"max_concurrency": 101}, {"on_progress": 1}]
)
def test_invalid_options_are_rejected(workspaces: BlockingInterface, stub: Stub, folder: Path, options: dict[str, Any]) -> None:
    make_file("a.txt", 3)
    for call in (lambda: workspaces.upload(WORKSPACE, "a.txt", **options), lambda: workspaces.download_all(WORKSPACE, **options)):
        with pytest.raises(InvalidArgumentError) as caught:
            call()
        assert caught.value.argument == next(iter(options))
    assert not stub.requests


def test_api_errors_of_an_upload_are_raised_unchanged(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    names = [make_file(f"{number}.txt", 5).name for number in range(12)]
    stub.faults["ASK"] = [lambda _: None, lambda handler: handler.send_json({"detail": "Invalid key"}, 401) or True]
    with pytest.raises(AuthenticationError):
        workspaces.upload(WORKSPACE, *names)
    stub.faults["ASK"] = [lambda handler: handler.send_json({"detail": "Workspace not found"}, 404) or True]
    with pytest.raises(NotFoundError):
        workspaces.upload(WORKSPACE, *names)


def test_on_progress_of_an_upload(workspaces: BlockingInterface, stub: Stub, folder: Path) -> None:
    import threading

    make_file("large.bin", LARGE)
    make_file("small.txt", 7)
    make_file("empty", 0)
    seen: list[Progress] = []
    threads = set()
    workspaces.upload(
        WORKSPACE,
        "large.bin",
        "small.txt",
        "empty",
        on_progress=lambda one: (seen.append(one), threads.add(threading.current_thread())),
    )
    assert threads == {threading.main_thread()}
    assert {one.files_total for one in seen} == {3}
    assert sorted({one.files_done for one in seen}) in ([0, 1, 2, 3], [1, 2, 3])
    assert [one.files_done for one in seen] == sorted(one.files_done for one in seen)
    of_large = [one.bytes_done for one in seen if one.path == "large.bin"]
    assert of_large == sorted(of_large)
    assert {one.path: one.bytes_done for one in seen} == {"large.bin": LARGE, "small.txt": 7, "empty": 0}
    assert all(one.bytes_total == {"large.bin": LARGE, "small.txt": 7, "empty": 0}[one.path] for one in seen)


@pytest.mark.parametrize("error", CALLBACK_ERRORS)
def test_callback_exception_propagates_and_ends_the_call(
    workspaces: BlockingInterface, stub: Stub, folder: Path, error: Exception
) -> None:
    names = [make_file(f"{number}.txt", 5).name for number in range(40)]

    def fail(progress: Progress) -> None:
        raise error

    with pytest.raises(type(error), match="mine") as caught:
        workspaces.upload(WORKSPACE, *names, max_concurrency=1, on_progress=fail)
    assert caught.value is error
    assert len(stub.files) < 40

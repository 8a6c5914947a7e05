"""HAR files: writing and reading keeps the verdicts. Invalid files are refused with advice."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from browser_use_contract.exchange import Exchange
from browser_use_contract.recordings import files, read_recording, write_har
from browser_use_contract.redact import Redactor
from browser_use_contract.refused import CheckRefused
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import evaluate

pytestmark = pytest.mark.slow

URL = "http://127.0.0.1:1/api/v3"
_LIST = json.dumps({"sessions": [], "total": 0, "page": 1, "pageSize": 20})


def entry(path: str = "/sessions", **changes: Any) -> dict[str, Any]:
    """Returns an entry as browsers write it, for an empty list of sessions."""
    found: dict[str, Any] = {
        "startedDateTime": "2026-01-02T03:04:05.000Z",
        "time": 12.5,
        "request": {"method": "GET", "url": f"https://api.browser-use.com/api/v3{path}", "headers": [], "queryString": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": len(_LIST), "mimeType": "application/json", "text": _LIST},
        },
    }
    found["response"].update(changes)
    return found


def written(folder: Path, *entries: Any, name: str = "some.har") -> Path:
    path = folder / name
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}), "utf-8")
    return path


def exchanges(path: Path) -> list[Exchange]:
    return [one for trace in read_recording([path]).traces for one in trace.exchanges]


def test_a_run_that_is_written_and_read_gives_the_same_verdicts(recorded: Sequence[Exchange], tmp_path: Path) -> None:
    path = tmp_path / "run.har"
    path.write_text(write_har(recorded, URL, Redactor("sandbox-key")), "utf-8")
    found = read_recording([path])
    assert (found.url, found.left_out, found.is_complete) == (URL, {}, True)
    before, after = evaluate(Trace(recorded)), evaluate(*found.traces)
    assert [one.requirement.id for one in after.all if one.violations] == []
    # requests without a body and screenshot URLs are recorded; the parameters of signed URLs are not
    told = [{one.requirement.id: one.verdict for one in results.all} for results in (before, after)]
    assert {name for name in told[0] if told[0][name] != told[1][name]} <= {"screenshot.expires"}


def test_what_browsers_record_is_checked(tmp_path: Path) -> None:
    found = read_recording([written(tmp_path, entry(), entry("/users"), {"request": {}}, None)])
    assert found.url == "https://api.browser-use.com/api/v3"
    assert [one.operation for trace in found.traces for one in trace.exchanges] == ["listSessions"]
    assert found.left_out == {"not to this API": 1, "not in the form of a HAR entry": 2}
    assert evaluate(*found.traces).exit_code == 0


_PLAIN = base64.b64encode(b'{"sessions": 5}').decode()
_ZIPPED = base64.b64encode(gzip.compress(b'{"sessions": 5}', mtime=0)).decode()


@pytest.mark.parametrize(
    "content",
    [
        {"size": 15, "text": _PLAIN, "encoding": "base64"},
        {"size": 15, "text": _PLAIN},
        {"size": 15, "text": f"{_PLAIN[:8]}\n{_PLAIN[8:]}", "encoding": "base64"},
        {"size": 15, "text": _ZIPPED, "encoding": "base64"},
        {"size": 15, "text": '{"sessions": 5}', "encoding": "base64"},
        {"size": 15, "text": '{"sessions": 5}', "encoding": "utf-8"},
        {"size": 17, "text": '{"sessions": 5}'},
        {"size": -1, "text": '{"sessions": 5}'},
    ],
    ids=["base64", "unmarked", "folded", "gzip", "plain", "other", "reformatted", "unknown size"],
)
def test_bodies_in_every_encoding_are_read(tmp_path: Path, content: dict[str, Any]) -> None:
    path = written(tmp_path, entry(content=content))
    assert exchanges(path)[0].document == {"sessions": 5}
    assert evaluate(*read_recording([path]).traces).exit_code == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"size": 500, "mimeType": "application/json"}, "without the body of the response"),
        ({"size": -1, "mimeType": "application/json"}, "without the body of the response"),
        ({"size": 500, "text": ""}, "without the body of the response"),
        ({"size": 500, "text": _LIST[:20]}, "truncated"),
        ({"size": 20, "text": _LIST[:20], "comment": "Response body was truncated"}, "truncated"),
        ({"size": 20, "text": _ZIPPED[:16], "encoding": "base64"}, "truncated"),
        ({"size": 20, "text": "q83v", "encoding": "br"}, "an encoding that cannot be read"),
    ],
)
def test_bodies_that_were_not_recorded_are_left_out(tmp_path: Path, content: dict[str, Any], reason: str) -> None:
    with pytest.raises(CheckRefused, match=reason):
        read_recording([written(tmp_path, entry(content=content))])


def test_a_body_that_is_broken_and_whole_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, entry(content={"size": 20, "text": _LIST[:20]}))
    assert evaluate(*read_recording([path]).traces).exit_code == 1


def test_compressed_files_and_standard_input(check: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = written(tmp_path, entry())
    packed = tmp_path / "some.har.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert check("--from-har", packed).code == 0
    assert check("--from-har", plain, "--from-har", packed, "--complete").code == 0
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(packed.read_bytes())))
    assert [one.operation for one in exchanges(Path("-"))] == ["listSessions"]


def test_entries_that_were_left_out_are_told_in_every_report(check: Callable[..., Any], tmp_path: Path) -> None:
    path = written(tmp_path, entry(), entry("/users"), entry(status=0), entry(_fetchedViaServiceWorker=True))
    files = [tmp_path / name for name in ("report.json", "report.html")]
    done = check("--from-har", path, "--json", files[0], "--html", files[1])
    for text in (" ".join(done.out.split()), *(file.read_text("utf-8") for file in files)):
        for told in ("1 entry not to this API", "1 entry aborted", "1 entry answered by a service worker", "was not checked"):
            assert told in text
    assert "does not hold" in " ".join(check("--from-har", path, "--complete").out.split())


def test_a_key_in_a_recording_that_the_server_echoes_is_not_shown(check: Callable[..., Any], tmp_path: Path) -> None:
    secret = "bu_s3cret+value/=="
    session = {"id": f"no id but {secret}", "status": f"is {secret}"}
    one = entry(f"/sessions?query={secret}", content={"size": 1, "text": json.dumps({"sessions": [session], "detail": secret})})
    one["request"]["headers"] = [{"name": "X-Browser-Use-API-Key", "value": secret}]
    names = {name: tmp_path / f"report.{name}" for name in ("json", "html", "junit", "har")}
    options = [part for name, path in names.items() for part in (f"--{name}", path)]
    done = check("--from-har", written(tmp_path, one), *options)
    assert done.code == 1
    for text in (done.out, done.err, *(path.read_text("utf-8") for path in names.values())):
        assert "s3cret" not in text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a HAR file, or is truncated"),
        (b"hello", "not a HAR file, or is truncated"),
        (b'{"log": {"entries": [{"request"', "not a HAR file, or is truncated"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not UTF-8 text"),
        (b"[]", "no log.entries"),
        (b'{"log": 5}', "no log.entries"),
        (b'{"log": {"entries": {}}}', "no log.entries"),
        (b'{"log": {"entries": []}}', "0 requests"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 5_000, "too many digits"),
        (gzip.compress(b"{}", mtime=0)[:-9], "compressed data is truncated"),
    ],
)
def test_files_that_are_no_recordings_of_this_api(check: Callable[..., Any], tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "x.har"
    path.write_bytes(content)
    done = check("--from-har", path)
    assert done.code == 2
    assert told in " ".join(done.err.split())


def test_a_file_that_is_missing(check: Callable[..., Any], tmp_path: Path) -> None:
    done = check("--from-har", tmp_path / "none.har")
    assert done.code == 2
    assert "cannot be read" in " ".join(done.err.split())


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = written(tmp_path, *[entry()] * 100)
    monkeypatch.setattr(files, "LARGEST", 10_000)
    with pytest.raises(CheckRefused, match="Remove requests to other servers"):
        read_recording([path])
    path.write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(CheckRefused, match="Remove requests to other servers"):
        read_recording([path])


def test_a_body_that_is_no_text_is_kept_without_the_key(story: Any, tmp_path: Path) -> None:
    one = dataclasses.replace(story.call("POST", "/sessions", {}), sent=b'{"task": "\xff secret-key"}')
    path = tmp_path / "run.har"
    path.write_text(write_har([one], URL, Redactor("secret-key")), "utf-8")
    (read,) = exchanges(path)
    assert read.sent == b'{"task": "\xff [key]"}'

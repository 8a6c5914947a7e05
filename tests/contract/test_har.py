"""HAR files: written and read again with the same verdicts; others are refused with what to do."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from browser_use_contract import har
from browser_use_contract.exchange import Exchange
from browser_use_contract.har import read_har, write_har
from browser_use_contract.redact import Redactor
from browser_use_contract.refused import CheckRefused
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import judge

URL = "http://127.0.0.1:1/api/v3"


def entry(path: str = "/sessions", **changes: Any) -> dict[str, Any]:
    """An entry as browsers write it, for a list of no sessions."""
    text = json.dumps({"sessions": [], "total": 0, "page": 1, "pageSize": 20})
    found: dict[str, Any] = {
        "startedDateTime": "2026-01-02T03:04:05.000Z",
        "time": 12.5,
        "request": {"method": "GET", "url": f"https://api.browser-use.com/api/v3{path}", "headers": [], "queryString": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": len(text), "mimeType": "application/json", "text": text},
        },
    }
    found["response"].update(changes)
    return found


def written(folder: Path, *entries: Any) -> Path:
    path = folder / "some.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}), "utf-8")
    return path


def test_a_run_that_is_written_and_read_gives_the_same_verdicts(recorded: Sequence[Exchange], tmp_path: Path) -> None:
    path = tmp_path / "run.har"
    path.write_text(write_har(recorded, URL, Redactor("sandbox-key")), "utf-8")
    base, exchanges = read_har(path)
    assert base == URL
    before, after = judge(Trace(recorded)), judge(Trace(exchanges))
    assert [one.promise.id for one in after.all if one.violations] == []
    # a request without a body and a session's screenshots are recorded like everything else; a signed URL's parameters are not
    told = [{one.promise.id: one.verdict for one in judged.all} for judged in (before, after)]
    assert {name for name in told[0] if told[0][name] != told[1][name]} <= {"screenshot.expires"}


def test_what_browsers_record_is_judged(tmp_path: Path) -> None:
    base, exchanges = read_har(written(tmp_path, entry(), entry("/users"), {"request": {}}, None))
    assert base == "https://api.browser-use.com/api/v3"
    assert [one.operation for one in exchanges] == ["listSessions"]
    assert judge(Trace(exchanges)).exit_code == 0


def test_bodies_in_base64_are_read(tmp_path: Path) -> None:
    text = base64.b64encode(b'{"sessions": 5}').decode()
    _, exchanges = read_har(written(tmp_path, entry(content={"size": 15, "text": text, "encoding": "base64"})))
    assert exchanges[0].document == {"sessions": 5}
    assert judge(Trace(exchanges)).exit_code == 1


def test_bodies_that_were_not_recorded_are_left_out(tmp_path: Path) -> None:
    with pytest.raises(CheckRefused, match="none of them to this API"):
        read_har(written(tmp_path, entry(content={"size": 500, "mimeType": "application/json"})))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no HAR file, or was cut off"),
        (b"hello", "no HAR file, or was cut off"),
        (b'{"log": {"entries": [{"request"', "no HAR file, or was cut off"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not text in UTF-8"),
        (b"[]", "no log.entries"),
        (b'{"log": 5}', "no log.entries"),
        (b'{"log": {"entries": {}}}', "no log.entries"),
        (b'{"log": {"entries": []}}', "0 requests"),
        (b"[" * 100_000, "nested too deeply"),
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
    monkeypatch.setattr(har, "LARGEST", 100)
    with pytest.raises(CheckRefused, match="Drop requests to others"):
        read_har(written(tmp_path, entry()))


def test_a_body_that_is_no_text_is_kept_without_the_key(story: Any, tmp_path: Path) -> None:
    one = dataclasses.replace(story.call("POST", "/sessions", {}), sent=b'{"task": "\xff secret-key"}')
    path = tmp_path / "run.har"
    path.write_text(write_har([one], URL, Redactor("secret-key")), "utf-8")
    (read,) = read_har(path)[1]
    assert read.sent == b'{"task": "\xff [key]"}'

"""Damaged recordings of a correct server: no false violation, and real violations in other entries are still found."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from browser_use_contract.exchange import Exchange
from browser_use_contract.recordings import Recording, read_recording, write_har
from browser_use_contract.recordings.bodies import LeftOut, sent_body
from browser_use_contract.redact import Redactor
from browser_use_contract.verdicts import Results, Verdict, evaluate

pytestmark = pytest.mark.slow

URL = "https://api.example.com/api/v3"
Entry = dict[str, Any]
#: Damages an entry: returns the entries that replace it.
Damage = Callable[[Entry], list[Entry]]


@pytest.fixture(scope="module")
def entries(recorded: Sequence[Exchange]) -> list[Entry]:
    """A run in the format of another recorder: without this package's marks, and with the key in its header."""
    document = json.loads(write_har(recorded, URL, Redactor("sandbox-key")))
    found = []
    for entry in document["log"]["entries"]:
        request, post = entry["request"], entry["request"].get("postData", {})
        if request.get("_signed") or post.get("_encoding") or entry["response"]["status"] == 0:
            continue
        if request.pop("_credentials") == "right":
            request["headers"].append({"name": "X-Browser-Use-API-Key", "value": "sandbox-key"})
        request["bodySize"] = len(post.get("text", "").encode())
        entry["startedDateTime"] = datetime.fromisoformat(entry["startedDateTime"]).isoformat(timespec="milliseconds")
        found.append(entry)
    return found


def _changed(entry: Entry, **changes: Any) -> list[Entry]:
    """Returns the entry with changed properties in `response` and `request`. None removes a property."""
    found = json.loads(json.dumps(entry))
    for part, values in changes.items():
        if isinstance(values, dict):
            found[part].update(values)
            for name in [name for name, value in values.items() if value is None]:
                del found[part][name]
        else:
            found[part] = values
    return [found]


def _answer(entry: Entry, **content: Any) -> list[Entry]:
    found = {**entry["response"]["content"], **content}
    return _changed(entry, response={"content": {name: value for name, value in found.items() if value is not None}})


def _sent(entry: Entry, **post: Any) -> list[Entry]:
    return _changed(entry, request={"postData": post}) if entry["request"].get("postData", {}).get("text") else [entry]


def _moved(entry: Entry, seconds: float, form: str = "%Y-%m-%dT%H:%M:%S.%f%z") -> list[Entry]:
    at = datetime.fromisoformat(entry["startedDateTime"]) + timedelta(seconds=seconds)
    return _changed(entry, startedDateTime=at.strftime(form))


def _cut(entry: Entry) -> list[Entry]:
    text = entry["response"]["content"]["text"]
    return _answer(entry, text=text[: len(text) // 2])


def _worker(entry: Entry) -> list[Entry]:
    """Returns the page's request and its duplicate by a service worker."""
    at = datetime.fromisoformat(entry["startedDateTime"]) + timedelta(milliseconds=min(1.0, entry["time"] / 2))
    return [*_changed(entry, response={"_fetchedViaServiceWorker": True}), *_changed(entry, startedDateTime=at.isoformat())]


def _of_size_0(entry: Entry) -> list[Entry]:
    """Returns the entry as recorders write it that omit the body of a request. The headers still name its type."""
    if not entry["request"].get("postData", {}).get("text"):
        return [entry]
    headers = [*entry["request"]["headers"], {"name": "Content-Type", "value": "application/json"}]
    return _changed(entry, request={"postData": None, "bodySize": 0, "headers": headers})


DAMAGES: dict[str, Damage] = {
    "request body not recorded": lambda one: _sent(one),
    "request body without text": lambda one: _sent(one, mimeType="application/json", text=""),
    "request body cut off": lambda one: _sent(
        one, mimeType="application/json", text=one["request"].get("postData", {}).get("text", "")[:-1]
    ),
    "request body in a file": lambda one: _sent(one, mimeType="application/json", _file="1.json"),
    "answer without text": lambda one: _answer(one, text=None),
    "answer with an empty text": lambda one: _answer(one, text=""),
    "answer of unknown size": lambda one: _answer(one, text=None, size=-1),
    "answer cut off": _cut,
    "answer called base64": lambda one: _answer(one, encoding="base64"),
    "answer in base64": lambda one: _answer(
        one, encoding="base64", text=base64.b64encode(one["response"]["content"]["text"].encode()).decode()
    ),
    "answer in base64, unmarked": lambda one: _answer(
        one, text=base64.b64encode(one["response"]["content"]["text"].encode()).decode()
    ),
    "answer not recorded": lambda one: _changed(one, response=None),
    "no headers": lambda one: _changed(one, response={"headers": []}),
    "aborted": lambda one: _changed(one, response={"status": 0, "_error": "net::ERR_ABORTED"}),
    "aborted, as Playwright has it": lambda one: _changed(one, response={"status": -1, "_failureText": "aborted"}),
    "aborted while it came": lambda one: _changed(one, response={"_error": "net::ERR_ABORTED"}),
    "from a cache": lambda one: _changed(one, _fromCache="disk", response={"status": 304}),
    "a worker's copy": _worker,
    "recorded twice": lambda one: [one, *_changed(one)],
    "not recorded": lambda one: [],
    "time null": lambda one: _changed(one, time=None, timings={}),
    "time -1": lambda one: _changed(one, time=-1, timings={"send": -1, "wait": -1, "receive": -1}),
    "time 0": lambda one: _changed(one, time=0, timings={"send": 0, "wait": 0, "receive": 0}),
    "time 0, timings unknown": lambda one: _changed(one, time=0, timings={"send": -1, "wait": -1, "receive": -1}),
    "request body of size 0": _of_size_0,
    "date without zone": lambda one: _moved(one, 0, "%Y-%m-%dT%H:%M:%S.%f"),
    "date in another zone": lambda one: _changed(
        one, startedDateTime=datetime.fromisoformat(one["startedDateTime"]).astimezone().isoformat()
    ),
    "date of whole seconds": lambda one: _moved(one, 0, "%Y-%m-%dT%H:%M:%S%z"),
    "clock ahead": lambda one: _moved(one, 3 * 3600),
    "clock behind": lambda one: _moved(one, -40 * 86400),
    "no date": lambda one: _changed(one, startedDateTime=None),
    "no date that is one": lambda one: _changed(one, startedDateTime="yesterday"),
}
#: Damage by a clock applies to every entry.
_TO_ALL = ("clock ahead", "clock behind", "date of whole seconds", "time 0", "time 0, timings unknown")
_IS_WRITE = ("POST", "PATCH", "DELETE")


def _read(folder: Path, entries: Sequence[Any], *, is_complete: bool = False) -> Recording:
    path = folder / "some.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": list(entries)}}))
    return read_recording([path], is_complete=is_complete)


def _damaged(entries: Sequence[Entry], kind: str, share: float, seed: int) -> list[Entry]:
    random_number = random.Random(seed).random
    part = 1.0 if kind in _TO_ALL else share
    return [new for one in entries for new in (DAMAGES[kind](one) if random_number() < part else [one])]


def _violated(found: Results) -> dict[str, str]:
    return {one.requirement.id: one.violations[0].problem for one in found.of(Verdict.VIOLATED)}


@pytest.mark.parametrize("kind", DAMAGES)
def test_no_damage_is_taken_for_a_fault(entries: list[Entry], tmp_path: Path, kind: str) -> None:
    damaged = [*_damaged(entries[:-5], kind, 0.5, seed=len(kind)), *([] if kind in _TO_ALL else entries[-5:])]
    assert _violated(evaluate(*_read(tmp_path, damaged).traces)) == {}


@pytest.mark.parametrize("kind", ["answer in base64", "no headers", "recorded twice", "time null", "date of whole seconds"])
def test_what_is_called_complete_may_be_inexact(entries: list[Entry], tmp_path: Path, kind: str) -> None:
    found = _read(tmp_path, _damaged(entries, kind, 0.5, 1), is_complete=True)
    assert found.is_complete
    assert _violated(evaluate(*found.traces)) == {}


@pytest.mark.parametrize("kind", ["request body not recorded", "request body of size 0", "answer cut off", "aborted", "no date"])
def test_what_lacks_entries_is_not_complete(entries: list[Entry], tmp_path: Path, kind: str) -> None:
    assert not _read(tmp_path, _damaged(entries[:200], kind, 0.5, 1), is_complete=True).is_complete


@pytest.mark.parametrize("seed", range(4))
def test_requests_that_others_sent_are_not_missed(entries: list[Entry], tmp_path: Path, seed: int) -> None:
    """The missing requests are writes by a dashboard or another program."""
    chosen = random.Random(seed)
    share = chosen.choice((0.05, 0.3, 0.8, 1.0))
    kept = [one for one in entries if one["request"]["method"] not in _IS_WRITE or chosen.random() >= share]
    assert _violated(evaluate(*_read(tmp_path, kept).traces)) == {}


def test_recordings_of_two_clocks_are_not_compared(entries: list[Entry], tmp_path: Path) -> None:
    """Two recorders record every other entry; one has a wrong clock."""
    paths = []
    for number, seconds in enumerate((0, -700)):
        path = tmp_path / f"{number}.har"
        part = [new for one in entries[number::2] for new in _moved(one, seconds)]
        path.write_text(json.dumps({"log": {"entries": part}}))
        paths.append(path)
    found = read_recording(paths)
    assert len(found.traces) == 2
    numbers = [one.number for trace in found.traces for one in trace.exchanges]
    assert len(set(numbers)) == len(numbers)
    assert _violated(evaluate(*found.traces)) == {}


def test_a_recording_that_lacks_nothing_is_checked_in_full(entries: list[Entry], tmp_path: Path) -> None:
    partly, fully = (evaluate(*_read(tmp_path, entries, is_complete=is_complete).traces) for is_complete in (False, True))
    assert _violated(fully) == {}
    assert fully.tally[Verdict.PASSED] > 1.1 * partly.tally[Verdict.PASSED]
    assert partly.tally[Verdict.PASSED] > 0.5 * fully.tally[Verdict.PASSED]


@pytest.mark.parametrize("seed", range(3))
def test_true_faults_in_the_rest_are_found(entries: list[Entry], tmp_path: Path, seed: int) -> None:
    """The second half of a recording has faults, and each entry of the first half is damaged."""
    half, chosen = len(entries) // 2, random.Random(seed)
    kinds = [kind for kind in DAMAGES if kind not in _TO_ALL]
    damaged = [new for one in entries[:half] for new in DAMAGES[chosen.choice(kinds)](one)]
    assert _violated(evaluate(*_read(tmp_path, [*damaged, *entries[half:]]).traces)) == {}
    found = evaluate(*_read(tmp_path, [*damaged, *map(_faulty, entries[half:])]).traces)
    assert _violated(found).keys() >= {"costs.total.getSession", "fields.page.total"}


def _faulty(entry: Entry) -> Entry:
    """Returns an entry with a wrong total: of the sessions in a list, or of a session's costs."""
    text = entry["response"]["content"]["text"]
    wrong = (
        {"total": "many"} if text.startswith('{"sessions"') else {"totalCostUsd": "77"} if '"isTaskSuccessful"' in text else {}
    )
    if entry["request"]["method"] != "GET" or not wrong:
        return entry
    return _answer(entry, text=json.dumps({**json.loads(text), **wrong}), size=-1)[0]


def test_a_content_length_of_0_says_that_a_request_had_no_body() -> None:
    for headers, expected in (({"content-type": "application/json", "content-length": "0"}, None), ({"accept": "*/*"}, None)):
        assert sent_body({"bodySize": 0}, headers, "POST") is expected
    with pytest.raises(LeftOut, match="without the body of the request"):
        sent_body({"bodySize": 0}, {"content-type": "application/json"}, "POST")

"""A check leaves nothing behind, stays within its budget, and shows no secrets."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from browser_use_contract import run
from browser_use_contract.actions import Actions, Budget, PollTiming, StatusMissed
from browser_use_contract.client import Cancelled, Client
from browser_use_contract.connection import Connection
from browser_use_contract.exchange import Credentials, Exchange
from browser_use_contract.generated.process import GeneratorProcess
from browser_use_contract.run import CollectedTraffic, Options, gather, run_all
from browser_use_contract.target import target
from mutants import harness
from mutants.fault import Answer, Call, Fault

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[str]:
    """An empty sandbox for one test."""
    with harness.served(task_seconds=0.05, start_seconds=0.0) as url:
        yield url


@pytest.fixture
def carefully(monkeypatch: pytest.MonkeyPatch, server: str, key: str) -> Callable[[str], CollectedTraffic]:
    """Checks a local server as if its sessions cost money, but faster."""
    monkeypatch.setattr(run, "_PAUSE", 0.0)
    return lambda budget: gather(target(server, key), Options(budget=Decimal(budget)))


def created(exchanges: Sequence[Exchange]) -> list[Exchange]:
    return [one for one in exchanges if one.operation == "createSession" and one.status == 200]


def listed(url: str, key: str) -> int:
    request = urllib.request.Request(f"{url}/sessions", headers={"X-Browser-Use-API-Key": key})
    with urllib.request.urlopen(request) as answer:
        return int(json.load(answer)["total"])


def test_without_a_budget_nothing_is_created(carefully: Callable[[str], CollectedTraffic], server: str, key: str) -> None:
    gathered = carefully("0")
    assert created(gathered.trace.exchanges) == []
    assert any(one.status == 422 for one in gathered.trace.exchanges)
    assert listed(server, key) == 0


def test_a_budget_is_shared_out_and_kept(carefully: Callable[[str], CollectedTraffic], server: str, key: str) -> None:
    made = created(carefully("0.50").trace.exchanges)
    assert [one.fields.get("task") is not None for one in made].count(True) == len(made) == 3
    firsts = [one for one in made if "sessionId" not in one.fields]
    assert sum(Decimal(one.fields["maxCostUsd"]) for one in firsts) <= Decimal("0.50")
    assert {one.fields["model"] for one in firsts} == {"gemini-3-flash"}
    assert listed(server, key) == 0


def test_a_request_that_must_be_refused_costs_nothing_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def take_all(call: Call) -> Answer | None:
        if call.operation == "createSession":
            call.body, call.headers["content-type"] = b"{}", "application/json"
            call.headers["x-browser-use-api-key"] = harness.KEY
        return None

    monkeypatch.setattr(run, "_PAUSE", 0.0)
    with harness.served(Fault("takes all", (), before=take_all)) as url:
        gathered = gather(target(url, harness.KEY), Options(budget=Decimal(0)))
        assert listed(url, harness.KEY) == 0
    taken = created(gathered.trace.exchanges)
    assert len(taken) > 50
    assert gathered.left == []
    costly = [one for one in taken if isinstance(one.fields.get("task"), str)]
    assert all(Decimal(str(one.fields["maxCostUsd"])) <= Decimal("0.01") for one in costly)


def test_what_cannot_be_deleted_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(call: Call) -> Answer | None:
        if call.operation == "deleteSession" and call.headers.get("x-browser-use-api-key") == harness.KEY:
            return Answer(500, {"content-type": "application/json"}, b'{"detail": "no"}')
        return None

    monkeypatch.setattr(run, "_PAUSE", 0.0)
    with harness.served(Fault("keeps all", (), before=keep), task_seconds=0.05, start_seconds=0.0) as url:
        gathered = gather(target(url, harness.KEY), Options(budget=Decimal("0.50")))
    assert sorted(gathered.left) == sorted({str(one.object["id"]) for one in created(gathered.trace.exchanges)})
    sent = [one for one in gathered.trace.exchanges if one.credentials is Credentials.RIGHT]
    stops = [one.session_id for one in sent if one.operation == "stopSession"]
    assert set(gathered.left) <= set(stops)


def test_too_many_requests_are_waited_for() -> None:
    waits = {"left": 2}

    def busy(call: Call) -> Answer | None:
        if call.operation == "listSessions" and waits["left"]:
            waits["left"] -= 1
            return Answer(429, {"content-type": "application/json", "retry-after": "0"}, b'{"detail": "slow down"}')
        return None

    with harness.served(Fault("busy", (), before=busy)) as url:
        client = Client(target(url, harness.KEY))
        assert client.send("GET", "/sessions").status == 200
        assert [one.status for one in client.exchanges] == [429, 429, 200]
        client.close()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_check_that_cleans_up(tmp_path: Path, name: str) -> None:
    """SIGINT is Ctrl-C. CI sends the others to all processes of a cancelled job."""
    junit = tmp_path / "report.xml"
    with harness.served(task_seconds=30.0) as url:
        command = [sys.executable, "-m", "browser_use_contract", "--url", url, "--api-key", harness.KEY, "--junit", str(junit)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            while listed(url, harness.KEY) < 20 and process.poll() is None:
                pass
            os.killpg(process.pid, getattr(signal, name))
            out, err = process.communicate(timeout=60)
        assert "Traceback" not in err
        assert "Interrupted" in out
        assert process.returncode in (1, 2)
        assert listed(url, harness.KEY) == 0
    error = Xml.parse(junit).find("testsuite/testcase/error")
    assert error is not None
    assert "interrupted" in error.attrib["message"]


def test_what_is_tried_after_an_interruption_is_not_sent(monkeypatch: pytest.MonkeyPatch, server: str, key: str) -> None:
    """Ctrl-C may come while the threads of the scenarios are being started."""
    started, over, outcomes = threading.Event(), threading.Event(), []

    def create_again_and_again(act: Actions) -> None:
        try:
            while True:
                act.client.send("POST", "/sessions", {})
                started.set()
        except BaseException as error:
            outcomes.append(error)
            raise
        finally:
            over.set()

    def interrupt(*_: object) -> None:
        act = Actions(client[0], PollTiming(), Budget(None), {}, 0, True)
        threading.Thread(target=run._run, args=(create_again_and_again, act, [], None)).start()
        assert started.wait(60)
        raise KeyboardInterrupt

    client: list[Client] = []
    monkeypatch.setattr(run, "_make_traffic", interrupt)
    gathered = gather(target(server, key), Options(), client.append)
    assert gathered.interrupted
    assert over.wait(60)
    assert [type(error) for error in outcomes] == [Cancelled]
    assert listed(server, key) == 0
    assert gathered.left == []


def test_the_process_beside_deletes_what_it_created_where_nobody_listens(server: str, key: str) -> None:
    side = GeneratorProcess(target(server, key), Connection(), seconds=2.0, seed=0)
    process = side._process
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert listed(server, key) == 0


def test_a_signal_before_anything_was_seen(tmp_path: Path) -> None:
    junit = tmp_path / "report.xml"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/api/v3"
        command = [sys.executable, "-m", "browser_use_contract", "--url", url, "--timeout", "60", "--junit", str(junit)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process, silent.accept()[0] as connection:
            connection.recv(1)
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "interrupted before anything could be checked" in " ".join(err.split())
    assert Xml.parse(junit).find("testsuite/testcase/error") is not None


SECRETS = ("sandbox-key", "signature=", "X-Amz", "expires=")


def test_no_report_tells_a_secret(check: Callable[..., Any], tmp_path: Path) -> None:
    def sign(call: Call) -> None:
        if call.operation == "getSession" and call.answer.status == 200:
            shown = call.answer.json
            shown["liveUrl"] = "https://live.example.com/?wss=x&X-Amz-Signature=abcdef"
            shown["title"] = f"the key is {harness.KEY} \x1b[2J"
            shown["totalCostUsd"] = "1"
            call.answer.json = shown

    files = {name: tmp_path / f"report.{name}" for name in ("json", "html", "junit", "har")}
    with harness.served(Fault("signs", (), after=sign), task_seconds=0.05, start_seconds=0.0) as url:
        options = [part for name, path in files.items() for part in (f"--{name}", path)]
        done = check("--url", url, "--api-key", harness.KEY, "--quick", *options)
    assert done.code == 1
    for text in (done.out, done.err, *(path.read_text("utf-8") for path in files.values())):
        assert not [secret for secret in SECRETS if secret in text]
        assert "\x1b" not in text


def test_what_is_missed_is_tried_once_more_and_then_told() -> None:
    tries: list[str] = []

    def late_once(act: Actions) -> None:
        tries.append("once")
        if tries.count("once") == 1:
            raise StatusMissed("it was over")

    def always_late(act: Actions) -> None:
        tries.append("always")
        raise StatusMissed("it was over already")

    notes: list[str] = []
    client = Client(target("http://127.0.0.1:9/api/v3", "k"))
    run_all([late_once, always_late], Actions(client, PollTiming(), Budget(None), {}, 0, quick=True), notes)
    assert sorted(tries) == ["always", "always", "once", "once"]
    assert notes == ["always_late: it was over already"]


def test_more_go_on_at_a_time_where_the_server_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_ANOTHER_FILLER", 0.0)
    third = threading.Event()
    done: list[bool] = []

    def wait(act: Actions) -> None:
        done.append(third.wait(20))

    notes: list[str] = []
    client = Client(target("http://127.0.0.1:9/api/v3", "k"))
    act = Actions(client, PollTiming(), Budget(None), {}, 0, quick=True)
    run_all([], act, notes, filling=[wait, wait, lambda act: third.set()])
    assert done == [True, True]
    assert notes == []


def test_nothing_is_left_where_it_is_run(tmp_path: Path) -> None:
    """By default Hypothesis keeps its tables in the current folder."""
    work, caches = tmp_path / "work", tmp_path / "caches"
    work.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_STORAGE_DIRECTORY"}
    with harness.served(task_seconds=0.05, start_seconds=0.0) as url:
        command = [sys.executable, "-m", "browser_use_contract", "--url", url, "--api-key", harness.KEY]
        done = subprocess.run(
            command, cwd=work, env={**environment, "XDG_CACHE_HOME": str(caches)}, capture_output=True, timeout=60
        )
    assert done.returncode == 0, done.stdout
    assert list(work.iterdir()) == []
    assert list(caches.rglob("unicode_data"))

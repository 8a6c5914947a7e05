"""Options of the command, and servers that stop responding: every check ends with a verdict or a reason in all reports."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import urllib3
from rich.console import Console

from browser_use_contract import checking, requirements
from browser_use_contract.circuit_breaker import CircuitOpen
from browser_use_contract.cleanup import clean_up
from browser_use_contract.client import Client
from browser_use_contract.connection import Connection
from browser_use_contract.exchange import Exchange, parse_json
from browser_use_contract.grouping import resources_for, selection
from browser_use_contract.recordings import read_recording, write_har
from browser_use_contract.redact import Redactor
from browser_use_contract.requirement import RULES
from browser_use_contract.scenarios import plan
from browser_use_contract.target import Target
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import Verdict, evaluate

pytestmark = pytest.mark.slow


@contextmanager
def _between(url: str, is_silent: Callable[[str, str, int], bool]) -> Iterator[str]:
    """A proxy in front of a server. It does not respond if `is_silent` returns true for method, path and number."""
    over = threading.Event()
    pool, count = urllib3.PoolManager(), [0]
    origin = url.removesuffix("/api/v3")

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            count[0] += 1
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if is_silent(self.command, self.path, count[0]):
                over.wait(60)
                self.close_connection = True
                return
            names = ("x-browser-use-api-key", "content-type", "x-extra")
            sent = {name: self.headers[name] for name in names if name in self.headers}
            answer = pool.request(
                self.command, origin + self.path, body=body or None, headers=sent, redirect=False, retries=False
            )
            self.send_response(answer.status)
            self.send_header("content-type", answer.headers.get("content-type", ""))
            self.send_header("content-length", str(len(answer.data)))
            self.end_headers()
            self.wfile.write(answer.data)

        do_GET = do_POST = do_DELETE = do_PATCH = handle_one

        def log_message(self, *_: Any) -> None:
            """Logs nothing."""

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_address[1]}/api/v3"
    finally:
        over.set()
        proxy.shutdown()
        proxy.server_close()
        thread.join()
        pool.clear()


def test_a_server_that_goes_silent_gets_no_verdict(check: Any, server: str, key: str, tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    with _between(server, lambda method, path, count: count > 200) as url:
        done = check("--url", url, "--api-key", key, "--quick", "--timeout", "1", "--junit", junit)
    assert done.code in (1, 2)
    assert "stopped responding" in done.out or "no response within the time limit" in done.out
    assert Xml.parse(junit).find("testsuite/testcase/error") is not None or done.code == 1


def test_an_operation_that_hangs_is_violated(check: Any, server: str, key: str) -> None:
    with _between(server, lambda method, path, count: path.endswith("/messages") or "/messages?" in path) as url:
        done = check("--url", url, "--api-key", key, "--quick", "--timeout", "1")
    assert done.code == 1
    assert "answered.listSessionMessages.reliably" in done.out


def test_nothing_more_is_sent_to_an_operation_that_hangs(server: str, key: str) -> None:
    with _between(server, lambda method, path, count: method == "DELETE") as url:
        client = Client(Target(url, key), Connection(timeout=0.2))
        for _ in range(3):
            assert client.send("DELETE", "/sessions/x", persist=False).error == "timeout"
        with pytest.raises(CircuitOpen, match="deleteSession"):
            client.send("DELETE", "/sessions/x")
        client.circuit_breaker.require_closed("listSessions")  # other operations are still sent
        client.close()


def test_headers_go_to_the_api(check: Any, server: str, key: str) -> None:
    done = check("--url", server, "--api-key", key, "--quick", "-H", "X-Extra: 1", "--only", "listSessions")
    assert done.code == 0
    for wrong in ("no header", "X Y: 1", "X-Browser-Use-API-Key: 5"):
        refused = check("--url", server, "--api-key", key, "-H", wrong)
        assert refused.code == 2


@pytest.mark.parametrize("path", ["/sessions", "/workspaces/", "/billing/account"])
def test_the_address_of_an_operation_is_no_base_url(path: str, check: Any, server: str, key: str) -> None:
    done = check("--url", server + path, "--api-key", key)
    assert done.code == 2
    assert "The base URL is the part before it" in " ".join(done.err.split())


def test_a_refused_check_leaves_no_report_of_an_earlier_one(check: Any, key: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.json", "a.xml", "a.html")]
    for path in files:
        path.write_text("yesterday")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api/v3"
    done = check("--url", url, "--api-key", key, "--json", files[0], "--junit", files[1], "--html", files[2])
    assert done.code == 2
    assert json.loads(files[0].read_text())["refusal"].endswith("is the URL right?")
    error = Xml.parse(files[1]).find("testsuite/testcase/error")
    assert error is not None
    assert "does not respond" in error.attrib["message"]
    assert "does not respond" in files[2].read_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--url", "http://127.0.0.1:1/api/v3", "--revision", "nope"], "nope"),
        (["--url", "http://127.0.0.1:1/api/v3", "--nosuch", "5"], "--nosuch"),
        (["--url", "http://127.0.0.1:1/api/v3", "--max-time", "soon"], "soon"),
        (["--url", "http://127.0.0.1:1/api/v3", "--only", "nosuch"], "nosuch"),
        (["--url", "http://127.0.0.1:1/api/v3", "--json", "/nowhere/at/all.json"], "does not exist"),
        (["--from-har", "/nowhere/at/all.har"], "No such file"),
    ],
)
def test_invalid_options_leave_no_report_of_an_earlier_check(options: list[str], told: str, check: Any, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.xml", "a.html", "a.har", "a.json")]
    for path in files:
        path.write_text("yesterday")
    own = [] if "--json" in options else ["--json", files[3]]
    done = check(*options, "--junit", files[0], "--html", files[1], "--har", files[2], *own)
    assert done.code == 2
    error = Xml.parse(files[0]).find("testsuite/testcase/error")
    assert error is not None
    assert told in error.attrib["message"]
    assert told in files[1].read_text()
    assert json.loads(files[2].read_text())["log"]["entries"] == []
    assert not own or told in json.loads(files[3].read_text())["refusal"]


@pytest.mark.parametrize(("signals", "code"), [(1, 0), (2, 2)])
def test_the_first_signal_does_not_interrupt_the_evaluation(
    signals: int, code: int, check: Any, recorded: Sequence[Exchange], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*traces: Trace, **options: Any) -> Any:
        for _ in range(signals):
            signal.raise_signal(signal.SIGINT)
        return evaluate(*traces, **options)

    traffic, report = tmp_path / "traffic.har", tmp_path / "report.json"
    traffic.write_text(write_har(recorded[:50], "http://127.0.0.1:1/api/v3", Redactor("sandbox-key")), "utf-8")
    monkeypatch.setattr(checking, "evaluate", interrupted)
    before = signal.getsignal(signal.SIGINT)
    assert check("--from-har", traffic, "--json", report).code == code
    assert signal.getsignal(signal.SIGINT) is before
    assert bool(json.loads(report.read_text())["refusal"]) == (code == 2)


def test_a_report_goes_to_standard_output(check: Any, server: str, key: str) -> None:
    done = check("--url", server, "--api-key", key, "--quick", "--json", "-", "--only", "billing")
    document = json.loads(done.out)
    assert document["exit_code"] == done.code == 0
    assert {one["resource"] for one in document["requirements"]} == {"billing"}
    assert "0 requirements violated" in done.err


def test_what_is_known_does_not_fail_a_check(check: Any, server: str, key: str, tmp_path: Path) -> None:
    baseline = tmp_path / "known.json"
    common = ("--api-key", key, "--quick", "--only", "getBillingAccount", "--timeout", "1", "--baseline", baseline)
    with _between(server, lambda method, path, count: path.endswith("/billing/account")) as url:
        assert check("--url", url, *common).code == 2
        assert check("--url", url, *common, "--update-baseline").code == 1
        known = json.loads(baseline.read_text())
        assert list(known["known"]) == ["answered.getBillingAccount.reliably"]
        known["known"]["answered.getBillingAccount.reliably"] = "It is being repaired."
        baseline.write_text(json.dumps(known))
        done = check("--url", url, *common)
    assert "answered.getBillingAccount.reliably. It is being repaired." in done.out.replace("\n", " ")
    assert done.code != 1


def test_a_check_says_what_to_change_in_the_baseline(check: Any, recorded: Sequence[Exchange], tmp_path: Path) -> None:
    traffic, baseline, report = (tmp_path / name for name in ("traffic.har", "known.json", "report.json"))
    story = [
        replace(one, status=500, body=b"{}") if one.operation == "getBillingAccount" and one.authorised else one
        for one in recorded
    ]
    traffic.write_text(write_har(story, "http://127.0.0.1:1/api/v3", Redactor("sandbox-key")), "utf-8")
    options = ("--from-har", traffic, "--only", "billing", "--baseline", baseline, "--json", report)
    assert check(*options, "--update-baseline").code == 1
    known = json.loads(baseline.read_text())
    [told] = json.loads(report.read_text())["baseline"]
    assert told == f"No reason is given yet for {', '.join(known['known'])}. Write one for each."
    known["known"] = {**dict.fromkeys(known["known"], "ticket 123"), "billing.nothing": "x"}
    known["known"] |= {"authentication.getBillingAccount.none.refused": "y", "costs.total.getSession": " "}
    baseline.write_text(json.dumps(known))
    done = check(*options, "--html", tmp_path / "report.html")
    expected = [
        "No reason is given yet for costs.total.getSession. Write one for each.",
        "billing.nothing is no requirement.",
        "authentication.getBillingAccount.none.refused is no longer violated. --update-baseline removes it.",
    ]
    assert json.loads(report.read_text())["baseline"] == expected
    for told in expected:
        assert f"Baseline: {told}" in " ".join(done.out.split())
        assert f"Baseline: {told}" in (tmp_path / "report.html").read_text()


def test_progress_is_told_at_every_interval(server: str, key: str) -> None:
    client = Client(Target(server, key))
    waits, told, clock = [], [], iter((5.0, 15.2, 25.4))

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        client.send("GET", "/sessions")
        return len(waits) == 3

    checking.show_progress(client, told.append, wait, 10.0, lambda: next(clock))
    client.close()
    assert waits == [10.0] * 3
    assert told == ["1 requests in 10 s", "2 requests in 20 s"]


def test_progress_is_told_without_a_terminal(
    server: str, key: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "_LINE_INTERVAL", 0.001)
    client, has_told = Client(Target(server, key)), threading.Event()
    monkeypatch.setattr(Console, "print", lambda console, text: (sys.stderr.write(text), has_told.set()))
    with checking._progress() as watch:
        watch(client)
        assert has_told.wait(60)
    client.close()
    assert "0 requests in" in capsys.readouterr().err


def test_a_selection_is_by_id_operation_resource_or_subject() -> None:
    requirements.load()
    every = [requirement for rule in RULES for requirement in rule.requirements]
    for only, skip, expected in (
        (["paging.listProfiles.*"], [], "paging.listProfiles.once"),
        (["listProfiles"], ["shapes"], "paging.listProfiles.once"),
        (["profiles"], ["authentication.*"], "written.getProfile.name"),
    ):
        chosen = {requirement.id for requirement in every if selection(only, skip)(requirement)}
        assert expected in chosen
        assert not [name for name in chosen if "listSessions" in name or name.startswith("limit")]
        assert not [name for name in chosen for pattern in skip if name.startswith(pattern.rstrip("*"))]
    assert not [requirement for requirement in every if selection(["profiles"], ["profiles"])(requirement)]


@pytest.mark.parametrize("only", ["profiles", "workspaces", "browsers", "getBillingAccount", "written.updateProfile.*"])
def test_a_selection_sends_what_its_requirements_need_and_no_more(
    only: str, check: Any, server: str, key: str, recorded: Sequence[Exchange], tmp_path: Path
) -> None:
    report, traffic = tmp_path / "report.json", tmp_path / "traffic.har"
    done = check("--url", server, "--api-key", key, "--quick", "--only", only, "--json", report, "--har", traffic)
    assert done.code == 0
    found = {one["id"] for one in json.loads(report.read_text())["requirements"] if one["verdict"] == "passed"}
    whole = evaluate(Trace(recorded), is_chosen=selection([only], []))
    assert {one.requirement.id for one in whole.of(Verdict.PASSED)} - found == set()
    sent = read_recording([traffic], is_complete=True).traces[0].exchanges
    assert len(sent) < 0.6 * len(recorded)
    if only == "getBillingAccount":
        others = [one for one in sent if one.operation != "getBillingAccount"]
        assert {one.operation for one in others} == {"listSessions"}
        assert len(others) < 10


def test_a_selection_of_sessions_sends_all_requests_about_them(recorded: Sequence[Exchange]) -> None:
    requirements.load()
    every = [requirement for rule in RULES for requirement in rule.requirements]
    for only in ("sessions", "getSession", "costs.total.getSession", "authentication"):
        wanted = resources_for(filter(selection([only], []), every))
        assert set(map(plan.name_of, plan.free(quick=False))) == set(
            map(plan.name_of, plan.concerning(plan.free(quick=False), wanted))
        )
    assert plan.concerning(plan.free(quick=True), {"billing"}) == []


def test_a_selection_without_tasks_runs_no_scenario_with_tasks(recorded: Sequence[Exchange]) -> None:
    requirements.load()
    every = [requirement for rule in RULES for requirement in rule.requirements]
    wanted = resources_for(filter(selection(["authentication.getSession.*"], []), every))
    assert plan.concerning(plan.free(quick=False), wanted) == []
    assert plan.concerning(plan.filling(), wanted) != []


@pytest.mark.parametrize(("option", "near"), [("--only", "nosuchthing"), ("--skip", "listProfile"), ("--only", "written.x.y")])
def test_a_pattern_without_a_match_is_refused_before_anything_is_sent(option: str, near: str, check: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        done = check("--url", f"http://127.0.0.1:{listener.getsockname()[1]}/api/v3", "--api-key", "sandbox-key", option, near)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert done.code == 2
    assert f"{option} {near} matches no requirement." in " ".join(done.err.split())
    assert near != "listProfile" or "Did you mean listProfiles?" in " ".join(done.err.split())


def test_clean_up_goes_on_whatever_one_answer_is(server: str, key: str) -> None:
    client = Client(Target(server, key))
    made = [client.send("POST", "/sessions", {}).object["id"] for _ in range(3)]
    odd = client.exchanges[0]
    object.__setattr__(odd, "body", b'{"id": "' + made[0].encode() + b'", "stepCount": ' + b"1" * 5_000 + b"}")
    odd.__dict__.pop("document", None)
    assert odd.object == {}
    cleaner = client.for_clean_up()
    assert clean_up(cleaner) == []
    assert [cleaner.send("GET", f"/sessions/{one}").status for one in made[1:]] == [404, 404]
    assert cleaner.send("DELETE", f"/sessions/{made[0]}").status == 204  # the session whose id was not received
    client.close()


def test_a_number_of_thousands_of_digits_is_no_sound_json() -> None:
    with pytest.raises(ValueError, match="too many digits"):
        parse_json(b"1" * 5_000)

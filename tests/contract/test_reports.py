"""Reports: complete, escaped and readable."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from browser_use_contract.excerpt import shown_part
from browser_use_contract.exchange import Exchange
from browser_use_contract.redact import Redactor, visible
from browser_use_contract.report import Report, make_report
from browser_use_contract.reports.as_html import as_html
from browser_use_contract.reports.as_json import as_json
from browser_use_contract.reports.as_junit import as_junit
from browser_use_contract.reports.terminal import print_report
from browser_use_contract.run import CollectedTraffic
from browser_use_contract.timeline import timeline
from browser_use_contract.trace import Trace
from browser_use_contract.verdicts import evaluate

pytestmark = pytest.mark.slow

_NASTY = '</pre><script>alert(1)</script>"\x1b]0;title\x07\u202e'


@pytest.fixture(scope="module")
def violated(recorded: Sequence[Exchange]) -> Trace:
    """A run with dangerous titles and one wrong total."""

    def alter(one: Exchange) -> Exchange:
        if one.operation != "getSession" or one.status != 200:
            return one
        changed = {**one.object, "title": _NASTY, "totalCostUsd": "99"}
        return replace(one, body=json.dumps(changed).encode())

    return Trace([alter(one) for one in recorded])


@pytest.fixture(scope="module")
def report(violated: Trace) -> Report:
    return make_report(
        CollectedTraffic(violated), evaluate(violated), Redactor("sandbox-key"), url="http://127.0.0.1:1/api/v3", seconds=1.0
    )


@pytest.fixture(scope="module")
def page(violated: Trace, report: Report) -> str:
    return as_html(report, timeline(violated, Redactor("sandbox-key")))


def test_the_json_report_tells_all(report: Report) -> None:
    document = json.loads(as_json(report))
    assert document["format"] == "browser-use-contract/2"
    assert document["exit_code"] == 1
    assert len(document["requirements"]) == sum(document["counts"].values())
    first = document["requirements"][0]
    about = {"id", "subject", "resource", "operation", "derived", "source", "place", "citation", "says"}
    assert set(first) == about | {"verdict", "counts", "known", "tests", "violations", "problems"}
    assert first["verdict"] == "violated"
    assert set(first["problems"][0]["evidence"][0]) == {"number", "request", "sent", "status", "error", "answer", "curl"}


def test_the_junit_report_has_a_case_for_each_requirement(report: Report) -> None:
    suite = Xml.fromstring(as_junit(report)).find("testsuite")
    assert suite is not None
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"]) == len(report.items)
    told = {one.attrib["name"]: one.attrib["value"] for one in suite.findall("properties/property")}
    assert told == {"server": report.url, "seed": "0", "version": report.version, "quick": "False", "strict": "False"}
    assert report.version
    assert len(suite.findall("testcase/failure")) == int(suite.attrib["failures"]) == len(report.failures)
    assert len(suite.findall("testcase/skipped")) == int(suite.attrib["skipped"])


@given(st.text())
def test_no_text_acts_on_a_terminal(text: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", visible(text))


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_terminal_report_keeps_to_the_width(report: Report, width: int) -> None:
    console = Console(width=width, record=True, file=io.StringIO(), highlight=False)
    print_report(report, console)
    text = console.export_text()
    commands = [line for line in text.splitlines() if line.strip().startswith("curl")]
    assert commands
    assert all(len(line.rstrip()) <= width for line in text.splitlines() if line not in commands)
    assert text.index("VIOLATED") < text.index("subject")


def test_every_curl_is_one_that_a_shell_understands(report: Report) -> None:
    import shlex

    commands = [one.curl for item in report.failures for problem in item.problems for one in problem.evidence]
    assert commands
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "curl"
        assert "X-Browser-Use-API-Key: $BROWSER_USE_API_KEY" in words


def test_the_page_needs_nothing_else_and_runs_nothing(page: str) -> None:
    assert "<script" not in page
    assert _NASTY[0:6] not in page.replace("</pre>", "", page.count("</pre>")) or "alert(1)</script>" not in page
    outside = re.findall(r"""(?:src|href)=["']?(?!#)[^"'>\s]+""", page)
    assert outside == []
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_shows_what_decides(page: str, report: Report) -> None:
    first = report.failures[0]
    article = page[page.index(f"id='{first.requirement.id}'") :].partition("</article>")[0]
    marked = " ".join(re.findall("<mark>(.*?)</mark>", article))
    assert "totalCostUsd" in marked
    assert "liveUrl" not in marked
    assert article.index("<mark>") < article.index("The whole response")
    assert page.index(f"id='{first.requirement.id}'") < page.index("By resource and operation")


def test_the_page_has_violated_subjects_first_and_plain_words(page: str) -> None:
    subjects = re.findall(r"<details class='subject'><summary><b>(.*?)</b>.*?<span>(.*?)</span></summary>", page)
    sessions = [told for name, told in subjects if "Session" in name]
    kinds = ["violated" in told for told in sessions]
    assert any(kinds)
    assert kinds == sorted(kinds, reverse=True)
    shown = re.sub("<pre>.*?</pre>|<style>.*?</style>|class='[^']*'", "", page, flags=re.DOTALL)
    assert not re.search(r"\bheld\b|not exercised|\bpromise", shown)
    assert "API page · " not in shown


def test_the_page_names_the_list_of_requirements(page: str) -> None:
    named = re.search(r"<code>(docs/\S+)</code> lists all requirements,", page)
    assert named is not None
    assert (Path(__file__).parents[2] / named[1]).is_file()


def test_the_page_links_to_the_documentation_where_the_document_names_it(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    from browser_use_contract import spec

    monkeypatch.setattr(spec, "documentation", lambda operation="": "https://docs.example.com/api" if operation else "")
    assert "<a href='https://docs.example.com/api' rel='noreferrer'>documentation</a>" in as_html(report, [])


def test_the_page_draws_histories_to_scale(page: str, violated: Trace) -> None:
    drawn = re.findall(r'<rect class="running" x="([\d.]+)" y="\d+" width="([\d.]+)"', page)
    bars = [(float(x), float(width)) for x, width in drawn]
    assert len(bars) > 20
    assert max(x + width for x, width in bars) <= 1000
    longest = max(line.intervals[-1].end for line in timeline(violated, Redactor()) if line.intervals)
    ran = [one.end - one.begin for line in timeline(violated, Redactor()) for one in line.intervals if one.status == "running"]
    assert max(width for _, width in bars) == pytest.approx(max(ran) * (1000 - 110) / longest, abs=0.1)


def test_the_page_looks_right_in_chromium(page: str, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium on this machine")
    path, picture = tmp_path / "page.html", tmp_path / "page.png"
    path.write_text(page, "utf-8")
    own = f"--user-data-dir={tmp_path / 'profile'}"
    common = [chromium, "--headless", "--no-sandbox", "--disable-gpu", own, "--window-size=1200,900"]
    dom = subprocess.run([*common, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=60).stdout
    assert dom.count("<details") == page.count("<details")
    assert dom.count("<rect") == page.count("<rect")
    assert dom.count("<script") == 0
    subprocess.run([*common, f"--screenshot={picture}", path.as_uri()], capture_output=True, timeout=60, check=True)
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size > 20_000


def test_the_table_of_requirements_is_up_to_date() -> None:
    from browser_use_contract.catalogue import as_markdown

    path = Path(__file__).parents[2] / "docs" / "requirements.md"
    assert path.read_text("utf-8") == as_markdown(), "run: python -m browser_use_contract.catalogue > docs/requirements.md"


def test_every_reason_why_something_is_not_tested_is_about_a_part_of_the_document() -> None:
    from browser_use_contract.catalogue import UNTESTED
    from browser_use_contract.citations import citation

    assert [part for part in UNTESTED if citation(part) is None] == ["BrowserDownload.url"]  # of a later revision


def test_a_check_prints_and_writes_all_reports(check: Callable[..., Any], server: str, key: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"report.{name}" for name in ("json", "html", "junit", "har")}
    options = [part for name, path in files.items() for part in (f"--{name}", path)]
    done = check(*options, "--quick", environment={"BROWSER_USE_BASE_URL": server, "BROWSER_USE_API_KEY": key})
    assert done.code == 0, done.out
    assert "0 requirements violated" in done.out
    assert all(path.stat().st_size > 1_000 for path in files.values())
    assert json.loads(files["json"].read_text("utf-8"))["sessions_left"] == []


def test_the_terminal_shows_the_part_of_an_answer_that_matters() -> None:
    session = {"id": "a", "status": "idle", "title": "x", "totalCostUsd": "0.0123"}
    assert shown_part(session, "totalCostUsd is 0.0123") == {"id": "a", "status": "idle", "totalCostUsd": "0.0123", "…": "1 more"}
    assert shown_part(session, "something else") == session
    page = {"sessions": [{**session, "totalCostUsd": f"0.012{number}"} for number in range(9)], "total": 9}
    assert shown_part(page, "totalCostUsd is 0.0123") == {
        "sessions": [{"id": "a", "status": "idle", "totalCostUsd": "0.0123", "…": "1 more"}],
        "total": 9,
        "…": "9 in all",
    }
    assert shown_part([1], "x") == [1]
    assert shown_part({"sessions": [{}, 5]}, "x") == {"sessions": [{}, 5]}


def test_every_report_says_what_kind_of_resource_is_left(report: Report) -> None:
    left = replace(report, left=["3c90c3cc", "workspaces/4c90c3cc"])
    console = Console(record=True, width=200, file=io.StringIO())
    print_report(left, console)
    for text in (console.export_text(), as_html(left, [])):
        assert "Could not be deleted: session 3c90c3cc. " in text
        assert "Could not be deleted: workspaces/4c90c3cc. " in text

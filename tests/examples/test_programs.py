"""The examples that are programs."""

import ast
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").iterdir())


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path.is_file()], ids=lambda path: path.name)
def test_example_is_short_and_has_a_docstring(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) < 80
    if path.suffix == ".py":
        assert len(ast.get_docstring(ast.parse(text)) or "") > 100


@pytest.mark.parametrize(("wanted", "code", "verdict"), [(50, 0, "buy"), (30, 1, "wait")])
def test_price_watch_compares_the_price(run: Any, browser_use_sandbox: Any, wanted: int, code: int, verdict: str) -> None:
    browser_use_sandbox.script(contains="wireless mouse", output={"name": "Clicky", "price": 39.9}, cost_usd="0.02")
    found, output, errors = run("price_watch.py", "wireless mouse", wanted)
    assert (found, output) == (code, f"{verdict}: Clicky costs $39.90 (looking cost $0.02)\n"), errors
    (session,) = browser_use_sandbox.sessions()
    assert session.requests[0].body["maxCostUsd"] == "0.50"


def test_price_watch_gives_the_cost_beside_the_limit(run: Any, browser_use_sandbox: Any) -> None:
    steps = [{"summary": "Looking", "cost_usd": "0.30"}, {"summary": "Still looking", "cost_usd": "0.30"}]
    browser_use_sandbox.script(contains="mouse", steps=steps)
    code, output, errors = run("price_watch.py", "mouse", 50)
    assert (code, output) == (2, "")
    assert "raise max_cost_usd if another step would have gone beyond it ($0.30 of $0.50 was spent)" in errors


def test_fan_out_prints_results_and_failures(run: Any, browser_use_sandbox: Any, tmp_path: Path) -> None:
    browser_use_sandbox.script(contains="/13", success=False)
    browser_use_sandbox.script(contains="/27", ends="error")
    urls = [f"https://example.com/{number}" for number in range(50)]
    (tmp_path / "urls.txt").write_text("\n".join(urls))
    code, output, errors = run("fan_out.py", tmp_path / "urls.txt")
    assert code == 1
    titles = dict(line.split("\t") for line in output.splitlines())
    assert titles.keys() == set(urls) - {urls[13], urls[27]}
    failed = [line.split()[1].rstrip(":") for line in errors.splitlines() if line.startswith("failed: ")]
    assert failed == [urls[13], urls[27]]
    browser_use_sandbox.assert_created(50)
    browser_use_sandbox.assert_nothing_running()


def test_chat_sends_follow_ups_in_one_session(run: Any, browser_use_sandbox: Any) -> None:
    browser_use_sandbox.script(task="Find a mouse", steps=["Looking around"], output="A mouse")
    browser_use_sandbox.script(task="Order it", output="Ordered")
    code, output, errors = run("chat.py", typed="Find a mouse\nOrder it\n\n")
    assert (code, errors) == (0, "")
    assert "Watch the browser: http" in output
    assert output.index("Looking around") < output.index("A mouse") < output.index("Ordered") < output.index("has cost $")
    browser_use_sandbox.assert_created(1)
    browser_use_sandbox.assert_nothing_running()


def test_files_uploads_input_and_downloads_the_report(run: Any, browser_use_sandbox: Any, tmp_path: Path) -> None:
    browser_use_sandbox.script(
        contains="in/products.csv",
        output=lambda request: request.files["in/products.csv"].decode(),
        files={"out/report.md": "# Prices"},
    )
    (tmp_path / "products.csv").write_text("mouse")
    code, output, errors = run("files.py", tmp_path / "products.csv", tmp_path / "report")
    assert (code, errors) == (0, "")
    (file,) = output.split()
    assert Path(file).read_text() == "# Prices"
    assert tmp_path / "report" in Path(file).parents
    assert [session.output for session in browser_use_sandbox.sessions()] == ["mouse"]
    assert [workspace.is_deleted for workspace in browser_use_sandbox.workspaces()] == [True]
    browser_use_sandbox.assert_no_leaked_key()


def test_login_reuses_the_profile(run: Any, browser_use_sandbox: Any) -> None:
    browser_use_sandbox.script(contains="open orders", output="One mouse")
    code, output, errors = run("login.py", "once", "ada@example.com", typed="\n")
    assert (code, errors) == (0, "")
    assert "Log in here, then press Enter: http" in output
    for _ in range(2):
        assert run("login.py", "orders", "ada@example.com") == (0, "One mouse\n", "")
    (profile,) = browser_use_sandbox.profiles()
    used = [session.requests[0].body["profileId"] for session in browser_use_sandbox.sessions()]
    assert used == [str(profile.id)] * 3
    browser_use_sandbox.assert_nothing_running()


@pytest.mark.browser_use_sandbox(chromium=True)
def test_playwright_drives_a_browser(run: Any, browser_use_sandbox: Any) -> None:
    import shutil

    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        pytest.skip("chromium is not installed here")
    code, output, errors = run("playwright_browser.py", "data:text/html,<title>Driven</title>")
    assert (code, output) == (0, "Driven\n"), errors
    assert "The browser has cost $" in errors
    (browser,) = browser_use_sandbox.browsers()
    assert browser.status == "stopped"


@pytest.mark.browser_use_sandbox(speed=0, task_seconds=10)
def test_dask_fan_out_survives_a_killed_worker(start: Any, browser_use_sandbox: Any, tmp_path: Path) -> None:
    """The sandbox's clock stands still until a worker is killed, so that it dies while it waits for sessions."""
    from .conftest import EXAMPLES, wait_until

    browser_use_sandbox.script(contains="example.com", output="Example", cost_usd="0.02")
    urls = [f"https://example.com/{number}" for number in range(6)]
    (tmp_path / "urls.txt").write_text("\n".join(urls))
    scheduler = start("-m", "distributed.cli.dask_scheduler", "--port", 0, "--no-dashboard", "--host", "127.0.0.1")
    address = next(word for line in scheduler.stderr for word in line.split() if word.startswith("tcp://127.0.0.1:"))
    options = ("--no-nanny", "--nthreads", 2, "--no-dashboard", "--local-directory", tmp_path)
    workers = [start("-m", "distributed.cli.dask_worker", address, *options) for _ in range(2)]
    for worker in workers:
        next(line for line in worker.stderr if "Registered to" in line)
    program = start(EXAMPLES / "dask_fan_out.py", address, tmp_path / "urls.txt", "0.45")
    wait_until(lambda: len({call.path for call in browser_use_sandbox.requests(operation="getSession")}) == 4)
    browser_use_sandbox.assert_created(4)  # Each may cost 0.10.
    workers[0].kill()
    browser_use_sandbox.run_at(100)
    output, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    assert sorted(output.splitlines()) == [f"{url}\tExample\t0.02" for url in urls]
    browser_use_sandbox.assert_created(6)
    browser_use_sandbox.assert_nothing_running()

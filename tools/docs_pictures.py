"""Updates the pictures of the documentation in docs/assets. Needs Chromium."""

import html
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from browser_use_sandbox import Sandbox
from browser_use_sessions import BrowserUse

ASSETS = Path(__file__).parent.parent / "docs" / "assets"
BIN = Path(sys.prefix) / "bin"
TASKS = [
    "Find the best-rated wireless mouse under $50 on example.com",
    "Which hotel in Porto is the quietest?",
    "Sum up in/prices.csv",
    "Find the cheapest flight from Berlin to Lisbon on 3 May",
]


def photograph(url: str, name: str, width: int, height: int) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Chromium is needed to take pictures: apt-get install chromium")
    target = ASSETS / f"{name}.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"]
    subprocess.run([browser, *options, f"--screenshot={target}", url], check=True, capture_output=True)
    print(f"{target}  {target.stat().st_size / 1024:.0f} KB")


def sandbox_pages() -> None:
    with (
        Sandbox(speed=0, task_seconds=30, seed=5) as sandbox,
        BrowserUse(base_url=sandbox.base_url, api_key=sandbox.api_key) as client,
    ):
        sandbox.script(contains="Sum up", ends="error")
        for task in TASKS:
            client.sessions.create(task, max_cost_usd="0.50", keep_alive="hotel" in task)
            sandbox.advance(13)
        photograph(sandbox.page_url, "sandbox-list", 1000, 420)
        last = client.sessions.create(TASKS[0], max_cost_usd="0.50")
        sandbox.advance(20)
        photograph(client.sessions.get(last.id).live_url or "", "sandbox-live", 1000, 680)


def report() -> None:
    with tempfile.TemporaryDirectory() as folder, Sandbox(task_seconds=0.1, seed=5) as sandbox:
        sandbox.fail("getWorkspaceSize", times=None, set={"usedBytes": "many"})
        page = Path(folder) / "report.html"
        server = ["--url", sandbox.base_url, "--api-key", sandbox.api_key]
        subprocess.run([str(BIN / "bu-sessions"), "check", *server, "--quick", "--html", str(page)], capture_output=True)
        photograph(page.as_uri(), "report", 1000, 620)


def terminal() -> None:
    command = 'bu-sessions run "Find the title of example.com" --max-cost 0.50'
    with tempfile.TemporaryDirectory() as folder, Sandbox(task_seconds=2, seed=5) as sandbox:
        environment = os.environ | sandbox.environment | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}
        done = subprocess.run(command, shell=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S602
        text = html.escape(
            f"$ {command}\n{done.stdout}".replace(sandbox.base_url.removesuffix("/api/v3"), "http://127.0.0.1:8733")
        )
        page = Path(folder) / "terminal.html"
        style = "background: #1e1e1e; color: #ddd; font: 14px monospace; padding: 12px; margin: 0; white-space: pre-wrap"
        page.write_text(f'<body style="{style}">{text}', "utf-8")
        photograph(page.as_uri(), "terminal", 1000, 220)


if __name__ == "__main__":
    sandbox_pages()
    report()
    terminal()

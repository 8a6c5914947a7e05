"""The examples that are web applications, and the one that is a workflow."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from browser_use_sandbox import Sandbox

from .conftest import EXAMPLES, wait_until

pytestmark = pytest.mark.slow


def test_progress_by_server_sent_events(serve: Any, browser_use_sandbox: Any) -> None:
    browser_use_sandbox.script(task="Find a mouse", steps=["Looking around"], output="A mouse", cost_usd="0.02")
    answer = httpx.get(f"{serve('web_progress')}/run", params={"task": "Find a mouse"}, timeout=30)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = answer.text.split("\n\n")[:-1]
    assert any("Looking around" in event for event in events[:-1])
    assert events[-1] == 'event: result\ndata: {"output": "A mouse", "cost": "0.020000"}'
    assert httpx.get(f"{serve('web_progress')}/run").status_code == 422


@pytest.mark.browser_use_sandbox(speed=0, task_seconds=10)
def test_closing_the_event_stream_stops_the_task(serve: Any, browser_use_sandbox: Any) -> None:
    url = f"{serve('web_progress')}/run"
    with httpx.stream("GET", url, params={"task": "Find a mouse"}, timeout=30) as answer:
        assert next(answer.iter_lines()) == "event: message"
        (session,) = browser_use_sandbox.sessions()
        assert session.status in ("created", "running")
    wait_until(lambda: browser_use_sandbox.sessions()[0].status == "stopped")
    browser_use_sandbox.assert_nothing_running()


def test_webhook_receiver_verifies_and_prints_events(start: Any) -> None:
    process = start(
        "-m", "uvicorn", "--app-dir", EXAMPLES, "--port", 0, "webhook_receiver:app", BROWSER_USE_WEBHOOK_SECRET="s3cret"
    )
    url = next(line for line in process.stderr if "running on" in line).split("running on ")[1].split()[0] + "/webhook"
    assert httpx.post(url, json={"type": "test"}).status_code == 400
    with Sandbox(task_seconds=0, webhook_url=url, webhook_secret="s3cret") as sandbox:
        headers = {"X-Browser-Use-API-Key": sandbox.api_key}
        session = httpx.post(f"{sandbox.base_url}/sessions", json={"task": "t"}, headers=headers).json()
        said = next(line for line in process.stdout if line.startswith("session ") and not line.endswith("is started\n"))
    assert said.startswith(f"session {session['id']} is ")


def test_workflow_command_runs_the_check(browser_use_sandbox: Any, tmp_path: Path) -> None:
    """Runs the command of the workflow in bash, but only for one operation."""
    (job,) = yaml.safe_load((EXAMPLES / "check-staging.yml").read_text())["jobs"].values()
    (step,) = [step for step in job["steps"] if step.get("name") == "Check staging"]
    command = step["run"].replace("${{ vars.STAGING_URL }}", browser_use_sandbox.base_url).strip() + " --only getBillingAccount"
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    assert step["env"].keys() == {"BROWSER_USE_API_KEY"}
    done = subprocess.run(["bash", "-ec", command], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "report.xml"}

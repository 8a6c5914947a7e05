"""`make demo`: the main features end to end: a sandbox on a free port, tasks from the command line and from Python."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from browser_use_sessions import BrowserUse

BIN = Path(sys.prefix) / "bin"
API_KEY = "demo-key"
# Lines are wrapped only in a terminal.
console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())


@dataclass
class Mouse:
    """The output type of the second task."""

    name: str
    price: float
    in_stock: bool


@contextmanager
def sandbox() -> Iterator[str]:
    """Runs a sandbox in a separate process and yields its base URL."""
    command = [str(BIN / "bu-sessions"), "sandbox", "--port", "0", "--api-key", API_KEY, "--task-seconds", "2.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            if not url:
                raise SystemExit("The sandbox did not start; `.venv/bin/bu-sessions sandbox` shows the error.")
            yield url
        finally:
            process.send_signal(signal.SIGINT)


def section(number: int, title: str) -> None:
    console.print(f"\n[bold cyan]{number}. {title}[/]")


def code(text: str) -> None:
    console.print(f"[dim]   {escape(text)}[/]")


def command_line(*words: str) -> int:
    """Runs `bu-sessions` and returns its exit code. Its output is shown unchanged."""
    shown = " ".join(f'"{word}"' if " " in word else word for word in words)
    code(f"$ bu-sessions {shown}")
    sys.stdout.flush()
    return subprocess.run([BIN / "bu-sessions", *words]).returncode


def with_a_schema(client: BrowserUse) -> Decimal:
    code("result = client.run('Find the best-rated mouse on example.com', output_schema=Mouse, max_cost_usd='0.50')")
    result = client.run("Find the best-rated mouse on example.com", output_schema=Mouse, max_cost_usd="0.50")
    console.print(f"   result.output          [green]{escape(repr(result.output))}[/]")
    console.print(f"   result.total_cost_usd  [green]{escape(repr(result.total_cost_usd))}[/]")
    return result.total_cost_usd


def with_a_follow_up(client: BrowserUse) -> Decimal:
    code("with client.session() as session:  # stopped at the end, whatever happens")
    with client.session() as session:
        first = session.run("Open example.com and sign in")
        code("    first = session.run('Open example.com and sign in')")
        console.print(f"   first.status, first.step_count    [green]{first.status}, {first.step_count}[/]")
        second = session.run("Now download the latest invoice")
        code("    second = session.run('Now download the latest invoice')")
        console.print(
            f"   second.status, second.step_count  [green]{second.status}, {second.step_count}[/]  same session, steps add up"
        )
    ended = client.sessions.get(second.id)
    console.print(f"   and after the block               [green]{ended.status}[/]")
    return ended.total_cost_usd


def with_files(client: BrowserUse) -> Decimal:
    code("workspace = client.workspaces.create(name='prices')")
    workspace = client.workspaces.create(name="prices")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "prices.csv")
        file.write_text("mouse,39.90\n", encoding="utf-8")
        code("client.workspaces.upload(workspace.id, 'prices.csv', prefix='in')")
        sent = client.workspaces.upload(workspace.id, file, prefix="in")
        code("result = client.run('Sum up in/prices.csv', workspace_id=workspace.id)")
        result = client.run("Sum up in/prices.csv", workspace_id=workspace.id)
        code("client.workspaces.download_all(workspace.id, folder)")
        received = client.workspaces.download_all(workspace.id, folder)
        found = [path.relative_to(folder).as_posix() for path in received]
    console.print(f"   uploaded, downloaded   [green]{escape(repr(sent))}, {escape(repr(found))}[/]")
    return result.total_cost_usd


def main() -> int:
    console.print("[bold]A sandbox serves the API on this machine. Nothing is sent to another host, and nothing costs money.[/]")
    with sandbox() as url:
        os.environ["BROWSER_USE_BASE_URL"], os.environ["BROWSER_USE_API_KEY"] = url, API_KEY
        with BrowserUse() as client:
            section(1, "A task, from the command line")
            if command_line("run", "Find the title of example.com"):
                return 1
            total = sum((session.total_cost_usd for session in client.sessions.list()), Decimal(0))

            section(2, "A task whose output has a type, from Python")
            total += with_a_schema(client)

            section(3, "A session with a follow-up task")
            total += with_a_follow_up(client)

            section(4, "Upload and download files")
            total += with_files(client)

            section(5, "A request that the API refuses")
            if command_line("run", "Say hello", "--model", "gpt-0") != 3:
                return 1

            section(6, "The total cost")
            stated = sum((session.total_cost_usd for session in client.sessions.list()), Decimal(0))
            console.print(f"   sum of the results           [green]{total}[/] USD, an exact decimal")
            console.print(f"   sum on the server            [green]{stated}[/] USD")
            if total != stated:
                return 1

    console.print("\n[bold]Next[/]")
    console.print("   .venv/bin/bu-sessions sandbox --port 8000    a sandbox that keeps running; it prints the variables to set")
    console.print("   .venv/bin/bu-sessions --help                 all commands")
    console.print("   make test                                    all tests")
    console.print("   make contract                                check the sandbox, or with URL=… KEY=… any server")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        console.print("\nInterrupted. The sandbox and all its sessions have ended.")
        sys.exit(130)

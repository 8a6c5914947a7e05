"""Runs every client against the sandbox in every revision and writes the table in docs/compatibility.md (--check compares)."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from browser_use_sandbox import Sandbox
from browser_use_sandbox.contract.loading import document_text, revisions
from compat.clients import ROOT, Client, generated, official, ours

PAGE = ROOT / "docs" / "compatibility.md"
#: The name of the contract itself, which is not a revision.
CONTRACT = "openapi.yaml"
_BEGIN, _END = "<!-- made by tools/compatibility.py -->", "<!-- end -->"
_LONGEST = 160
#: How many clients run at the same time. They mostly wait between polls.
_AT_A_TIME = 4
_ANYWHERE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|127\.0\.0\.1:\d+")

#: Short forms of the messages of the official client's models, which quote whole lists and objects.
_MEANINGS = (
    (
        re.compile(r"ValidationError: .* for (\w+) (\w+) Input should be '.*"),
        r"refuses a \1 for its `\2`, whose list of values is closed",
    ),
    (re.compile(r"ValidationError: .* for (\w+) (\w+) Field required.*"), r"refuses a \1 without `\2`, which it requires"),
)

Outcome = Mapping[str, str | None]
#: By client, then by server: step → why it failed.
Matrix = Mapping[str, Mapping[str, Outcome]]


@contextlib.contextmanager
def servers() -> Iterator[dict[str, Sandbox]]:
    """Yields a sandbox for the contract and for each revision, by name."""
    with contextlib.ExitStack() as running:
        found = {}
        for name in (None, *revisions()):
            sandbox = Sandbox(revision=name, start_seconds=0, task_seconds=0.01)
            found[name or CONTRACT] = running.enter_context(sandbox)
        yield found


def clients(folder: Path) -> Iterator[Client]:
    """Yields all clients. Generated ones are in `folder`."""
    yield from ours()
    for name in revisions():
        document = folder / f"{name}.yaml"
        document.write_text(document_text(None, name), encoding="utf-8")
        yield generated(name, document, folder)
    yield from official()


def tried(client: Client) -> dict[str, Outcome]:
    """Runs a client's steps against new servers and returns the outcomes. Raises RuntimeError if its program fails."""
    with servers() as running:
        urls = [sandbox.base_url for sandbox in running.values()]
        command = [*client.command, next(iter(running.values())).api_key, *urls]
        done = subprocess.run(command, capture_output=True, text=True, env=client.environment or None)
        lines = done.stdout.splitlines()
        if done.returncode or len(lines) != len(urls):
            raise RuntimeError(f"{client.name}: {done.stderr[-2000:]}")
        return {name: json.loads(line) for name, line in zip(running, lines, strict=True)}


def matrix() -> dict[str, dict[str, Outcome]]:
    """Runs every client against every server."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_AT_A_TIME) as pool:
        found = list(clients(Path(folder)))
        return dict(zip((client.name for client in found), pool.map(tried, found), strict=True))


def as_markdown(found: Matrix) -> str:
    """Returns the table, and below it each failure with the clients and servers that have it."""
    names = list(next(iter(found.values())))
    lines = [f"| client | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    reasons: dict[str, list[str]] = {}
    for client, by_server in found.items():
        cells = []
        for server in names:
            failed = {step: why for step, why in by_server[server].items() if why}
            cells.append(_cell(failed, len(by_server[server])))
            for step, why in failed.items():
                reasons.setdefault(f"{client}: {_short(str(why))}", []).append(f"{step} ({server})")
        lines.append(f"| {client} | {' | '.join(cells)} |")
    lines += ["", "What fails:", ""]
    lines += [f"- {why} In {_grouped(places)}." for why, places in reasons.items()] or ["- Nothing."]
    return "\n".join(lines)


def _cell(failed: Mapping[str, str | None], steps: int) -> str:
    return "all" if not failed else f"{steps - len(failed)} of {steps}; not {', '.join(map(_words, failed))}"


def _words(step: str) -> str:
    return step.replace("_", "-")


def _short(why: str) -> str:
    text = _ANYWHERE.sub("…", why)
    for pattern, meaning in _MEANINGS:
        text = pattern.sub(meaning, text)
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    return cut.replace("|", "\\|").replace("<", "&lt;").rstrip(".") + "."


def _grouped(places: Sequence[str]) -> str:
    by_server: dict[str, list[str]] = {}
    for place in places:
        step, _, server = place.rstrip(")").partition(" (")
        by_server.setdefault(server, []).append(_words(step))
    return "; ".join(f"{server}: {', '.join(steps)}" for server, steps in by_server.items())


def written(page: str, table: str) -> str:
    """Returns the page with the new table. Raises ValueError if the page has no markers for it."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"the page has no place for the table: {_BEGIN} … {_END}")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 if the page is out of date")
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    new = written(page, as_markdown(matrix()))
    if options.check:
        sys.exit(None if new == page else f"{PAGE.relative_to(ROOT)} is out of date: run python tools/compatibility.py")
    PAGE.write_text(new, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()

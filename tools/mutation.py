"""`make mutation`: how many small changes of the client's decisions its tests notice.

Cosmic Ray makes the changes (mutants) in a copy of the project, one at a time, and runs the tests of that module. Those that the
tests do not notice are listed. The score is the share of mutants that they notice.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parent.parent
COPY = ROOT / "build" / "mutation"
_PACKAGE = "wrapper/browser_use_sessions"
#: The modules that decide without doing I/O, each with the tests that pin it.
MODULES = {
    f"{_PACKAGE}/_transport/retry.py": ("test_retry.py", "test_final_answers.py"),
    f"{_PACKAGE}/_decisions/budget.py": ("test_many.py",),
    f"{_PACKAGE}/_decisions/capacity_limiter.py": ("test_capacity_limiter.py", "test_many.py"),
    f"{_PACKAGE}/_decisions/completion.py": ("test_completion.py",),
    f"{_PACKAGE}/polling.py": ("test_polling.py",),
}
#: Mutants of `|` are left out: these modules have it in type annotations alone, which nothing evaluates.
_FILTER = '[cosmic-ray.filters.operators-filter]\nexclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]\n'


def _copy() -> None:
    """Copies what git knows, so that a mutant never stands in the working tree."""
    shutil.rmtree(COPY, ignore_errors=True)
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in names:
        if (ROOT / name).exists() or (ROOT / name).is_symlink():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name, follow_symlinks=False)


def _cosmic_ray(*words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(COPY / "wrapper"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [Path(sys.executable).with_name(words[0]), *words[1:]],
        cwd=COPY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def _thin_out(session: Path, every: int) -> None:
    """Leaves every Nth mutant of the session."""
    with sqlite3.connect(session) as connection:
        rows = connection.execute(
            "SELECT job_id FROM mutation_specs ORDER BY start_pos_row, start_pos_col, operator_name, occurrence"
        )
        unwanted = [row for place, row in enumerate(rows.fetchall()) if place % every]
        connection.executemany("DELETE FROM mutation_specs WHERE job_id = ?", unwanted)
        connection.executemany("DELETE FROM work_items WHERE job_id = ?", unwanted)


def _mutants(module: str, tests: Sequence[str], every: int) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each mutant of a module that was tried, with whether the tests noticed it."""
    config, session = COPY / "mutation.toml", COPY / "mutation.sqlite"
    session.unlink(missing_ok=True)
    command = f"{sys.executable} -m pytest -q -x -p no:cacheprovider {' '.join(f'tests/wrapper/{name}' for name in tests)}"
    config.write_text(
        f'[cosmic-ray]\nmodule-path = "{module}"\ntimeout = 60.0\nexcluded-modules = []\ntest-command = "{command}"\n'
        f'[cosmic-ray.distributor]\nname = "local"\n{_FILTER}',
        "utf-8",
    )
    _cosmic_ray("cosmic-ray", "init", str(config), str(session))
    _cosmic_ray("cr-filter-operators", str(session), str(config))
    _cosmic_ray("cosmic-ray", "baseline", str(config))  # the tests pass without a mutant
    if every > 1:
        _thin_out(session, every)
    _cosmic_ray("cosmic-ray", "exec", str(config), str(session))
    for line in _cosmic_ray("cosmic-ray", "dump", str(session)).splitlines():
        item, outcome = json.loads(line)
        if outcome and outcome["worker_outcome"] != "skipped":
            yield item["mutations"][0], outcome["test_outcome"] != "survived"


@click.command()
@click.option("--every", default=1, help="Try every Nth mutant only.")
@click.argument("names", nargs=-1)
def main(names: tuple[str, ...], every: int) -> None:
    """Try the mutants of all decision modules, or of those whose path has one of NAMES."""
    _copy()
    tried = noticed = 0
    for module, tests in MODULES.items():
        if names and not any(name in module for name in names):
            continue
        found = list(_mutants(module, tests, every))
        tried, noticed = tried + len(found), noticed + sum(is_noticed for _, is_noticed in found)
        click.echo(f"{module}: {sum(is_noticed for _, is_noticed in found)} of {len(found)} noticed")
        for mutant, is_noticed in found:
            if not is_noticed:
                line, column = mutant["start_pos"]
                click.echo(
                    f"  survived: {module}:{line}:{column + 1} {mutant['operator_name']} {mutant['operator_args'] or ''}".rstrip()
                )
    click.echo(f"score: {noticed / max(tried, 1):.0%} ({noticed} of {tried} mutants noticed)")


if __name__ == "__main__":
    main()

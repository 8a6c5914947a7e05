"""`python -m mutants faults` checks all mutants. `python -m mutants soak` checks correct servers."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from browser_use_contract.revisions import OWN_DOCUMENT, file_of

from .fault import load
from .harness import Outcome, check, run, served, stock
from .revisions import REVISION_FAULTS
from .variations import VARIATIONS


@click.group()
def main() -> None:
    """Tests of the suite itself."""


def _row(outcome: Outcome) -> str:
    caught = "caught" if outcome.is_caught else "warned" if outcome.named or outcome.others else "MISSED"
    by = ", ".join(outcome.named[:2]) or (f"others: {', '.join(outcome.others[:2])}" if outcome.others else "")
    return f"{caught:7} {outcome.seconds:5.1f} s  {outcome.fault.name:58.58}  {by}"


@main.command()
@click.argument("words", nargs=-1)
@click.option("--quick", is_flag=True, help="With --quick checks.")
@click.option("--stock", "with_stock", is_flag=True, help="Also run Schemathesis with its default flags.")
@click.option("--every", default=1, help="Take only every Nth fault.")
@click.option("--revision", metavar="NAME", help="The faults in features of revisions, on a server with this revision.")
def faults(words: tuple[str, ...], quick: bool, with_stock: bool, every: int, revision: str | None) -> None:
    """Check a server with each fault (or those whose name contains one of WORDS) and report whether the fault is found."""
    known = REVISION_FAULTS if revision else load()
    chosen = [fault for fault in known if not words or any(word in fault.name for word in words)][::every]
    options = [*(["--quick"] if quick else []), *(["--revision", revision] if revision else [])]
    settings = {"revision": file_of(revision).name.partition(".")[0]} if revision else {}
    outcomes, others = [], []
    for fault in chosen:
        outcome = run(fault, *options, **settings)
        outcomes.append(outcome)
        line = _row(outcome)
        if with_stock:
            others.append(stock(fault, OWN_DOCUMENT))
            line += f"   stock: {'caught' if others[-1][0] else 'missed'} {others[-1][1]:.1f} s"
        click.echo(line)
    times = [outcome.seconds for outcome in outcomes]
    caught, named = sum(one.is_caught for one in outcomes), sum(one.is_named for one in outcomes)
    pace = f"median {statistics.median(times):.1f} s, longest {max(times):.1f} s"
    click.echo(f"{len(outcomes)} faults: {caught} caught, {named} named; {pace}")
    if others:
        pace = f"median {statistics.median(seconds for _, seconds in others):.1f} s"
        click.echo(f"stock Schemathesis: {sum(found for found, _ in others)} caught; {pace}")
    sys.exit(0 if named == len(outcomes) else 1)


def _burn() -> None:
    while True:
        pass


@contextmanager
def _load(busy: bool) -> Iterator[None]:
    """Keeps both cores busy during the check."""
    burners = [multiprocessing.get_context("fork").Process(target=_burn, daemon=True) for _ in range(2 if busy else 0)]
    for burner in burners:
        burner.start()
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.join()


@main.command()
@click.option("--runs", default=50, show_default=True, help="The number of seeds.")
@click.option("--quick", is_flag=True, help="With --quick checks.")
@click.option("--busy", is_flag=True, help="With another busy process on each core.")
@click.option("--only", default="", help="Only variations whose name contains this word.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="A folder for the traffic of failed checks.")
def soak(runs: int, quick: bool, busy: bool, only: str, keep: Path | None) -> None:
    """Check correct servers with many seeds and all permitted variations. Any violation is an error of the suite."""
    complaints = 0
    chosen = [one for one in VARIATIONS if only in one.name and (one.quick or not quick)]
    for number in range(runs):
        variation = chosen[number % len(chosen)]
        with served(variation.fault, **variation.settings) as url, _load(busy):
            har = ["--har", str(keep / f"{number}.har")] if keep else []
            code, report, seconds = check(url, "--strict", "--seed", str(number), *har, *(["--quick"] if quick else []))
        violated = [
            f"{one['id']}: {one['problems'][0]['problem']}"
            for one in report.get("requirements", ())
            if one["verdict"] == "violated"
        ]
        complaints += code != 0
        counts = report.get("counts", {})
        message = f"{number:3} {variation.name:36} exit {code} {seconds:5.1f} s passed {counts.get('passed')}"
        click.echo(f"{message} not covered {counts.get('not_covered')} {violated} {report.get('notes')}")
    click.echo(f"{runs} runs, {complaints} complaints")
    sys.exit(1 if complaints else 0)


main()

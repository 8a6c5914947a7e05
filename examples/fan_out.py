"""The titles of many pages, ten at once, with a progress bar; what fails is collected and does not stop the others.

    python examples/fan_out.py urls.txt > titles.tsv

All tasks together cost at most five dollars. Needs the package rich (extra `examples`).
"""

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from browser_use_sessions import BrowserUse, BrowserUseError


def main(urls: list[str]) -> int:
    failed: list[BrowserUseError] = []
    tasks = [f"What is the title of the page {url}? Answer with the title alone." for url in urls]
    with BrowserUse() as client, Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("Reading pages", total=len(urls))
        outcomes = client.run_many(tasks, max_cost_usd="0.10", max_total_cost_usd=5, return_exceptions=True)
        for outcome in outcomes:  # As they end; Ctrl-C here stops everything that is under way.
            progress.advance(bar)
            try:
                if isinstance(outcome, BrowserUseError):
                    raise outcome
                title = outcome.raise_for_failure().output
            except BrowserUseError as error:
                error.index = outcome.index
                failed.append(error)
            else:
                print(urls[outcome.index or 0], title, sep="\t")
    for failure in sorted(failed, key=lambda failure: failure.index or 0):
        print(f"failed: {urls[failure.index or 0]}: {failure}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).read_text().split()))

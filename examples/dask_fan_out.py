"""A fan-out over several machines, on a Dask cluster: a killed worker loses no session, and the whole costs no more than you say.

    python examples/dask_fan_out.py tcp://scheduler:8786 urls.txt 5.00

Sessions are started here, each once, and never on a worker: Dask runs a function again when its worker dies, and that would
start a second one. Workers get ids, wait for the end and make something of the output; whoever gets the id next picks the session
up where it is. Each worker needs the key in its environment. If this program itself is killed, each task ends by itself, at its
own limit. Needs the package distributed (extra `examples`).
"""

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from distributed import Client as Cluster
from distributed import as_completed

from browser_use_sessions import BrowserUse

LIMIT = Decimal("0.10")  # For one task, in USD. The API stops a task that reaches it.
AT_ONCE = 20


def pick_up(session_id: str) -> tuple[Any, Decimal]:
    """On a worker: waits for the end of the task. The task goes on, whatever becomes of the worker."""
    with BrowserUse() as client:
        result = client.session(session_id).wait(timeout=1800)
        return result.output, result.total_cost_usd


def main(scheduler: str, urls: list[str], total: Decimal) -> None:
    waiting, left = urls[::-1], total
    active: dict[str, str] = {}  # Session → URL.
    with Cluster(scheduler) as cluster, BrowserUse() as client:
        ended = as_completed([])
        try:
            while True:
                while waiting and len(active) < AT_ONCE and left >= LIMIT:
                    session = client.sessions.create(f"What is the title of {waiting[-1]}?", max_cost_usd=LIMIT)
                    active[session.id] = waiting.pop()
                    left -= LIMIT  # Until it has ended and its cost is known.
                    ended.add(cluster.submit(pick_up, session.id, key=session.id, retries=3))
                if not active:
                    break
                future = next(ended)
                url = active[future.key]
                if future.status == "finished":
                    output, cost = future.result()
                    left += LIMIT - cost
                    print(url, output, f"{cost:.2f}", sep="\t", flush=True)
                else:
                    print(f"failed: {url}: {future.exception()}", file=sys.stderr)
                    client.sessions.stop(future.key)
                del active[future.key]
        finally:
            for session_id in active:  # Where this program ends early, so does what it has started.
                client.sessions.stop(session_id)
    if waiting:
        sys.exit(f"{len(waiting)} tasks were not started: of ${total}, ${left} is left, and a task may cost ${LIMIT}.")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).read_text().split(), Decimal(sys.argv[3]))

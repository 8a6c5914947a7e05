"""The generator process: reads its options as JSON from stdin and writes pickled exchanges to stdout."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .. import document
from ..cleanup import clean_up
from ..client import Client
from ..connection import Connection
from ..grouping import TASKS
from ..target import Target
from .sender import Sender, TimeIsUp


def generate(sender: Sender, seed: int, resources: Sequence[str] | None = None) -> None:
    """Makes all kinds of generated traffic in turn. Each has a share of the time; unused time goes to the next.

    `resources` are the tags of the operations to send. None means all.
    """
    from . import cases, lifecycle, links

    schema = cases.load(resources)
    has_sessions = resources is None or TASKS in resources
    stages: tuple[tuple[float, Callable[[], None]], ...] = (
        *(((0.4, lambda: lifecycle.run_state_machine(sender, seed)),) if has_sessions else ()),
        (0.6, lambda: links.follow(sender, schema, seed)),
        (1.0, lambda: cases.fuzz(sender, schema, seed)),
    )
    for part, make in stages:
        with contextlib.suppress(TimeIsUp):
            sender.use_until(part)
            make()


def main() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the parent ends this process, and needs the list of what it created
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    warnings.simplefilter("ignore")
    orders: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    if orders["spec"]:
        document.use(Path(orders["spec"]))
    target = Target(orders["url"], orders["api_key"], frozenset(orders["local_hosts"]))
    client = Client(target, Connection(**orders["connection"]))
    sender = Sender(client, orders["deadline"])
    answer = sys.stdout.buffer
    with contextlib.redirect_stdout(sys.stderr):
        generate(sender, orders["seed"], orders["resources"])
    try:
        pickle.dump(client.exchanges, answer)
        answer.flush()
    except BrokenPipeError:  # the parent is gone, so this process must clean up itself
        clean_up(client.for_clean_up())
    os._exit(0)  # skips the interpreter's shutdown, which takes longer than a request


main()

"""One check of a server: traffic from scenarios and generators, then the clean-up."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from .actions import Abandoned, Actions, Budget, Missed, Pace
from .cleanup import clean_up
from .client import Cancelled, Client
from .connection import Connection
from .generated.process import GeneratorProcess
from .scenarios import plan
from .silence import Silent
from .target import Target, not_simulated, require_api
from .trace import Trace

_T = TypeVar("_T")
#: How many sessions the tasks that cost money need.
_PAID_SESSIONS = 2
#: What part of the budget is theirs; the rest is for a browser.
_SESSIONS_PART = Decimal("0.9")
#: How long generated traffic is made, in seconds; scenarios with tasks of half a second take about as long.
_GENERATED_SECONDS = 2.1
#: How many of the scenarios that fill the time go on at first, and after how many seconds each time another does: the slower the
#: server, the less they are in the way of the others.
_FILLERS, _ANOTHER_FILLER = 2, 0.7
#: The least time between two requests to a server that is not on this machine, in seconds.
_PAUSE = 0.2
#: How long to wait before asking again whether a server is there, in seconds.
_AGAIN = 0.2


@dataclass(frozen=True)
class Options:
    """What a check may do. `budget` is in USD; None means that sessions are free, which is so on this machine."""

    budget: Decimal | None = None
    quick: bool = False
    seed: int = 0
    #: Ids that exist on the server, where made-up ones must not be sent.
    profile_id: str | None = None
    workspace_id: str | None = None
    #: How long the traffic may take in all, in seconds; None for as long as it needs.
    max_time: float | None = None
    #: How long to wait for a server that does not answer yet, in seconds.
    wait_for_server: float = 0.0
    connection: Connection = field(default_factory=Connection)


@dataclass
class Gathered:
    """What a check brought back. `left` are sessions that it could not delete, `notes` what kept it from going on somewhere."""

    trace: Trace
    #: What was not read of a recording, and what a recording cannot tell.
    left_out: Sequence[str] = ()
    left: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False
    #: Why the check ended before its end; empty where it did not.
    ended_early: str = ""


def gather(target: Target, options: Options, watch: Callable[[Client], None] = lambda client: None) -> Gathered:
    """Makes the traffic and cleans up after itself, also when interrupted. Raises CheckRefused where the API is not there.

    `watch` is given the client before it sends anything, to show how far the check has come.
    """
    stateless: Sequence[str] = ()
    connection = options.connection
    if options.budget is not None and not connection.pause:
        connection = replace(connection, pause=_PAUSE)
    client = Client(target, connection)
    notes: list[str] = []
    interrupted, early = False, ""
    left: Sequence[str] = ()
    watch(client)
    try:
        _wait_for_server(target, replace(connection, pause=0.0), options.wait_for_server)
        require_api(client)
        stateless = not_simulated(client)
        if stateless:
            told = "The sandbox answers these by examples alone, so that what they have to remember was not tried:"
            notes.append(f"{told} {', '.join(stateless)}.")
        time_is_up = threading.Timer(options.max_time or 0.0, client.cancelled.set)
        time_is_up.daemon = True
        try:
            if options.max_time is not None:
                time_is_up.start()
            _make_traffic(client, options, notes)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            is_late = options.max_time is not None and not time_is_up.is_alive()
            time_is_up.cancel()
            early = client.silence.gone
            if is_late:
                notes.append(f"The time limit of {options.max_time:g} s was reached.")
            cleaner, left = _clean_up(client)
            if not interrupted and not cleaner.silence.gone:
                cleaner.send("GET", "/sessions", query=[("page_size", "100")])
    finally:
        client.close()
    return Gathered(Trace(client.exchanges, target.origin, stateless), (), left, list(dict.fromkeys(notes)), interrupted, early)


def _wait_for_server(target: Target, connection: Connection, seconds: float) -> None:
    """Waits until something answers that is no gateway without a server behind it, or the time is up."""
    until = time.monotonic() + seconds
    while seconds and time.monotonic() < until:
        client = Client(target, connection)  # one that does not remember that nobody answered
        try:
            if client.send("GET", "/sessions", query=[("page_size", "1")], persist=False).status not in (0, 502, 503, 504):
                return
            client.cancelled.wait(_AGAIN)
        finally:
            client.close()


def _clean_up(client: Client) -> tuple[Client, Sequence[str]]:
    """Cleans up, with a client of its own and whatever the scenarios still try. Returns that client and what is left."""

    def clean() -> tuple[Client, Sequence[str]]:
        cleaner = client.for_clean_up()
        return cleaner, clean_up(cleaner)

    return _twice(clean)


def _twice(action: Callable[[], _T]) -> _T:
    """Answers a second Ctrl-C by trying once more, since what is left running costs money."""
    try:
        return action()
    except KeyboardInterrupt:
        return action()


def _make_traffic(client: Client, options: Options, notes: list[str]) -> None:
    frugal = {}
    if options.budget is not None:
        share = (options.budget * _SESSIONS_PART / _PAID_SESSIONS).quantize(Decimal("0.0001"), rounding="ROUND_DOWN")
        frugal = {"model": "gemini-3-flash", "maxCostUsd": str(share)}
        frugal |= {"profileId": options.profile_id} if options.profile_id else {}
        frugal |= {"workspaceId": options.workspace_id} if options.workspace_id else {}
    act = Actions(client, Pace(), Budget(options.budget), frugal, options.seed, options.quick)
    if options.budget is None:
        _make_free_traffic(client, options, act, notes)
    else:
        run_all(plan.paid() if options.budget > 0 else plan.unpaid(), act, notes)


def _make_free_traffic(client: Client, options: Options, act: Actions, notes: list[str]) -> None:
    side = None
    if not options.quick:
        side = GeneratorProcess(client.target, options.connection, seconds=_GENERATED_SECONDS, seed=options.seed)
    try:
        run_all(plan.free(quick=options.quick), act, notes, filling=plan.filling())
    finally:
        if side:
            generated = _twice(side.collect)
            client.exchanges += generated or ()
            if not generated:
                notes.append(
                    "generated traffic: "
                    + ("the process that makes it broke down" if generated is None else "there was no time for any")
                )
    run_all(plan.quiet(act), act, notes)
    run_all(plan.last(), act, notes)


def run_all(scenarios: Iterable[plan.Scenario], act: Actions, notes: list[str], *, filling: Iterable[plan.Scenario] = ()) -> None:
    """Runs scenarios side by side and waits for all; those that came too late for what they wait for are run once more.

    Those in `filling` wait for each other, so that the others need not wait for them. Ctrl-C ends this at once; what the
    scenarios do then ends with the client (see `Client.for_clean_up`).
    """
    missed: list[plan.Scenario] = []
    _side_by_side(scenarios, act, notes, missed, deque(filling))
    if missed:  # Now that there is less going on.
        _side_by_side(missed, act, notes, None, deque())


def _side_by_side(
    scenarios: Iterable[plan.Scenario],
    act: Actions,
    notes: list[str],
    missed: list[plan.Scenario] | None,
    filling: deque[plan.Scenario],
) -> None:
    def fill() -> None:
        with suppress(IndexError):  # when all have been taken
            while True:
                _run(filling.popleft(), act, notes, missed)

    threads = [threading.Thread(target=_run, args=(scenario, act, notes, missed), daemon=True) for scenario in scenarios]
    threads += [threading.Thread(target=fill, daemon=True) for _ in range(_FILLERS)]
    for thread in threads:
        thread.start()
    more = time.monotonic() + _ANOTHER_FILLER
    for thread in threads:  # which may become more
        while thread.is_alive():
            thread.join(0.1)
            if filling and time.monotonic() > more:
                more += _ANOTHER_FILLER
                threads.append(threading.Thread(target=fill, daemon=True))
                threads[-1].start()


def _run(scenario: plan.Scenario, act: Actions, notes: list[str], missed: list[plan.Scenario] | None) -> None:
    """Runs a scenario. What it missed goes into `missed`, where that is a list."""
    try:
        scenario(act)
    except Cancelled:
        return
    except Missed as error:
        if missed is not None:
            missed.append(scenario)
        else:
            notes.append(f"{plan.name_of(scenario)}: {error}")
    except (Abandoned, Silent) as error:
        notes.append(f"{plan.name_of(scenario)}: {error}")
    except Exception as error:  # a server may answer anything; what it answered is checked, and the check goes on
        notes.append(f"{plan.name_of(scenario)}: {type(error).__name__}: {error}")

"""One check of a server: traffic from scenarios and generators, then cleanup."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from .actions import Abandoned, Actions, Budget, PollTiming, StatusMissed
from .circuit_breaker import CircuitOpen
from .cleanup import clean_up
from .client import Cancelled, Client
from .connection import Connection
from .generated.process import GeneratorProcess
from .scenarios import plan
from .target import Target, not_simulated, require_api
from .trace import Trace

_T = TypeVar("_T")
#: The number of sessions that a paid run creates.
_PAID_SESSIONS = 2
#: Their part of the budget. The rest is for a browser.
_SESSIONS_PART = Decimal("0.9")
#: The duration of generated traffic, in seconds. Scenarios with tasks of half a second take about as long.
_GENERATED_SECONDS = 2.1
#: How many threads run the filling scenarios at first, and after how many seconds each further thread starts. The other scenarios
#: thus come first on a slow server.
_FILLERS, _ANOTHER_FILLER = 2, 0.7
#: The minimum time between two requests to a remote server, in seconds.
_PAUSE = 0.2
#: The poll interval while waiting for a server to start, in seconds.
_POLL_INTERVAL = 0.2


@dataclass(frozen=True)
class Options:
    """The options of a check. `budget` is in USD. None means that sessions are free, as on this machine."""

    budget: Decimal | None = None
    quick: bool = False
    seed: int = 0
    #: Ids of existing resources, for servers that must not get made-up ids.
    profile_id: str | None = None
    workspace_id: str | None = None
    #: The time limit for the whole traffic, in seconds. None means no limit.
    max_time: float | None = None
    #: How long to wait for a server that is starting, in seconds.
    wait_for_server: float = 0.0
    #: The resources whose requirements are checked, as tags of the document. None means all.
    resources: frozenset[str] | None = None
    connection: Connection = field(default_factory=Connection)


@dataclass
class CollectedTraffic:
    """The traffic of a check. `left` lists resources that cleanup could not delete. `notes` say why scenarios were abandoned."""

    trace: Trace
    #: Notes on ignored entries of a recording, and on what the recording cannot test.
    left_out: Sequence[str] = ()
    left: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False
    #: Why the check ended early. Empty if it did not.
    ended_early: str = ""


def gather(target: Target, options: Options, watch: Callable[[Client], None] = lambda client: None) -> CollectedTraffic:
    """Makes the traffic and cleans up, also after an interruption. Raises CheckRefused if the server is not this API.

    `watch` is called with the client before it sends anything, to show progress.
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
            message = "The sandbox answers these operations with examples and without state, so their state was not tested:"
            notes.append(f"{message} {', '.join(stateless)}.")
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
            early = client.circuit_breaker.unresponsive
            if is_late:
                notes.append(f"The time limit of {options.max_time:g} s was reached.")
            cleaner, left = _clean_up(client)
            if not interrupted and not cleaner.circuit_breaker.unresponsive:
                cleaner.send("GET", "/sessions", query=[("page_size", "100")])
    finally:
        client.close()
    return CollectedTraffic(
        Trace(client.exchanges, target.origin, stateless), (), left, list(dict.fromkeys(notes)), interrupted, early
    )


def _wait_for_server(target: Target, connection: Connection, seconds: float) -> None:
    """Waits until the server responds or the time is up. An error of a gateway (502, 503, 504) is no response."""
    until = time.monotonic() + seconds
    while seconds and time.monotonic() < until:
        client = Client(target, connection)  # a new circuit breaker each time
        try:
            if client.send("GET", "/sessions", query=[("page_size", "1")], persist=False).status not in (0, 502, 503, 504):
                return
            client.cancelled.wait(_POLL_INTERVAL)
        finally:
            client.close()


def _clean_up(client: Client) -> tuple[Client, Sequence[str]]:
    """Cleans up with a separate client. Returns that client and the resources that remain."""

    def clean() -> tuple[Client, Sequence[str]]:
        cleaner = client.for_clean_up()
        return cleaner, clean_up(cleaner)

    return _retry_on_interrupt(clean)


def _retry_on_interrupt(action: Callable[[], _T]) -> _T:
    """Runs the action again after Ctrl-C, since sessions that keep running cost money."""
    try:
        return action()
    except KeyboardInterrupt:
        return action()


def _make_traffic(client: Client, options: Options, notes: list[str]) -> None:
    cost_limits = {}
    if options.budget is not None:
        share = (options.budget * _SESSIONS_PART / _PAID_SESSIONS).quantize(Decimal("0.0001"), rounding="ROUND_DOWN")
        cost_limits = {"model": "gemini-3-flash", "maxCostUsd": str(share)}
        cost_limits |= {"profileId": options.profile_id} if options.profile_id else {}
        cost_limits |= {"workspaceId": options.workspace_id} if options.workspace_id else {}
    act = Actions(client, PollTiming(), Budget(options.budget), cost_limits, options.seed, options.quick)
    if options.budget is None:
        _make_free_traffic(client, options, act, notes)
    else:
        run_all(plan.concerning(plan.paid() if options.budget > 0 else plan.unpaid(), options.resources), act, notes)


def _make_free_traffic(client: Client, options: Options, act: Actions, notes: list[str]) -> None:
    generator, wanted = None, options.resources
    if not options.quick:
        generator = GeneratorProcess(
            client.target, options.connection, seconds=_GENERATED_SECONDS, seed=options.seed, resources=wanted
        )
    try:
        run_all(
            plan.concerning(plan.free(quick=options.quick), wanted), act, notes, filling=plan.concerning(plan.filling(), wanted)
        )
    finally:
        if generator:
            generated = _retry_on_interrupt(generator.collect)
            client.exchanges += generated or ()
            if not generated:
                notes.append(
                    "generated traffic: " + ("the generator process failed" if generated is None else "there was no time for it")
                )
    run_all(plan.concerning(plan.quiet(act), wanted), act, notes)
    run_all(plan.concerning(plan.last(), wanted), act, notes)


def run_all(scenarios: Iterable[plan.Scenario], act: Actions, notes: list[str], *, filling: Iterable[plan.Scenario] = ()) -> None:
    """Runs scenarios concurrently and waits for all. Those that raise StatusMissed are retried once.

    Scenarios in `filling` run in few threads, so that they do not delay the others. Ctrl-C returns immediately; the scenarios end
    when the client is cancelled (see `Client.for_clean_up`).
    """
    missed: list[plan.Scenario] = []
    _side_by_side(scenarios, act, notes, missed, deque(filling))
    if missed:  # There is less load now.
        _side_by_side(missed, act, notes, None, deque())


def _side_by_side(
    scenarios: Iterable[plan.Scenario],
    act: Actions,
    notes: list[str],
    missed: list[plan.Scenario] | None,
    filling: deque[plan.Scenario],
) -> None:
    def fill() -> None:
        with suppress(IndexError):  # when the queue is empty
            while True:
                _run(filling.popleft(), act, notes, missed)

    threads = [threading.Thread(target=_run, args=(scenario, act, notes, missed), daemon=True) for scenario in scenarios]
    threads += [threading.Thread(target=fill, daemon=True) for _ in range(_FILLERS)]
    for thread in threads:
        thread.start()
    more = time.monotonic() + _ANOTHER_FILLER
    for thread in threads:  # the list may grow
        while thread.is_alive():
            thread.join(0.1)
            if filling and time.monotonic() > more:
                more += _ANOTHER_FILLER
                threads.append(threading.Thread(target=fill, daemon=True))
                threads[-1].start()


def _run(scenario: plan.Scenario, act: Actions, notes: list[str], missed: list[plan.Scenario] | None) -> None:
    """Runs a scenario. If it raises StatusMissed and `missed` is a list, the scenario is added to it."""
    try:
        scenario(act)
    except Cancelled:
        return
    except StatusMissed as error:
        if missed is not None:
            missed.append(scenario)
        else:
            notes.append(f"{plan.name_of(scenario)}: {error}")
    except (Abandoned, CircuitOpen) as error:
        notes.append(f"{plan.name_of(scenario)}: {error}")
    except Exception as error:  # a response may have any shape; the rules check it, and the check continues
        notes.append(f"{plan.name_of(scenario)}: {type(error).__name__}: {error}")

"""One check of a server: traffic from scenarios and generators, then the clean-up."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .actions import Abandoned, Actions, Budget, Missed, Pace
from .client import Cancelled, Client
from .generated.side import Side
from .scenarios import plan
from .target import Target, require_api
from .tidy import clean_up
from .trace import Trace

#: How many sessions the tasks that cost money need.
_PAID_SESSIONS = 2
#: How long generated traffic is made, in seconds; scenarios with tasks of half a second take about as long.
_GENERATED_SECONDS = 2.1
#: How many scenarios go on at a time of those that fill the time.
_FILLERS = 2
#: The least time between two requests to a server that is not on this machine, in seconds.
_PAUSE = 0.2


@dataclass(frozen=True)
class Options:
    """What a check may do. `budget` is in USD; None means that sessions are free, which is so on this machine."""

    budget: Decimal | None = None
    quick: bool = False
    seed: int = 0
    timeout: float = 10.0
    #: Ids that exist on the server, where made-up ones must not be sent.
    profile_id: str | None = None
    workspace_id: str | None = None


@dataclass
class Gathered:
    """What a check brought back. `left` are sessions that it could not delete, `notes` what kept it from going on somewhere."""

    trace: Trace
    left: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False


def gather(target: Target, options: Options) -> Gathered:
    """Makes the traffic and cleans up after itself, also when interrupted. Raises CheckRefused where the API is not there."""
    client = Client(target, timeout=options.timeout, pause=0.0 if options.budget is None else _PAUSE)
    notes: list[str] = []
    interrupted = False
    left: Sequence[str] = ()
    try:
        require_api(client)
        try:
            _make_traffic(client, options, notes)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            left = _clean_up(client)
            if not interrupted:
                client.send("GET", "/sessions", query=[("page_size", "100")])
    finally:
        client.close()
    return Gathered(Trace(client.exchanges), left, notes, interrupted)


def _clean_up(client: Client) -> Sequence[str]:
    """Cleans up; a second Ctrl-C is answered by trying once more, since what is left running costs money."""
    try:
        return clean_up(client)
    except KeyboardInterrupt:
        return clean_up(client)


def _make_traffic(client: Client, options: Options, notes: list[str]) -> None:
    frugal = {}
    if options.budget is not None:
        share = (options.budget / _PAID_SESSIONS).quantize(Decimal("0.0001"), rounding="ROUND_DOWN")
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
        side = Side(client.target, seconds=_GENERATED_SECONDS, timeout=options.timeout, seed=options.seed)
    try:
        run_all(plan.free(quick=options.quick), act, notes, filling=plan.filling())
    finally:
        if side:
            generated = side.collect()
            client.exchanges += generated or ()
            if not generated:
                notes.append(
                    "generated traffic: "
                    + ("the process that makes it broke down" if generated is None else "there was no time for any")
                )
    run_all(plan.quiet(act), act, notes)
    run_all(plan.last(), act, notes)


def run_all(scenarios: Iterable[plan.Scenario], act: Actions, notes: list[str], *, filling: Sequence[plan.Scenario] = ()) -> None:
    """Runs scenarios side by side and waits for all; those that came too late for what they wait for are run once more.

    Those in `filling` come one after the other, so that they do not keep the others from what they wait for. On Ctrl-C all are
    told to end, and the interrupt goes on.
    """
    missed: list[plan.Scenario] = []
    shares = [filling[number::_FILLERS] for number in range(_FILLERS)]
    _side_by_side([*([one] for one in scenarios), *shares], act, notes, missed)
    if missed:  # Now that there is less going on.
        _side_by_side([[one] for one in missed], act, notes, None)


def _side_by_side(
    rows: Iterable[Sequence[plan.Scenario]], act: Actions, notes: list[str], missed: list[plan.Scenario] | None
) -> None:
    threads = [threading.Thread(target=_run, args=(row, act, notes, missed), daemon=True) for row in rows]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.5)
    except KeyboardInterrupt:
        act.client.cancelled.set()
        for thread in threads:
            thread.join(act.client.patience)
        raise


def _run(row: Sequence[plan.Scenario], act: Actions, notes: list[str], missed: list[plan.Scenario] | None) -> None:
    for scenario in row:
        _run_one(scenario, act, notes, missed)


def _run_one(scenario: plan.Scenario, act: Actions, notes: list[str], missed: list[plan.Scenario] | None) -> None:
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
    except Abandoned as error:
        notes.append(f"{plan.name_of(scenario)}: {error}")
    except Exception as error:  # a server may answer anything; what it answered is judged, and the check goes on
        notes.append(f"{plan.name_of(scenario)}: {type(error).__name__}: {error}")

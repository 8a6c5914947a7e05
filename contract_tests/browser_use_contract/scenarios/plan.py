"""Which scenarios are run: all of them where sessions are free, and few or none where they cost."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

from .. import resources, spec
from ..actions import Actions, made_up_id
from . import (
    bulk_create,
    caching,
    derived,
    endings,
    invalid_requests,
    keys,
    money,
    pairwise_tasks,
    reads,
    revisions,
    tasks,
    things,
)

Scenario = Callable[[Actions], None]
_BULK_PARTS = 4
_PAIRWISE_PARTS = 3


def name_of(scenario: Scenario) -> str:
    return scenario.func.__name__ if isinstance(scenario, partial) else getattr(scenario, "__name__", "scenario")


def _mistakes(act: Actions) -> None:
    """Requests that are invalid_requests, beside a session that waits and must not mind them."""
    session = act.create(keepAlive=True)
    act.until(session, "idle")
    for known in (session, made_up_id()):
        invalid_requests.without_task(act, known)
    invalid_requests.bad_requests_to(act, session)
    invalid_requests.bad_follow_ups(act, session)
    reads.every_limit(act, session)
    act.get(session)


def _keys(act: Actions) -> None:
    keys.keys(act, act.create(keepAlive=True))


def free(*, quick: bool) -> list[Scenario]:
    """Everything, for a server where sessions cost nothing. Those that take longest come first."""
    found: list[Scenario] = [
        tasks.conversation,
        tasks.kept_then_let_go,
        partial(endings.stop_task, keep_alive=True),
        partial(endings.stop_task, keep_alive=False),
        money.tiny_limit,
        *(partial(caching.follow_up, choice=choice) for choice in (None, True, False)),
        partial(caching.not_cached, brackets=True),
        partial(caching.not_cached, brackets=False),
        tasks.plain,
        tasks.first_idle,
        tasks.first_idle_bare,
        money.tiny_limits,
        *(partial(pairwise_tasks.tasks, part=part, parts=_PAIRWISE_PARTS) for part in range(_PAIRWISE_PARTS)),
        tasks.long_text,
        *revisions.scenarios(),
        *(partial(tasks.of_model, index=index) for index in range(tasks.MODEL_SESSIONS)),
        endings.busy,
        endings.race,
        *(partial(endings.stop_running, body=body) for body in endings.SESSION_STOPS),
        *(partial(endings.stop_waiting, body=body) for body in endings.SESSION_STOPS),
        *(partial(endings.stop_fresh, body=body) for body in endings.SESSION_STOPS),
        *(partial(endings.stop_task_early, has_task=has_task) for has_task in (True, False)),
        endings.too_early,
        endings.delete_running,
        endings.delete_waiting,
        partial(endings.delete_done, keep_alive=True),
        partial(endings.delete_done, keep_alive=False),
    ]
    if quick:
        return found
    return [caching.corners, money.total_limit, caching.auto_cached, caching.force_cached, endings.stop_second_task, *found]


def filling() -> list[Scenario]:
    """Many requests and hardly any waiting: for the time that the others wait in."""
    return [
        _mistakes,
        invalid_requests.bad_creations,
        *(partial(bulk_create.share, part=part, parts=_BULK_PARTS) for part in range(_BULK_PARTS)),
        _keys,
        invalid_requests.bad_bodies,
        invalid_requests.bad_queries,
        invalid_requests.bad_ids,
        invalid_requests.unknown_ids,
        derived.additions,
        *things_of(spec.operations()),
        *derived.scenarios(),
    ]


def things_of(known: Container[str]) -> list[Scenario]:
    """The scenarios of other resources than sessions, where the document has them."""
    needed: dict[str, tuple[Scenario, ...]] = {
        "createProfile": (things.searched_profiles, things.used_profile, things.deleted_rooms),
        "uploadWorkspaceFiles": (things.files, things.wrong_uploads, things.many_files),
        "createBrowser": (things.browsers, things.browser_of_session),
        "getBillingAccount": (things.account,),
    }
    return [scenario for name, scenarios in needed.items() if name in known for scenario in scenarios]


def quiet(act: Actions) -> list[Scenario]:
    """What is read once nothing changes any more: every page in several sizes, and every session that had a task."""
    sizes = (100, None) if act.quick else (100, None, 33)
    return [
        *(partial(bulk_create.read_pages, size=size) for size in sizes),
        bulk_create.read_some_pages,
        bulk_create.read_anywhere,
        reads.every_page_size,
        reads.reread,
        *derived.pages(),
    ]


def last() -> list[Scenario]:
    """What must be the only thing that goes on."""
    return [keys.refused_make_nothing]


def paid() -> list[Scenario]:
    """A few trivial tasks and a browser, for a server where these cost money; profiles and workspaces cost nothing."""
    free_things = [one for one in resources.derived() if one.parameter in ("profile_id", "workspace_id")]
    found: list[Scenario] = [reads.frugal_conversation, reads.frugal_structured, partial(keys.keys, session=None)]
    found += [partial(derived.history, resource=one) for one in free_things]
    known = spec.operations()
    found += [things.searched_profiles] if "createProfile" in known else []
    found += [things.files, things.wrong_uploads] if "uploadWorkspaceFiles" in known else []
    found += [things.frugal_browser] if "createBrowser" in known else []
    return [*found, *_harmless()]


def unpaid() -> list[Scenario]:
    """Nothing that creates anything, unless the server takes what it must refuse."""
    return [reads.browse, partial(keys.keys, session=None), *_harmless()]


def _harmless() -> list[Scenario]:
    sessions = [
        invalid_requests.bad_creations,
        invalid_requests.bad_bodies,
        invalid_requests.bad_queries,
        invalid_requests.bad_ids,
        reads.unknown_reads,
    ]
    return [*sessions, *derived.harmless(), *derived.pages()]

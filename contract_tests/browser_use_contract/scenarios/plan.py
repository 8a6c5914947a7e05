"""Selects the scenarios: all if sessions are free, few or none if they cost money."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from functools import partial

from .. import resource_types, spec
from ..actions import Actions
from ..grouping import TASKS
from . import (
    bulk_create,
    caching,
    cost_limits,
    derived,
    endings,
    invalid_requests,
    pairwise_tasks,
    reads,
    resources,
    revisions,
    tasks,
)

Scenario = Callable[[Actions], None]
_BULK_PARTS = 4
_PAIRWISE_PARTS = 3


def name_of(scenario: Scenario) -> str:
    return scenario.func.__name__ if isinstance(scenario, partial) else getattr(scenario, "__name__", "scenario")


#: Hand-written scenarios that test requirements of other resources than sessions.
_RESOURCES: Mapping[Scenario, frozenset[str]] = {
    invalid_requests.mistakes: frozenset(("sessions",)),
    invalid_requests.without_workspace: frozenset(("sessions",)),
    invalid_requests.unknown_follow_up: frozenset(("sessions",)),
    resources.searched_profiles: frozenset(("profiles",)),
    resources.used_profile: frozenset(("profiles",)),
    resources.deleted_references: frozenset((TASKS, "profiles", "workspaces", "browsers")),
    resources.files: frozenset(("workspaces",)),
    resources.wrong_uploads: frozenset(("workspaces",)),
    resources.many_files: frozenset(("workspaces",)),
    resources.browsers: frozenset(("browsers",)),
    resources.frugal_browser: frozenset(("browsers",)),
    resources.browser_of_session: frozenset((TASKS, "browsers")),
    resources.account: frozenset(("billing",)),
}


def resources_of(scenario: Scenario) -> frozenset[str]:
    """Returns the resources whose requirements a scenario tests, as tags of the document, or TASKS."""
    given = scenario.keywords if isinstance(scenario, partial) else {}
    if "operation" in given:
        return frozenset((given["operation"].tag,))
    if "resource" in given:
        one = given["resource"]
        return frozenset(operation.tag for operation in (one.create, one.list, *one.by_id) if operation)
    return _RESOURCES.get(scenario, frozenset((TASKS,)))


def concerning(scenarios: Iterable[Scenario], wanted: Container[str] | None) -> list[Scenario]:
    """Returns the scenarios that test requirements of the wanted resources. None means all resources."""
    return [scenario for scenario in scenarios if wanted is None or any(name in wanted for name in resources_of(scenario))]


def free(*, quick: bool) -> list[Scenario]:
    """Returns all scenarios, for a server where sessions are free. The slowest come first."""
    found: list[Scenario] = [
        tasks.conversation,
        tasks.kept_then_let_go,
        partial(endings.stop_task, keep_alive=True),
        partial(endings.stop_task, keep_alive=False),
        cost_limits.tiny_limit,
        *(partial(caching.follow_up, choice=choice) for choice in (None, True, False)),
        partial(caching.not_cached, brackets=True),
        partial(caching.not_cached, brackets=False),
        tasks.plain,
        tasks.first_idle,
        tasks.first_idle_bare,
        cost_limits.tiny_limits,
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
    return [caching.corners, cost_limits.total_limit, caching.auto_cached, caching.force_cached, endings.stop_second_task, *found]


def filling() -> list[Scenario]:
    """Returns scenarios with many requests and little waiting. They fill the time while the others wait."""
    return [
        invalid_requests.mistakes,
        invalid_requests.without_workspace,
        *(partial(bulk_create.share, part=part, parts=_BULK_PARTS) for part in range(_BULK_PARTS)),
        invalid_requests.unknown_follow_up,
        *resource_scenarios(spec.operations()),
        *derived.scenarios(),
    ]


def resource_scenarios(known: Container[str]) -> list[Scenario]:
    """Returns the scenarios of other resources than sessions, if the document has them."""
    needed: dict[str, tuple[Scenario, ...]] = {
        "createProfile": (resources.searched_profiles, resources.used_profile, resources.deleted_references),
        "uploadWorkspaceFiles": (resources.files, resources.wrong_uploads, resources.many_files),
        "createBrowser": (resources.browsers, resources.browser_of_session),
        "getBillingAccount": (resources.account,),
    }
    return [scenario for name, scenarios in needed.items() if name in known for scenario in scenarios]


def quiet(act: Actions) -> list[Scenario]:
    """Returns scenarios for when nothing changes any more: all pages in several sizes, and every session with a task."""
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
    """Returns scenarios that must run alone."""
    return [invalid_requests.refused_make_nothing]


def paid() -> list[Scenario]:
    """Returns a few trivial tasks and a browser, for a server where they cost money. Profiles and workspaces are free."""
    free_types = [one for one in resource_types.others() if one.path in ("/profiles", "/workspaces")]
    found: list[Scenario] = [reads.frugal_conversation, reads.frugal_structured]
    found += [partial(derived.history, resource=one) for one in free_types]
    known = spec.operations()
    found += [resources.searched_profiles] if "createProfile" in known else []
    found += [resources.files, resources.wrong_uploads] if "uploadWorkspaceFiles" in known else []
    found += [resources.frugal_browser] if "createBrowser" in known else []
    return [*found, *_harmless()]


def unpaid() -> list[Scenario]:
    """Returns scenarios that create nothing on a correct server."""
    return [reads.browse, *_harmless()]


def _harmless() -> list[Scenario]:
    return [invalid_requests.without_workspace, *derived.harmless(), *derived.pages()]

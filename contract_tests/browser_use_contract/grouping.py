"""Groups requirements for reports: by resource, operation and subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TypeVar

from . import spec
from .refused import CheckRefused
from .requirement import Requirement, every_requirement

T = TypeVar("T")

#: A description of each subject, the first part of a requirement's id.
SUBJECTS: Mapping[str, str] = {
    "accepted": "valid requests are accepted",
    "age": "inactivity limit and maximum lifetime",
    "answered": "requests are answered, without server errors",
    "authentication": "the API key is required",
    "billing": "balances and project",
    "browsers": "a browser's status, time and cost",
    "caching": "cached scripts",
    "costs": "costs add up",
    "counters": "counters of steps, tokens and money",
    "creating": "properties of a new session",
    "cursors": "paging of messages with cursors",
    "defaults": "default values",
    "deleting": "deleted resources are gone",
    "echoes": "requested values are shown",
    "ended": "an ended session does not change",
    "fields": "properties have their documented shape",
    "files": "files are stored, listed and downloaded",
    "follow-ups": "follow-up tasks",
    "found": "existing resources are found by id",
    "has-more": "hasMore of the messages",
    "keep-alive": "keepAlive",
    "kept": "results of a task do not change or vanish",
    "lifecycle": "the order of a session's statuses",
    "limit": "the cost limit",
    "lists": "pages of the list of sessions",
    "live-url": "the live URL",
    "mail": "the mail address",
    "messages": "messages of a session",
    "new-id": "new resources have unique ids",
    "no-uuid": "ids that are not UUIDs are refused",
    "output": "the output of a task",
    "own-id": "the response is about the requested resource",
    "paging": "pages: nothing missing, nothing twice",
    "profiles": "search and last use of profiles",
    "recordings": "recordings",
    "refused": "invalid requests are refused",
    "screenshot": "the screenshot's URL",
    "shapes": "statuses, content types and error bodies",
    "steps": "steps and their summary",
    "stopping": "stopping a session or its task",
    "success": "success of a task",
    "times": "createdAt and updatedAt",
    "title": "the title",
    "totals": "totals grow with each task",
    "unknown": "unknown ids are not found",
    "uploads": "upload URLs",
    "workspaces": "size and times of workspaces",
    "written": "written values are read back",
}
_RESOURCES = {"uploads": "workspaces", "files": "workspaces"}
_FOLLOW_UP = "followUp"


def subject_of(requirement: Requirement) -> str:
    """Returns the description of the requirement's subject."""
    return SUBJECTS.get(requirement.subject, requirement.subject)


def operation_of(requirement: Requirement) -> str:
    """Returns the operation that a requirement is about. Empty if it is about a resource as a whole."""
    parts = requirement.id.split(".")
    found = next((part for part in parts[1:] if spec.has(part)), "")
    return found or ("createSession" if _FOLLOW_UP in parts else "")


def resource_of(requirement: Requirement) -> str:
    """Returns the resource as a tag of the document."""
    if operation := operation_of(requirement):
        return spec.operations()[operation].tag
    known = {one.tag for one in spec.operations().values()}
    name = _RESOURCES.get(requirement.subject, requirement.subject)
    return name if name in known else "sessions"


def _names(requirement: Requirement) -> tuple[str, ...]:
    """Returns the names by which a requirement is selected."""
    return requirement.id, operation_of(requirement), resource_of(requirement), requirement.subject


def selection(only: Iterable[str], skip: Iterable[str]) -> Callable[[Requirement], bool]:
    """Returns a filter for requirements. Patterns match the id, operation, resource or subject, such as `listProfiles`."""
    wanted, unwanted = tuple(only), tuple(skip)

    def matches(requirement: Requirement, patterns: tuple[str, ...]) -> bool:
        return any(fnmatchcase(name, pattern) for name in _names(requirement) for pattern in patterns)

    return lambda requirement: (not wanted or matches(requirement, wanted)) and not matches(requirement, unwanted)


def selected(only: Sequence[str], skip: Sequence[str]) -> list[Requirement]:
    """Returns the requirements of the document that the patterns select.

    Raises CheckRefused for a pattern that matches no requirement, and if none is left.
    """
    every = every_requirement()
    for option, patterns in (("--only", only), ("--skip", skip)):
        for pattern in patterns:
            if not any(map(selection([pattern], ()), every)):
                names = {name for requirement in every for name in _names(requirement)}
                near = get_close_matches(pattern, names, 1)
                raise CheckRefused(
                    f"{option} {pattern} matches no requirement."
                    + (f" Did you mean {near[0]}?" if near else " docs/requirements.md lists the requirements.")
                )
    found = [requirement for requirement in every if selection(only, skip)(requirement)]
    if not found:
        raise CheckRefused("--only and --skip together leave no requirement to check.")
    return found


#: The tags of operations on resources with hand-written scenarios.
_TAGS = {
    "createSession": "sessions",
    "createProfile": "profiles",
    "uploadWorkspaceFiles": "workspaces",
    "createBrowser": "browsers",
    "getBillingAccount": "billing",
}


#: What requirements on sessions need besides requests to these: sessions with tasks, in every state.
TASKS = "tasks"
#: The subjects whose derived requirements need no tasks.
_WITHOUT_TASKS = ("authentication", "accepted", "answered", "found", "no-uuid", "refused", "unknown")


def resources_for(chosen: Iterable[Requirement]) -> frozenset[str] | None:
    """Returns the resources that traffic must reach to test the chosen requirements, and TASKS if they need tasks.

    None means all: in a document with other tags, it is not known which traffic tests which requirement.
    """
    known = spec.operations()
    if any(known[name].tag != tag for name, tag in _TAGS.items() if name in known):
        return None
    tags, found = {one.tag for one in known.values()}, set()
    for one in chosen:
        name = _RESOURCES.get(one.subject, one.subject)  # `profiles.unknown.createSession`: profiles
        found.add(name if name in tags else resource_of(one))
        if resource_of(one) == "sessions" and not (one.is_derived and one.subject in _WITHOUT_TASKS):
            found.add(TASKS)
    return frozenset(found)


def grouped(items: Iterable[tuple[Requirement, T]]) -> Mapping[str, Mapping[str, Mapping[str, list[T]]]]:
    """Groups items by the resource, operation and subject of their requirements, in the order of the document.

    Requirements about a whole resource have an empty operation and come last.
    """
    order = {name: place for place, name in enumerate(spec.operations())}
    tags = {one.tag: place for place, one in reversed(list(enumerate(spec.operations().values())))}
    found: dict[str, dict[str, dict[str, list[T]]]] = {}
    sortable = [
        (resource_of(requirement), operation_of(requirement), subject_of(requirement), requirement.id, item)
        for requirement, item in items
    ]
    sortable.sort(key=lambda one: (tags.get(one[0], len(tags)), order.get(one[1], len(order)), one[2], one[3]))
    for resource, operation, subject, _, item in sortable:
        found.setdefault(resource, {}).setdefault(operation, {}).setdefault(subject, []).append(item)
    return found

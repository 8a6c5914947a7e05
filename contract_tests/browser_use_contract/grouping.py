"""Where a requirement stands in a report: the resource and the operation that it is about, and its subject in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TypeVar

from . import spec
from .requirement import Requirement

T = TypeVar("T")

#: What the first part of an id means, for readers who have not seen the suite.
SUBJECTS: Mapping[str, str] = {
    "accepted": "valid requests are accepted",
    "age": "inactivity limit and longest life",
    "answered": "requests are answered, without server errors",
    "authentication": "the key is required",
    "billing": "balances and project",
    "browsers": "a browser's status, time and cost",
    "caching": "cached scripts",
    "costs": "costs add up",
    "counters": "counters of steps, tokens and money",
    "creating": "what a creation makes",
    "cursors": "cursors of the messages",
    "defaults": "defaults where nothing was asked for",
    "deleting": "what was deleted is gone",
    "echoes": "what was asked for is shown",
    "ended": "an ended session is at rest",
    "fields": "properties have their documented shape",
    "files": "files are stored, listed and downloaded",
    "follow-ups": "further tasks for a session",
    "found": "what exists is found by its id",
    "has-more": "hasMore of the messages",
    "keep-alive": "keepAlive",
    "kept": "results of a task do not change or vanish",
    "lifecycle": "the order of a session's statuses",
    "limit": "the cost limit",
    "lists": "pages of the list of sessions",
    "live-url": "the live URL",
    "mail": "the mail address",
    "messages": "messages of a session",
    "new-id": "new things have ids of their own",
    "no-uuid": "ids that are no UUIDs are refused",
    "output": "the output of a task",
    "own-id": "the answer is about what was asked for",
    "paging": "pages: nothing lost, nothing twice",
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
    "unknown": "what never existed is not found",
    "uploads": "upload URLs",
    "workspaces": "size and times of workspaces",
    "written": "what was written is read back",
}
_RESOURCES = {"uploads": "workspaces", "files": "workspaces"}
_FOLLOW_UP = "followUp"


def subject_of(requirement: Requirement) -> str:
    """The subject in plain words."""
    return SUBJECTS.get(requirement.subject, requirement.subject)


def operation_of(requirement: Requirement) -> str:
    """The operation that a requirement is about; empty where it is about the behaviour of a resource as a whole."""
    parts = requirement.id.split(".")
    found = next((part for part in parts[1:] if spec.has(part)), "")
    return found or ("createSession" if _FOLLOW_UP in parts else "")


def resource_of(requirement: Requirement) -> str:
    """The resource, named as the document's tags name it."""
    if operation := operation_of(requirement):
        return spec.operations()[operation].tag
    known = {one.tag for one in spec.operations().values()}
    name = _RESOURCES.get(requirement.subject, requirement.subject)
    return name if name in known else "sessions"


def selection(only: Iterable[str], skip: Iterable[str]) -> Callable[[Requirement], bool]:
    """Selects requirements by patterns for their id, their operation or their resource, such as `listProfiles` or `paging.*`."""
    wanted, unwanted = tuple(only), tuple(skip)

    def matches(requirement: Requirement, patterns: tuple[str, ...]) -> bool:
        names = (requirement.id, operation_of(requirement), resource_of(requirement), requirement.subject)
        return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)

    return lambda requirement: (not wanted or matches(requirement, wanted)) and not matches(requirement, unwanted)


def grouped(items: Iterable[tuple[Requirement, T]]) -> Mapping[str, Mapping[str, Mapping[str, list[T]]]]:
    """Things that belong to requirements by resource, operation and subject, in the order of the document.

    The operation is empty for what is about the whole resource, which comes last.
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

"""Recordings that may lack requests of others: what they can tell, and what they cannot."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .recordings import Recording


#: Requirements, by patterns of their ids, that a trace proves only where it has every request that was sent meanwhile.
#: Those about a task or what was written need no mention: an incomplete trace has none (`Life.tasks`, `Thing.last_write`).
_ON_ALL = (
    *("found.createSession", "found.followUp", "found.get*", "found.list*", "found.update*", "found.delete*", "found.upload*"),
    *("found.stop*", "unknown.*", "deleting.done", "deleting.running", "written.*", "counters.zero.*", "profiles.*"),
    *("files.*", "workspaces.size", "browsers.running", "browsers.filter.complete", "browsers.of-session*", "browsers.cost.*"),
    *("lists.complete", "lists.once", "lists.counts", "lists.places", "paging.*.complete", "paging.*.once", "paging.*.places"),
    *("refused.createSession.no-more", "age.*", "follow-ups.created", "follow-ups.kept.*", "follow-ups.race"),
    *("stopping.task*", "stopping.idle-task", "stopping.again", "recordings.none.*", "recordings.early", "mail.*", "limit.*"),
    *("echoes.keepAlive.*", "echoes.maxCostUsd.*", "defaults.keepAlive.*", "defaults.maxCostUsd.*", "costs.no-proxy.*"),
    *("echoes.outputSchema.*", "defaults.outputSchema.*", "refused.followUp.cacheScript", "accepted.*.unknown*"),
)
#: Those of the above that one answer proves.
_BY_ITSELF = ("*.createSession", "*.createSession.*", "found.own.*")


def needs_all(requirement: str) -> bool:
    """Whether a requirement can be checked only where nobody else can have written."""
    if requirement == "refused.createSession.no-more" or requirement.startswith(("unknown.", "found.createSession")):
        return True
    return _matches(requirement, _ON_ALL) and not _matches(requirement, _BY_ITSELF)


def _matches(requirement: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(requirement, pattern) for pattern in patterns)


def needs_transfers(requirement: str) -> bool:
    """Whether a requirement follows from the files that were uploaded, which others' recordings do not tell."""
    return requirement.startswith("files.") or requirement == "workspaces.size"


def left_out(recording: Recording, *, asked_complete: bool) -> Sequence[str]:
    """What a report says of the entries that were left out, and of what the rest cannot tell."""
    counted = sorted(recording.left_out.items(), key=lambda item: -item[1])
    told = [f"{count} {'entry' if count == 1 else 'entries'} {reason}." for reason, count in counted]
    if recording.is_complete:
        return told
    told.append("What needs every request that was sent meanwhile, also by others, was not checked.")
    if asked_complete:
        why = "entries were left out" if recording.lacks_some else "recordings by several clocks cannot be put together"
        return [*told, f"--complete does not hold, since {why}."]
    if recording.lacks_some or len(recording.traces) > 1:
        return told
    return [*told, "With --complete it is: say so where nobody else used the project."]

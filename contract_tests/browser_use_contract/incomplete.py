"""Incomplete recordings: which requirements they can test."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .recordings import Recording


#: Id patterns of requirements that only a complete trace can test: one with all requests of all clients in that time.
#: Requirements about tasks or written values are not listed: an incomplete trace has neither (`SessionHistory.tasks`,
#: `ResourceHistory.last_write`).
_ON_ALL = (
    *("found.createSession", "found.followUp", "found.get*", "found.list*", "found.update*", "found.delete*", "found.upload*"),
    *("found.stop*", "unknown.*", "deleting.done", "deleting.running", "written.*", "counters.zero.*", "profiles.*"),
    *("files.*", "workspaces.size", "browsers.running", "browsers.filter.complete", "browsers.of-session*", "browsers.cost.*"),
    *("lists.complete", "lists.once", "lists.counts", "lists.places", "paging.*.complete", "paging.*.once", "paging.*.places"),
    *("age.*", "follow-ups.created", "follow-ups.kept.*", "follow-ups.race"),
    *("stopping.task*", "stopping.idle-task", "stopping.again", "recordings.none.*", "recordings.early", "mail.*", "limit.*"),
    *("echoes.keepAlive.*", "echoes.maxCostUsd.*", "defaults.keepAlive.*", "defaults.maxCostUsd.*", "costs.no-proxy.*"),
    *("echoes.outputSchema.*", "defaults.outputSchema.*", "refused.followUp.cacheScript", "accepted.*.unknown*"),
)
#: Exceptions from these patterns: a single response is enough.
_BY_ITSELF = ("*.createSession", "*.createSession.*", "found.own.*")


def needs_all(requirement: str) -> bool:
    """Whether a requirement can be checked only if no other client can have changed anything."""
    if requirement.endswith((".createSession.no-more", ".createSession.no-effect")):
        return True  # Another client may have created the session.
    if requirement.startswith(("unknown.", "found.createSession")):
        return True
    return _matches(requirement, _ON_ALL) and not _matches(requirement, _BY_ITSELF)


def _matches(requirement: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(requirement, pattern) for pattern in patterns)


def needs_transfers(requirement: str) -> bool:
    """Whether a requirement needs the uploads and downloads of files, which recordings of other tools do not contain."""
    return requirement.startswith("files.") or requirement == "workspaces.size"


def left_out(recording: Recording, *, asked_complete: bool) -> Sequence[str]:
    """Returns the notes for a report about ignored entries and about what the recording cannot test."""
    counted = sorted(recording.left_out.items(), key=lambda item: -item[1])
    message = [f"{count} {'entry' if count == 1 else 'entries'} {reason}." for reason, count in counted]
    if recording.is_complete:
        return message
    message.append("What needs every request that was sent meanwhile, also by others, was not checked.")
    if asked_complete:
        why = "entries were left out" if recording.lacks_some else "recordings by several clocks cannot be put together"
        return [*message, f"--complete does not hold, since {why}."]
    if recording.lacks_some or len(recording.traces) > 1:
        return message
    return [*message, "With --complete it is: say so where nobody else used the project."]

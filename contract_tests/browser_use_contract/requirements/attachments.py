"""Recordings, mail addresses and screenshots are there if they were requested, and only then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import inf

from ..observation import SHOWN_BY, SHOWN_LATER, Observation
from ..requirement import Evaluation, cite, rule
from ..session_history import SessionHistory
from ..trace import Trace
from ..values import shown, text
from ..wording import only_single_views_show_media
from .creating import is_url
from .times import is_steady

#: The lifetime of a screenshot's URL and the tolerance for the server's clock, in seconds. Only responses show that clock.
_EXPIRES, _LATE = 300.0, 120.0
#: Recordings may take longer than the slowest known one by this factor.
_PATIENCE = 3
_EXPIRY = re.compile(r"[?&]expires=([1-9][0-9]{9})(?![^&#])", re.IGNORECASE)


def _shows_media(one: Observation) -> bool:
    """Whether an observation may contain recordings and screenshots."""
    return one.operation == "getSession" or not only_single_views_show_media()


def _settled(history: SessionHistory) -> Iterator[Observation]:
    """Yields the observations of a session after a completed task and while no other task ran."""
    for task in history.tasks:
        yield from filter(_shows_media, task.settled if task.is_complete else ())


def _until_changed(history: SessionHistory, name: str, default: bool) -> Iterator[Observation]:
    """Yields the observations before a follow-up with another value, explicit or by default. Its effect is not documented."""
    asked = history.asked(name, default)
    return history.until_follow_up(lambda other: other.fields.get(name, default) != asked)


def _urls(one: Observation) -> list[object]:
    found = one.get("recordingUrls")
    return found if isinstance(found, list) else []


def _there() -> dict[str, str]:
    operations = ("getSession",) if only_single_views_show_media() else SHOWN_LATER
    return {f"recordings.there.{name}": f"{name} shows recordings after the task, if they were requested" for name in operations}


@rule(
    cite("Session.recordingUrls", _there),
    cite(
        "Session.recordingUrls",
        {f"recordings.none.{one}": f"{one} shows no recordings if none were requested" for one in SHOWN_BY},
    ),
    cite(
        "Session.recordingUrls",
        {
            "recordings.early": "there are no recordings before the first task has completed",
            "recordings.stay": "recordings do not disappear",
            "recordings.urls": "recordings are URLs",
        },
    ),
)
def recordings(trace: Trace, evaluation: Evaluation) -> None:
    lateness = max(map(_lateness, trace.histories.values()), default=0.0)
    patience = _PATIENCE * lateness if lateness else -inf  # if no recording was late, none may be
    for history in trace.histories.values():
        asked = history.asked("enableRecording", default=False)
        for one in history.observations:
            for url in _urls(one):
                evaluation.expect("recordings.urls", is_url(url), f"a recording is {shown(url)}", one.exchange)
        if asked is True:
            _requested(history, evaluation, patience)
        for one in _until_changed(history, "enableRecording", default=False) if asked is False else ():
            problem = f"recordingUrls is {shown(one.get('recordingUrls'))}, though enableRecording was not set"
            evaluation.expect(f"recordings.none.{one.operation}", not one.get("recordingUrls"), problem, one.exchange)


def _lateness(history: SessionHistory) -> float:
    """Returns how long the recordings took after the first completed task, in seconds."""
    settled = list(_settled(history))
    over, there = _first(settled), _first(one for one in settled if one.get("recordingUrls"))
    return max((one.started - over for one in settled if one.ended <= there), default=0.0) if there < inf else 0.0


def _first(observations: Iterable[Observation]) -> float:
    return min((one.ended for one in observations), default=inf)


def _requested(history: SessionHistory, evaluation: Evaluation, patience: float) -> None:
    """Checks a session with recordings. `patience` is how long they may take after the task, in seconds."""
    every, unchanged = list(_settled(history)), set(_until_changed(history, "enableRecording", default=False))
    first = min(every, key=lambda one: one.ended, default=None)
    settled = [one for one in every if one in unchanged]
    over, there = _first(settled), _first(one for one in settled if one.get("recordingUrls"))
    for one in (one for one in settled if one.operation in SHOWN_LATER):
        if one.started < there and (there < inf or one.started <= over + patience):
            continue  # encoding a video takes time
        problem = "the task has completed, but recordingUrls is empty"
        evaluation.expect(f"recordings.there.{one.operation}", bool(one.get("recordingUrls")), problem, one.exchange)
    stopped = min((task.interrupted_at for task in history.tasks), default=inf)
    for one in history.observations:
        is_unfinished = not one.is_final and one.get("isTaskSuccessful") is None
        if is_unfinished and one.ended <= stopped and (first is None or one.ended <= first.started):
            problem = f"recordingUrls is filled while the session is {one.status}"
            evaluation.expect("recordings.early", not one.get("recordingUrls"), problem, one.exchange)
    for before, after in pairwise(settled):
        if before.before(after):
            are_kept = len(_urls(after)) >= len(_urls(before))
            problem = "there are fewer recordings than before"
            evaluation.expect("recordings.stay", are_kept, problem, before.exchange, after.exchange)


#: Creating a mailbox may take as long as starting a browser, so the response to the create request need not show it.
_ADDRESSED = tuple(name for name in SHOWN_BY if name != "createSession")


@rule(
    cite(
        "Session.agentmailEmail",
        {f"mail.there.{one}": f"{one} shows the mail address of a session with agentmail" for one in _ADDRESSED}
        | {f"mail.default.{one}": f"{one} shows the mail address if agentmail is absent from the request" for one in _ADDRESSED}
        | {f"mail.none.{one}": f"{one} shows no mail address if agentmail is false" for one in SHOWN_BY}
        | {"mail.stays": "the mail address of a session does not change before its end"},
    )
)
def mail(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        asked, seen = history.asked("agentmail", default=True), list(_until_changed(history, "agentmail", default=True))
        for one in seen:
            found = one.get("agentmailEmail")
            if asked is False:
                problem = f"agentmailEmail is {shown(found)}, though agentmail was false"
                evaluation.expect(f"mail.none.{one.operation}", found is None, problem, one.exchange)
            elif asked is True and one.status in ("idle", "running") and one.operation in _ADDRESSED:
                group = "there" if history.creation and "agentmail" in history.creation.fields else "default"
                is_address = isinstance(found, str) and "@" in found.strip("@")
                problem = f"agentmailEmail is {shown(found)} while the session is {one.status}"
                evaluation.expect(f"mail.{group}.{one.operation}", is_address, problem, one.exchange)
        for before, after in pairwise(one for one in seen if isinstance(one.get("agentmailEmail"), str)):
            addresses = before.get("agentmailEmail"), after.get("agentmailEmail")
            problem = f"agentmailEmail changed from {shown(addresses[0])} to {shown(addresses[1])}"
            evaluation.expect("mail.stays", addresses[0] == addresses[1], problem, before.exchange, after.exchange)


@rule(
    cite(
        "Session.screenshotUrl",
        {
            "screenshot.new": "every fetch of a session gives a new screenshot URL",
            "screenshot.url": "a screenshot has a URL",
            "screenshot.stays": "every operation shows the screenshot of a session that has one",
        },
    )
)
def screenshots(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        seen: dict[str, Observation] = {}
        for one in history.observations:
            found = one.get("screenshotUrl")
            if not isinstance(found, str):
                continue
            evaluation.expect("screenshot.url", is_url(found), f"screenshotUrl is {shown(found)}", one.exchange)
            if one.operation == "getSession":
                other = seen.setdefault(found, one)
                problem = "two fetches of the session gave the same screenshotUrl"
                if len(seen) > 1 or other is not one:
                    evaluation.expect("screenshot.new", other is one, problem, other.exchange, one.exchange)
    for task in trace.tasks:
        # A screenshot is there between two observations that show one.
        there = [one for one in task.observations if isinstance(one.get("screenshotUrl"), str)]
        if there:
            first, last = min(there, key=lambda one: one.ended), max(there, key=lambda one: one.started)
            for one in filter(_shows_media, task.observations):
                if first.before(one) and one.before(last):
                    problem = f"{one.operation} shows no screenshot, but responses before and after it do"
                    evidence = (first.exchange, last.exchange, one.exchange)
                    evaluation.expect("screenshot.stays", one.get("screenshotUrl") is not None, problem, *evidence)


@rule(cite("Session.screenshotUrl", {"screenshot.expires": "a screenshot's URL with an expiry time expires in 5 minutes"}))
def expiry(trace: Trace, evaluation: Evaluation) -> None:
    ahead = _clock_ahead(trace)
    if ahead is None or not is_steady(trace):
        return
    for one in trace.observations:
        stated = _EXPIRY.search(text(one.get("screenshotUrl")) or "")  # a query parameter of storage services
        if stated and one.ended < inf:
            left = float(stated[1]) - (one.ended + ahead)
            problem = f"the URL expires in {left:.0f} s"
            evaluation.expect("screenshot.expires", 0 < left < _EXPIRES + _LATE, problem, one.exchange)


def _clock_ahead(trace: Trace) -> float | None:
    """Returns a lower bound of the server's clock minus ours, in seconds, from the sessions that were created in the trace.

    Other timestamps may be hours old, such as those of the newest session in a list. None if no session was created.
    """
    made = [one for each in trace.histories.values() for one in each.observations if one.exchange is each.creation]
    stamps = [(one.moment("createdAt"), one.ended) for one in made if one.ended < inf]
    return max((stamp - ended for stamp, ended in stamps if stamp is not None), default=None)

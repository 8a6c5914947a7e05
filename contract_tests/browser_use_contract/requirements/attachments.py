"""Recordings, mail addresses and screenshots are there if they were requested, and only then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import inf

from ..citations import request, response
from ..observation import SHOWN_BY, SHOWN_LATER, Observation
from ..requirement import Citation, Evaluation, rule
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


def _settled(history: SessionHistory) -> Iterator[Observation]:
    """Yields the observations of a session after a completed task and while no other task ran."""
    for task in history.tasks:
        if task.is_complete:
            yield from (one for one in task.settled if _shows_media(one))


def _shows_media(one: Observation) -> bool:
    """Whether an observation may contain recordings and screenshots."""
    return one.operation == "getSession" or not only_single_views_show_media()


def _choice(history: SessionHistory, name: str, default: bool) -> bool | None:
    """Returns the value of a create property. None if it is not known."""
    found = history.creation.fields.get(name, default) if history.creation else None
    return found if isinstance(found, bool) else None


def _until(history: SessionHistory, name: str, default: bool) -> float:
    """Returns when a follow-up first requested another value, explicitly or by the default. Its effect is not documented."""
    asked = _choice(history, name, default)
    return min((other.started for other in history.follow_ups if other.fields.get(name, default) != asked), default=inf)


def _urls(one: Observation) -> list[object]:
    found = one.get("recordingUrls")
    return found if isinstance(found, list) else []


_RECORDINGS = {
    f"recordings.there.{name}": f"{name} shows recordings after the task has completed, if they were requested"
    for name in SHOWN_LATER
}
_RECORDINGS |= {f"recordings.none.{name}": f"{name} shows no recordings if none were requested" for name in SHOWN_BY}
_RECORDINGS |= {
    "recordings.early": "there are no recordings before the first task has completed",
    "recordings.stay": "recordings do not disappear",
    "recordings.urls": "recordings are URLs",
}


def _recording_citation(requirement: str) -> Citation:
    if requirement.startswith("recordings.there"):
        return request.RECORDING
    return response.RECORDING_URLS


def _recordings() -> dict[str, str]:
    if not only_single_views_show_media():
        return _RECORDINGS
    absent = {f"recordings.there.{name}" for name in SHOWN_LATER if name != "getSession"}
    return {name: says for name, says in _RECORDINGS.items() if name not in absent}


@rule(_recording_citation, _recordings)
def recordings(trace: Trace, evaluation: Evaluation) -> None:
    lateness = max((_lateness(history) for history in trace.histories.values()), default=0.0)
    patience = _PATIENCE * lateness if lateness else -inf  # if no recording was late, none may be
    for history in trace.histories.values():
        asked, until = _choice(history, "enableRecording", default=False), _until(history, "enableRecording", default=False)
        for one in history.observations:
            for url in _urls(one):
                evaluation.check("recordings.urls", None if is_url(url) else f"a recording is {shown(url)}", one.exchange)
            if asked is False and one.ended <= until:
                found = one.get("recordingUrls")
                problem = f"recordingUrls is {shown(found)}, though enableRecording was not set"
                evaluation.check(f"recordings.none.{one.operation}", problem if found else None, one.exchange)
        if asked:
            _asked(history, until, evaluation, patience)


def _lateness(history: SessionHistory) -> float:
    """Returns how long the recordings took after the first completed task, in seconds."""
    settled = list(_settled(history))
    over, there = _first(settled), _first(one for one in settled if one.get("recordingUrls"))
    return max((one.started - over for one in settled if one.ended <= there), default=0.0) if there < inf else 0.0


def _first(observations: Iterable[Observation]) -> float:
    return min((one.ended for one in observations), default=inf)


def _asked(history: SessionHistory, until: float, evaluation: Evaluation, patience: float) -> None:
    """`patience` is how long recordings may take after the task, in seconds."""
    every = list(_settled(history))
    first = min(every, key=lambda one: one.ended, default=None)
    settled = [one for one in every if one.ended <= until]
    over, there = _first(settled), _first(one for one in settled if one.get("recordingUrls"))
    for one in (one for one in settled if one.operation in SHOWN_LATER):
        if one.started < there and (there < inf or one.started <= over + patience):
            continue  # encoding a video takes time
        problem = "the task has completed, but recordingUrls is empty"
        evaluation.check(f"recordings.there.{one.operation}", None if one.get("recordingUrls") else problem, one.exchange)
    stopped = min((task.interrupted_at for task in history.tasks), default=inf)
    for one in history.observations:
        unfinished = not one.is_final and one.get("isTaskSuccessful") is None
        if unfinished and one.ended <= stopped and (first is None or one.ended <= first.started):
            problem = f"recordingUrls is filled while the session is {one.status}"
            evaluation.check("recordings.early", problem if one.get("recordingUrls") else None, one.exchange)
    for before, after in pairwise(settled):
        if before.before(after):
            fewer = len(_urls(after)) < len(_urls(before))
            evaluation.check(
                "recordings.stay", "there are fewer recordings than before" if fewer else None, before.exchange, after.exchange
            )


#: Creating a mailbox may take as long as starting a browser, so the response to the create request need not show it.
_ADDRESSED = tuple(name for name in SHOWN_BY if name != "createSession")
_MAIL = {f"mail.there.{name}": f"{name} shows the mail address of a session with agentmail" for name in _ADDRESSED}
_MAIL |= {
    f"mail.default.{name}": f"{name} shows the mail address of a session that was created without agentmail in the body"
    for name in _ADDRESSED
}
_MAIL |= {f"mail.none.{name}": f"{name} shows no mail address if agentmail is false" for name in SHOWN_BY}
_MAIL |= {"mail.stays": "the mail address of a session does not change before its end"}


def _mail_citation(requirement: str) -> Citation:
    return {"there": request.MAIL, "default": request.MAIL_DEFAULT}.get(requirement.split(".")[1], response.MAIL)


@rule(_mail_citation, _MAIL)
def mail(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        asked, until = _choice(history, "agentmail", default=True), _until(history, "agentmail", default=True)
        addressed = None
        for one in (one for one in history.observations if one.ended <= until):
            found = one.get("agentmailEmail")
            if asked is False:
                problem = f"agentmailEmail is {shown(found)}, though agentmail was false"
                evaluation.check(f"mail.none.{one.operation}", None if found is None else problem, one.exchange)
            elif asked and one.status in ("idle", "running") and one.operation in _ADDRESSED:
                group = "there" if history.creation and "agentmail" in history.creation.fields else "default"
                is_address = isinstance(found, str) and "@" in found.strip("@")
                problem = f"agentmailEmail is {shown(found)} while the session is {one.status}"
                evaluation.check(f"mail.{group}.{one.operation}", None if is_address else problem, one.exchange)
            if isinstance(found, str):
                if addressed:
                    before = addressed.get("agentmailEmail")
                    moved = f"agentmailEmail changed from {shown(before)} to {shown(found)}" if before != found else None
                    evaluation.check("mail.stays", moved, addressed.exchange, one.exchange)
                addressed = one


@rule(
    response.SCREENSHOT,
    {
        "screenshot.new": "every fetch of a session gives a new screenshot URL",
        "screenshot.url": "a screenshot has a URL",
        "screenshot.stays": "every operation shows the screenshot of a session that has one",
    },
)
def screenshots(trace: Trace, evaluation: Evaluation) -> None:
    for history in trace.histories.values():
        seen: dict[str, Observation] = {}
        _between(history, evaluation)
        for one in history.observations:
            found = one.get("screenshotUrl")
            if not isinstance(found, str):
                continue
            evaluation.check("screenshot.url", None if is_url(found) else f"screenshotUrl is {shown(found)}", one.exchange)
            if one.operation == "getSession":
                other = seen.setdefault(found, one)
                problem = "two fetches of the session gave the same screenshotUrl"
                if len(seen) > 1 or other is not one:
                    evaluation.check("screenshot.new", None if other is one else problem, other.exchange, one.exchange)


def _between(history: SessionHistory, evaluation: Evaluation) -> None:
    """Checks that a screenshot is shown between two observations that show one."""
    for task in history.tasks:
        there = [one for one in task.observations if isinstance(one.get("screenshotUrl"), str)]
        first = min(there, key=lambda one: one.ended, default=None)
        last = max(there, key=lambda one: one.started, default=None)
        for one in filter(_shows_media, task.observations) if first and last else ():
            if first and last and first.before(one) and one.before(last):
                problem = f"{one.operation} shows no screenshot, but responses before and after it do"
                missing = one.get("screenshotUrl") is None
                evaluation.check("screenshot.stays", problem if missing else None, first.exchange, last.exchange, one.exchange)


@rule(response.SCREENSHOT_EXPIRY, {"screenshot.expires": "a screenshot's URL with an expiry time expires in 5 minutes"})
def expiry(trace: Trace, evaluation: Evaluation) -> None:
    ahead = _clock_ahead(trace)
    if ahead is None or not is_steady(trace):
        return
    for one in trace.observations:
        stated = _stated_expiry(one)
        if stated is None or one.ended == inf:
            continue
        left = stated - (one.ended + ahead)
        is_wrong = not 0 < left < _EXPIRES + _LATE
        evaluation.check("screenshot.expires", f"the URL expires in {left:.0f} s" if is_wrong else None, one.exchange)


def _clock_ahead(trace: Trace) -> float | None:
    """Returns a lower bound of the server's clock minus ours, in seconds, from the sessions that were created in the trace.

    Other timestamps may be hours old, such as those of the newest session in a list. None if no session was created.
    """
    made = [one for each in trace.histories.values() for one in each.observations if one.exchange is each.creation]
    stamps = [(one.moment("createdAt"), one.ended) for one in made if one.ended < inf]
    return max((stamp - ended for stamp, ended in stamps if stamp is not None), default=None)


def _stated_expiry(one: Observation) -> float | None:
    """Returns when the URL expires by the query parameters of storage services, in seconds since the epoch, or None."""
    found = _EXPIRY.search(text(one.get("screenshotUrl")) or "")
    return float(found[1]) if found else None

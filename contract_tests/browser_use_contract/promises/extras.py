"""Recordings, mail address and screenshots: there when asked for, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf

from ..lives import Life
from ..promise import Ruling, Sentence, rule
from ..sentences import request, response
from ..sighting import SHOWN_BY, SHOWN_LATER, Sighting
from ..trace import Trace
from ..values import shown
from .creating import is_url


def _settled(life: Life) -> Iterator[Sighting]:
    """What was seen of a session once a task of its had completed, but not while another ran."""
    for task in life.tasks:
        if task.is_complete:
            yield from task.settled


def _choice(life: Life, name: str, default: bool) -> bool | None:
    """What the session was created with; None where that is not known, or a follow-up says otherwise."""
    if life.creation is None or any(name in other.fields and other.fields[name] != default for other in life.follow_ups):
        return None
    found = life.creation.fields.get(name, default)
    return found if isinstance(found, bool) else None


def _urls(one: Sighting) -> list[object]:
    found = one.get("recordingUrls")
    return found if isinstance(found, list) else []


_RECORDINGS = {
    f"recordings.there.{name}": f"{name} shows recordings once the task has completed, where they were asked for"
    for name in SHOWN_LATER
}
_RECORDINGS |= {f"recordings.none.{name}": f"{name} shows no recordings where none were asked for" for name in SHOWN_BY}
_RECORDINGS |= {
    "recordings.early": "there are no recordings before the first task has completed",
    "recordings.stay": "recordings do not go away",
    "recordings.urls": "recordings are URLs",
}


def _recording_sentence(promise: str) -> Sentence:
    if promise.startswith("recordings.there"):
        return request.RECORDING
    return response.RECORDING_URLS


@rule(_recording_sentence, _RECORDINGS)
def recordings(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        asked = _choice(life, "enableRecording", default=False)
        for one in life.sightings:
            for url in _urls(one):
                ruling.look("recordings.urls", None if is_url(url) else f"a recording is {shown(url)}", one.exchange)
            if asked is False:
                found = one.get("recordingUrls")
                told = f"recordingUrls is {shown(found)}, though enableRecording was not set"
                ruling.look(f"recordings.none.{one.operation}", told if found else None, one.exchange)
        if asked:
            _asked(life, ruling)


def _asked(life: Life, ruling: Ruling) -> None:
    settled = list(_settled(life))
    first = min(settled, key=lambda one: one.ended, default=None)
    for one in (one for one in settled if one.operation in SHOWN_LATER):
        told = "the task has completed, and recordingUrls is empty"
        ruling.look(f"recordings.there.{one.operation}", None if one.get("recordingUrls") else told, one.exchange)
    stopped = min((task.interrupted_at for task in life.tasks), default=inf)
    for one in life.sightings:
        if not one.is_final and one.ended <= stopped and (first is None or one.ended <= first.started):
            told = f"recordingUrls is filled while the session is {one.status}"
            ruling.look("recordings.early", told if one.get("recordingUrls") else None, one.exchange)
    for before, after in pairwise(settled):
        if before.before(after):
            fewer = len(_urls(after)) < len(_urls(before))
            ruling.look(
                "recordings.stay", "there are fewer recordings than before" if fewer else None, before.exchange, after.exchange
            )


#: A mailbox may take as long to make as a browser, so that the answer to the creation need not show it.
_ADDRESSED = tuple(name for name in SHOWN_BY if name != "createSession")
_MAIL = {f"mail.there.{name}": f"{name} shows the mail address of a session that has agentmail" for name in _ADDRESSED}
_MAIL |= {
    f"mail.default.{name}": f"{name} shows the mail address of a session that was created without a word about it"
    for name in _ADDRESSED
}
_MAIL |= {f"mail.none.{name}": f"{name} shows no mail address where agentmail is false" for name in SHOWN_BY}
_MAIL |= {"mail.stays": "the mail address of a session that lives does not change"}


def _mail_sentence(promise: str) -> Sentence:
    return {"there": request.MAIL, "default": request.MAIL_DEFAULT}.get(promise.split(".")[1], response.MAIL)


@rule(_mail_sentence, _MAIL)
def mail(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        asked = _choice(life, "agentmail", default=True)
        addressed = None
        for one in life.sightings:
            found = one.get("agentmailEmail")
            if asked is False:
                told = f"agentmailEmail is {shown(found)}, though agentmail was false"
                ruling.look(f"mail.none.{one.operation}", None if found is None else told, one.exchange)
            elif asked and one.status in ("idle", "running") and one.operation in _ADDRESSED:
                group = "there" if life.creation and "agentmail" in life.creation.fields else "default"
                is_address = isinstance(found, str) and "@" in found.strip("@")
                told = f"agentmailEmail is {shown(found)} while the session is {one.status}"
                ruling.look(f"mail.{group}.{one.operation}", None if is_address else told, one.exchange)
            if isinstance(found, str):
                if addressed:
                    same = addressed.get("agentmailEmail") == found
                    told = f"agentmailEmail went from {shown(addressed.get('agentmailEmail'))} to {shown(found)}"
                    ruling.look("mail.stays", None if same else told, addressed.exchange, one.exchange)
                addressed = one


@rule(
    response.SCREENSHOT,
    {"screenshot.new": "every fetch of a session gives a new screenshot URL", "screenshot.url": "a screenshot has a URL"},
)
def screenshots(trace: Trace, ruling: Ruling) -> None:
    for life in trace.lives.values():
        seen: dict[str, Sighting] = {}
        for one in life.sightings:
            found = one.get("screenshotUrl")
            if not isinstance(found, str):
                continue
            ruling.look("screenshot.url", None if is_url(found) else f"screenshotUrl is {shown(found)}", one.exchange)
            if one.operation == "getSession":
                other = seen.setdefault(found, one)
                told = "two fetches of the session gave the same screenshotUrl"
                if len(seen) > 1 or other is not one:
                    ruling.look("screenshot.new", None if other is one else told, other.exchange, one.exchange)

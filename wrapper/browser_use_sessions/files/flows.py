"""How one file is moved: generators that yield effects and receive their results. No network, threads or clock here."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.files.outcomes import Attempts, Kind, Outcome
from browser_use_sessions.files.urls import checked_url, host_of

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from browser_use_api.models import FileUpload, WorkspaceFile
    from browser_use_sessions.files.sources import Source
    from browser_use_sessions.files.targets import Target

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Put:
    """Send the file. The result is an Outcome."""

    url: httpx.URL = field(repr=False)
    source: Source


@dataclass(frozen=True, slots=True)
class Get:
    """Fetch the file, which has `size` bytes, into the target: the missing rest, or all of it. The result is an Outcome."""

    url: httpx.URL = field(repr=False)
    target: Target
    size: int


@dataclass(frozen=True, slots=True)
class FileWork:
    """Do something with local files that may take some time."""

    work: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Request the file's URL from the API again. The result has the same type as the argument that the flow was started with."""


Effect = Put | Get | FileWork | Pause | AskAgain
Flow = Generator[Effect, Any, T]


def send(source: Source, location: FileUpload, allow_http: bool) -> Flow[str]:
    """Uploads the file. Returns its path in the workspace.

    A PUT stores the whole file or nothing, so it can be repeated: each time with a new URL, since the old one may have expired.
    """
    attempts = Attempts(str(source.path))
    while True:
        url = checked_url(location.upload_url, str(source.path), allow_http)
        outcome: Outcome = yield Put(url, source)
        if outcome.kind is Kind.DONE:
            return location.path
        yield Pause(attempts.delay(outcome, host_of(url)))
        location = yield AskAgain()


def receive(target: Target, file: WorkspaceFile, allow_http: bool) -> Flow[Path]:
    """Downloads the file. Returns its local path. If the storage host can resume, the next attempt continues where this one
    ended.
    """
    attempts = Attempts(target.remote)
    try:
        while True:
            url = checked_url(file.url, target.remote, allow_http)
            outcome: Outcome = yield Get(url, target, file.size)
            if outcome.kind is Kind.DONE:
                if not target.is_committed:
                    yield FileWork(target.commit)
                return target.path
            if outcome.status in (200, 206, 416):  # The response was not the file's next part.
                target.etag = ""
            yield Pause(attempts.delay(outcome, host_of(url), target.received))
            file = yield AskAgain()
    finally:
        target.discard()

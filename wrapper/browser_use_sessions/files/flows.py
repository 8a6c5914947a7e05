"""How one file is moved: generators that yield what is to be done and are sent what came of it. No network here, no threads, no
clock.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from browser_use_sessions.files.outcomes import Kind, Outcome, Tries
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
    """Send the file. Gives an Outcome."""

    url: httpx.URL = field(repr=False)
    source: Source


@dataclass(frozen=True, slots=True)
class Get:
    """Fetch the file, which has `size` bytes, into the target: what is still missing, or all of it. Gives an Outcome."""

    url: httpx.URL = field(repr=False)
    target: Target
    size: int


@dataclass(frozen=True, slots=True)
class FileWork:
    """Do something with local files that may take its time."""

    work: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask the API for the file's URL anew. Gives what the file's flow was started with."""


Effect = Put | Get | FileWork | Pause | AskAgain
Flow = Generator[Effect, Any, T]


def send(source: Source, location: FileUpload, allow_http: bool) -> Flow[str]:
    """Uploads the file. Gives its path in the workspace.

    A PUT stores the file as a whole or not at all, so it can be repeated; each time with a new URL, since the old one may have
    expired.
    """
    tries = Tries(str(source.path))
    while True:
        url = checked_url(location.upload_url, str(source.path), allow_http)
        outcome: Outcome = yield Put(url, source)
        if outcome.kind is Kind.DONE:
            return location.path
        yield Pause(tries.delay(outcome, host_of(url)))
        location = yield AskAgain()


def receive(target: Target, file: WorkspaceFile, allow_http: bool) -> Flow[Path]:
    """Downloads the file. Gives its local path. What was received is kept for the next try where the storage host can resume."""
    tries = Tries(target.remote)
    try:
        while True:
            url = checked_url(file.url, target.remote, allow_http)
            outcome: Outcome = yield Get(url, target, file.size)
            if outcome.kind is Kind.DONE:
                if not target.is_committed:
                    yield FileWork(target.commit)
                return target.path
            if outcome.status in (200, 206, 416):  # Something else than the file's next part.
                target.etag = ""
            yield Pause(tries.delay(outcome, host_of(url), target.received))
            file = yield AskAgain()
    finally:
        target.discard()

"""What a program does with a client: every resource, one step each, and what went wrong with it.

Runs in the client's own environment, so that it imports nothing but the client: `python steps.py CLASS KEY URL…`, where CLASS is
the client's class as `package:Class`. Writes a JSON object for each URL on a line: step → why it failed, or null.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

SCHEMA = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}


class Misread(Exception):
    """The client reads an answer otherwise than the server wrote it."""


class Steps:
    """One client against one server."""

    def __init__(self, client: Any, key: str, url: str) -> None:
        self.client, self._key, self._url = client, key, url

    def run(self) -> None:
        """A task from its start to its output; a client without `run` polls."""
        if not hasattr(self.client, "run"):
            session = self.client.sessions.create(task="Say hello")
            while session.is_task_successful is None:
                time.sleep(0.01)
                session = self.client.sessions.get(session.id)
            expect(bool(session.output), "no output")
            return
        result = self.client.run("Say hello", max_cost_usd=0.5)
        expect(bool(result.output), "no output")
        expect(float(result.total_cost_usd) > 0, "no cost")

    def follow_up(self) -> None:
        """A second task in a session that was kept alive."""
        sessions = self.client.sessions
        first = sessions.create(task="Open example.com", keep_alive=True)
        self._wait(first.id)
        second = sessions.create(task="Read its title", session_id=str(first.id))
        expect(str(second.id) == str(first.id), "another session")
        self._wait(first.id)
        expect(str(sessions.stop(first.id).status.value) == "stopped", "not stopped")

    def stream(self) -> None:
        """The messages of a task as they come; a client without `stream` lists them."""
        if hasattr(self.client, "stream"):
            messages = list(self.client.stream("Say hello"))
        else:
            session = self.client.sessions.create(task="Say hello")
            self._wait(session.id)
            messages = self.client.sessions.messages(session.id, limit=100).messages
        expect(messages[0].role == "human", "the task is not the first message")
        expect(messages[-1].role == "ai", "the last message is not the agent's")

    def sessions(self) -> None:
        """Create, get, list, messages, stop and delete, each field of each answer."""
        sessions = self.client.sessions
        made = sessions.create(task="Say hello", keep_alive=True, enable_recording=True, proxy_country_code="de")
        self._wait(made.id)
        self._read(sessions.get(made.id), f"/sessions/{made.id}")
        found = sessions.list(page=1, page_size=100)
        self._read(found, "/sessions?page=1&page_size=100")
        expect(str(made.id) in [str(one.id) for one in found.sessions], "not in the list")
        self._read(sessions.messages(made.id, limit=100), f"/sessions/{made.id}/messages?limit=100")
        sessions.stop(made.id, strategy="task")
        sessions.stop(made.id)
        sessions.delete(made.id)

    def profiles(self) -> None:
        profiles = self.client.profiles
        made = profiles.create(name="Ada")
        self._read(profiles.update(made.id, name="Grace"), f"/profiles/{made.id}")
        self._read(profiles.get(made.id), f"/profiles/{made.id}")
        self._read(profiles.list(), "/profiles")
        profiles.delete(made.id)

    def workspaces(self) -> None:
        """With a file that is sent and fetched, where the client does that."""
        workspaces = self.client.workspaces
        made = workspaces.create(name="Shop")
        self._read(workspaces.update(made.id, name="Market"), f"/workspaces/{made.id}")
        self._read(workspaces.list(), "/workspaces")
        if hasattr(workspaces, "upload"):
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "notes.txt").write_text("one line")
                workspaces.upload(made.id, str(Path(folder, "notes.txt")))
                fetched = workspaces.download(made.id, "notes.txt", to=str(Path(folder, "back.txt")))
                expect(Path(fetched).read_text() == "one line", "another file")
        self._read(workspaces.files(made.id), f"/workspaces/{made.id}/files")
        self._read(workspaces.size(made.id), f"/workspaces/{made.id}/size")
        workspaces.delete(made.id)

    def browsers(self) -> None:
        browsers = self.client.browsers
        made = browsers.create(timeout=5)
        self._read(browsers.get(made.id), f"/browsers/{made.id}")
        self._read(browsers.list(), "/browsers")
        stopped = browsers.stop(made.id) if hasattr(browsers, "stop") else browsers.update(made.id, action="stop")
        expect(stopped.status.value == "stopped", "not stopped")

    def downloads(self) -> None:
        """What a browser has downloaded, where the client knows of it."""
        if hasattr(self.client.browsers, "downloads"):
            made = self.client.browsers.create(timeout=5)
            self._read(self.client.browsers.downloads(made.id), f"/browsers/{made.id}/downloads")

    def billing(self) -> None:
        self._read(self.client.billing.account(), "/billing/account")

    def _wait(self, session_id: Any) -> None:
        """Until the session's task is over."""
        deadline = time.monotonic() + 20
        while self._get(f"/sessions/{session_id}")["isTaskSuccessful"] is None:
            expect(time.monotonic() < deadline, "the task does not end")
            time.sleep(0.01)

    def _read(self, value: Any, path: str) -> None:
        """Misread where what the client read is not what the server says of the same thing."""
        compare(plain(value), self._get(path), path.partition("?")[0].split("/")[1])
        touch(value)

    def _get(self, path: str) -> Any:
        request = urllib.request.Request(self._url + path, headers={"X-Browser-Use-API-Key": self._key})  # noqa: S310 -- http
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)


#: What is another one with each answer.
_FRESH = ("screenshotUrl", "url", "nextCursor", "updatedAt")


def plain(value: Any) -> Any:
    """A client's object as JSON, with the API's names."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True)
    if hasattr(value, "to_dict"):
        return json.loads(json.dumps(value.to_dict(), default=float))
    return value


def touch(value: Any) -> None:
    """Read every attribute that a generated model has, so that none is left unread."""
    for name, each in getattr(type(value), "properties", {}).items() if hasattr(value, "to_dict") else ():
        del each
        inner = getattr(value, name)
        for item in inner if isinstance(inner, (list, tuple)) else [inner]:
            touch(item)


def compare(read: Any, written: Any, where: str) -> None:
    """Every property that the server wrote is there, and says the same; those of an object inside count too."""
    if isinstance(written, dict) and isinstance(read, dict):
        lost = [name for name in written if name not in read]
        if lost:
            raise Misread(f"does not read {', '.join(f'{where}.{name}' for name in sorted(lost))}")
        for name, value in written.items():
            if name not in _FRESH:
                compare(read[name], value, f"{where}.{name}")
    elif isinstance(written, list) and isinstance(read, list):
        if len(written) != len(read):
            raise Misread(f"reads {len(read)} of {len(written)} {where}")
        for one, other in zip(read, written, strict=True):
            compare(one, other, where)
    elif not same(read, written):
        raise Misread(f"reads {where} as {read!r}, not {written!r}"[:200])


def same(read: Any, written: Any) -> bool:
    """Times may be written in another way, and numbers as texts."""
    if read == written:
        return True
    if isinstance(read, str) and isinstance(written, str):
        return read.replace("+00:00", "Z").rstrip("Z") == written.rstrip("Z")
    try:
        return float(read) == float(written)
    except (TypeError, ValueError):
        return False


def expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Misread(otherwise)


STEPS = ("run", "follow_up", "stream", "sessions", "profiles", "workspaces", "browsers", "downloads", "billing")


def outcome(step: Callable[[], None]) -> str | None:
    """Why a step failed, on one line; None where it did not."""
    try:
        step()
    except Misread as error:
        return str(error)
    except Exception as error:
        text = " ".join(str(error).split())
        return f"{type(error).__name__}: {text}"[:300]
    return None


def main(name: str, key: str, *urls: str) -> None:
    module, _, kind = name.partition(":")
    make = getattr(import_module(module), kind)
    for url in urls:
        try:
            client = make(api_key=key, base_url=url)
        except TypeError:  # A generated client.
            client = make(base_url=url, headers={"X-Browser-Use-API-Key": key})
        steps = Steps(client, key, url)
        print(json.dumps({step: outcome(getattr(steps, step)) for step in STEPS}), flush=True)
        close = getattr(client, "close", None) or client._http.close
        close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Shared by the tests of revisions: a sandbox in a revision, called without a client, and the document of the revision."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from httpx import Client

from browser_use_sandbox import Clock, Sandbox
from browser_use_sandbox.contract.loading import own_document, revisions

ROOT = Path(__file__).parents[2]
REVISIONS = revisions()
LATEST = REVISIONS[-1]


class Server:
    """A sandbox whose answers are held to the document that it serves."""

    def __init__(self, **settings: Any) -> None:
        chosen = {"start_seconds": 0, "task_seconds": 0, "seed": 1, **settings}
        self.sandbox = Sandbox(clock=Clock(speed=0, start=datetime(2026, 11, 3, 12, tzinfo=UTC)), **chosen)
        self.sandbox.start()
        self._client = Client(headers={"X-Browser-Use-API-Key": self.sandbox.api_key}, verify=False, timeout=60)
        self._document = own_document(settings.get("revision"))

    def close(self) -> None:
        self._client.close()
        self.sandbox.stop()

    def call(self, method: str, path: str, status: int = 200, *, schema: str | None = None, **request: Any) -> Any:
        """The JSON of an answer, which has to fit the schema of that name; AssertionError where the status is another."""
        response = self._client.request(method, self.sandbox.base_url + path, **request)
        assert response.status_code == status, response.text
        value = response.json() if response.content else None
        if schema is not None:
            components = {"schemas": self._document["components"]["schemas"]}
            whole = {"$ref": f"#/components/schemas/{schema}", "components": components}
            jsonschema_rs.Draft202012Validator(whole, validate_formats=False).validate(value)
        return value

    def create(self, status: int = 200, **body: Any) -> Any:
        return self.call("POST", "/sessions", status, schema="Session" if status == 200 else None, json=body)

    def done(self, session: Any) -> Any:
        """A session whose task is over."""
        return self.call("GET", f"/sessions/{session['id']}", schema="Session")

    def texts(self, session: Any) -> str:
        """All that the session's messages say."""
        page = self.call("GET", f"/sessions/{session['id']}/messages?limit=100")
        return "\n".join(f"{message['data']}\n{message['summary']}" for message in page["messages"])


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Makes sandboxes with settings by name, in the newest revision where no other is named."""
    made: list[Server] = []

    def make(revision: str | None = LATEST, **settings: Any) -> Server:
        made.append(Server(revision=revision, **settings))
        return made[-1]

    yield make
    for server in made:
        server.close()

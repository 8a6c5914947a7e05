"""Events that are sent to a webhook: signed, in order, again where they are not taken."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from browser_use_sandbox import Sandbox

SECRET = "secret"


class Receiver(ThreadingHTTPServer):
    """Takes events; the first answers are of these statuses, all others 204."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.requests: Queue[tuple[Any, bytes]] = Queue()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook?x=1"

    def event(self) -> Any:
        """The next event, whose signature is right."""
        headers, body = self.requests.get(timeout=60)
        timestamp = headers["X-Browser-Use-Timestamp"]
        assert abs(int(timestamp) - time.time()) < 60
        event = json.loads(body)
        signed = f"{timestamp}.{json.dumps(event, sort_keys=True, separators=(',', ':'))}".encode()
        assert headers["X-Browser-Use-Signature"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert headers["Content-Type"] == "application/json"
        return event


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.requests.put((self.headers, body))

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def make_api_with_webhook(make_api, receiver):
    return lambda **settings: make_api(webhook_url=receiver.url, webhook_secret=SECRET, webhook_retry_seconds=0.001, **settings)


def test_a_task_s_life(make_api_with_webhook, receiver, contract):
    api = make_api_with_webhook()
    session = api.create(task="one", keepAlive=True)
    api.sandbox.advance(3)
    running = receiver.event()
    assert running["type"] == "agent.task.status_update"
    assert running["payload"]["session_id"] == session["id"]
    assert (running["payload"]["status"], running["payload"]["metadata"]) == ("running", {})
    api.sandbox.advance(5)
    idle = receiver.event()
    assert idle["payload"] == {**running["payload"], "status": "idle"}
    assert idle["timestamp"] > running["timestamp"]
    api.create(task="two", sessionId=session["id"])
    second = receiver.event()
    assert second["payload"]["status"] == "running"
    assert second["payload"]["task_id"] != running["payload"]["task_id"]
    api.stop(session)
    assert receiver.event()["payload"] == {**second["payload"], "status": "stopped"}
    for delivery in api.sandbox.webhooks():
        contract.check_schema("WebhookEvent", delivery.event)


def test_events_come_without_anybody_asking(receiver):
    settings: dict[str, Any] = {"start_seconds": 0.01, "task_seconds": 0.01}
    with Sandbox(webhook_url=receiver.url, webhook_secret=SECRET, **settings) as sandbox:
        import httpx

        headers = {"X-Browser-Use-API-Key": sandbox.api_key}
        httpx.post(f"{sandbox.base_url}/sessions", json={"task": "x"}, headers=headers).raise_for_status()
        assert [receiver.event()["payload"]["status"] for _ in range(2)] == ["running", "stopped"]


def test_an_event_that_is_not_taken_is_sent_again(make_api_with_webhook, receiver):
    api = make_api_with_webhook()
    receiver.statuses = [500, 302]
    api.create(task="one")
    api.sandbox.advance(3)
    first, second, third = (receiver.event() for _ in range(3))
    assert first == second == third
    api.sandbox.send_test_webhook()
    assert receiver.event()["type"] == "test"
    running, test = api.sandbox.webhooks()
    assert (running.attempts, running.is_delivered) == ([500, 302, 204], True)
    assert test.event["payload"] == {"test": "ok"}


def test_an_event_that_is_never_taken_is_given_up(make_api_with_webhook, receiver):
    api = make_api_with_webhook()
    receiver.statuses = [500] * 5
    api.sandbox.send_test_webhook()
    api.sandbox.send_test_webhook()
    api.call("GET", "/sessions")
    for _ in range(6):
        receiver.event()
    given_up, _ = api.sandbox.webhooks()
    assert (given_up.attempts, given_up.is_delivered, given_up.is_given_up) == ([500] * 5, False, True)
    told = api.client.get(api.sandbox.base_url.replace("/api/v3", "/_sandbox/webhooks")).json()["webhooks"]
    assert told[0]["isGivenUp"] is True


def test_a_receiver_that_is_not_there(make_api):
    api = make_api(webhook_url="http://127.0.0.1:9/", webhook_retry_seconds=0)
    assert api.client.post(api.sandbox.base_url.replace("/api/v3", "/_sandbox/webhooks")).status_code == 204
    while not api.sandbox.webhooks()[0].is_given_up:
        pass
    assert all(str(attempt).startswith("ConnectError") for attempt in api.sandbox.webhooks()[0].attempts)


def test_without_a_webhook(api):
    with pytest.raises(ValueError, match="no webhook"):
        api.sandbox.send_test_webhook()
    api.create(task="x")
    api.wait(10)
    assert api.sandbox.webhooks() == []


@pytest.mark.parametrize("url", ["ftp://x", "http://", "127.0.0.1:8000", ""])
def test_urls_that_are_none(url):
    with pytest.raises(ValueError, match="webhook_url must be an http or https URL"):
        Sandbox(webhook_url=url)

"""Shared by the sandbox's tests: a sandbox whose time is moved by hand, and a judge of its answers."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from httpx import Client, Response

from browser_use_sandbox import Clock, Sandbox, Settings

START = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


class Contract:
    """openapi.yaml, asked whether an answer is one that it documents."""

    def __init__(self) -> None:
        text = (Path(__file__).parents[2] / "openapi.yaml").read_text().replace(r"\d", "[0-9]")
        self._document: dict[str, Any] = yaml.safe_load(text)
        self._paths = [(re.sub(r"\{\w+\}", "[^/]+", path), item) for path, item in self._document["paths"].items()]
        self._validators: dict[int, jsonschema_rs.Validator] = {}

    def check(self, method: str, path: str, response: Response) -> None:
        """AssertionError where the contract has no such answer, or the body does not fit it."""
        bare = path.partition("?")[0]
        operation = next((item[method.lower()] for pattern, item in self._paths if re.fullmatch(pattern, bare)), None)
        assert operation is not None, f"{method} {path} is not in the contract"
        answers = operation["responses"]
        status = "5XX" if response.is_server_error else str(response.status_code)
        assert status in answers, f"{response.status_code} is not documented for {method} {path}"
        answer = self._resolved(answers[status])
        if "content" not in answer:
            assert response.content == b""
            return
        assert response.headers["content-type"] == "application/json"
        schema = answer["content"]["application/json"]["schema"]
        validator = self._validators.get(id(schema))
        if validator is None:
            whole = {**schema, "components": self._document["components"]}
            validator = self._validators[id(schema)] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        validator.validate(response.json())

    def check_schema(self, name: str, value: Any) -> None:
        """ValidationError where the value does not fit the schema of that name."""
        whole = {"$ref": f"#/components/schemas/{name}", "components": self._document["components"]}
        jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(value)

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in part:
            found: Any = self._document
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            return dict(found)
        return part


class Api:
    """A sandbox to call; answers to the contract's operations are held to the contract."""

    def __init__(self, contract: Contract, settings: Settings) -> None:
        self.clock = Clock(speed=0, start=START)
        self.sandbox = Sandbox(settings, clock=self.clock)
        self.sandbox.start()
        # Certificates are of no use here, and slow to load.
        self.client = Client(headers={"X-Browser-Use-API-Key": self.sandbox.api_key}, verify=False, timeout=60)
        self._contract = contract

    def close(self) -> None:
        self.client.close()
        self.sandbox.stop()

    def call(self, method: str, path: str, status: int = 200, *, key: str | None = None, **request: Any) -> Any:
        """The answer's JSON, None where it has no body; AssertionError where the status is another."""
        headers = {**({"X-Browser-Use-API-Key": key} if key else {}), **request.pop("headers", {})}
        response = self.client.request(method, self.sandbox.base_url + path, headers=headers, **request)
        assert response.status_code == status, response.text
        self._contract.check(method, path, response)
        return response.json() if response.content else None

    def create(self, status: int = 200, **body: Any) -> Any:
        return self.call("POST", "/sessions", status, json=body)

    def get(self, session: Any) -> Any:
        return self.call("GET", f"/sessions/{_id(session)}")

    def stop(self, session: Any, strategy: str = "session") -> Any:
        return self.call("POST", f"/sessions/{_id(session)}/stop", json={"strategy": strategy})

    def delete(self, session: Any) -> None:
        assert self.call("DELETE", f"/sessions/{_id(session)}", 204) is None

    def messages(self, session: Any, **query: Any) -> Any:
        return self.call("GET", f"/sessions/{_id(session)}/messages", params=query)

    def workspace(self, key: str | None = None, **body: Any) -> str:
        """The id of a new workspace."""
        return str(self.call("POST", "/workspaces", 201, key=key, json=body)["id"])

    def profile(self, key: str | None = None, **body: Any) -> str:
        """The id of a new profile."""
        return str(self.call("POST", "/profiles", 201, key=key, json=body)["id"])

    def wait(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))


def _id(session: Any) -> Any:
    return session["id"] if isinstance(session, dict) else session


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract()


@pytest.fixture
def make_api(contract: Contract) -> Iterator[Callable[..., Api]]:
    """Makes sandboxes with settings by name. A task takes 5 s after a start of 1 s where nothing else is said."""
    made: list[Api] = []

    def make(**settings: Any) -> Api:
        made.append(Api(contract, Settings(**{"start_seconds": 1, "task_seconds": 5, "seed": 1, **settings})))
        return made[-1]

    yield make
    for api in made:
        api.close()


@pytest.fixture
def api(make_api: Callable[..., Api]) -> Api:
    return make_api()

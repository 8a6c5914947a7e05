"""The official Python client of the documented API version (browser-use-sdk 3.4.2, v3) works with the sandbox unchanged."""

import asyncio
from collections.abc import Iterator
from importlib.metadata import version

import pytest
from browser_use_sdk.v3 import AsyncBrowserUse, BrowserUse, BrowserUseError
from pydantic import BaseModel

from browser_use_sandbox import Sandbox

pytestmark = pytest.mark.slow


class Price(BaseModel):
    product: str
    price: float


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(start_seconds=0, task_seconds=0.05) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[BrowserUse]:
    client = BrowserUse(api_key=sandbox.api_key, base_url=sandbox.base_url)
    yield client
    client._http.close()


def test_installed_version_is_3_4_2() -> None:
    assert version("browser-use-sdk") == "3.4.2"


def test_run_returns_a_successful_result(client: BrowserUse) -> None:
    result = client.run("Find the title of example.com", max_cost_usd=0.5, proxy_country_code="DE")
    assert result.status.value == "stopped"
    assert result.is_task_successful is True
    assert isinstance(result.output, str)
    assert result.proxy_country_code.value == "de"
    assert float(result.total_cost_usd) > 0


def test_structured_output_is_a_model(client: BrowserUse) -> None:
    assert isinstance(client.run("Read a price", output_schema=Price).output, Price)
    assert isinstance(client.run("Read a price", schema=Price).output, Price)


def test_follow_up_continues_the_session(client: BrowserUse) -> None:
    first = client.run("Open example.com", keep_alive=True)
    assert first.status.value == "idle"
    second = client.run("Read its title", session_id=first.id)
    assert second.id == first.id
    assert second.step_count > first.step_count
    assert client.sessions.stop(first.id).status.value == "stopped"


def test_stream_yields_messages_and_a_result(client: BrowserUse) -> None:
    stream = client.stream("Find the title of example.com")
    messages = list(stream)
    assert messages[0].role == "human"
    assert messages[-1].role == "ai"
    assert len({message.id for message in messages}) == len(messages)
    assert stream.result is not None
    assert stream.result.is_task_successful is True


def test_every_method_of_sessions(client: BrowserUse) -> None:
    sessions = client.sessions
    idle = sessions.create(keep_alive=True, enable_recording=True, proxy_country_code=None)
    assert idle.proxy_country_code is None
    assert sessions.get(idle.id).id == idle.id
    assert idle.id in [session.id for session in sessions.list(page=1, page_size=100).sessions]
    assert sessions.messages(idle.id, limit=1).messages == []
    client.run("Say hello", session_id=idle.id, enable_recording=True)
    newest = sessions.messages(idle.id, limit=1).messages[-1]
    older = sessions.messages(idle.id, before=str(newest.id), limit=100).messages
    assert newest.id not in [message.id for message in older]
    assert sessions.messages(idle.id, after=str(older[0].id)).messages[-1].id == newest.id
    assert sessions.stop(idle.id, strategy="task").status.value == "idle"
    assert sessions.stop(idle.id).status.value == "stopped"
    assert len(sessions.wait_for_recording(idle.id)) > 0
    sessions.delete(idle.id)
    with pytest.raises(BrowserUseError) as caught:
        sessions.get(idle.id)
    assert caught.value.status_code == 404


def test_wrong_key_raises_401(sandbox: Sandbox) -> None:
    client = BrowserUse(api_key="wrong", base_url=sandbox.base_url)
    with pytest.raises(BrowserUseError) as caught:
        client.sessions.list()
    assert caught.value.status_code == 401
    client._http.close()


def test_async_client(sandbox: Sandbox) -> None:
    async def use() -> None:
        client = AsyncBrowserUse(api_key=sandbox.api_key, base_url=sandbox.base_url)
        result = await client.run("Read a price", output_schema=Price, keep_alive=True)
        assert isinstance(result.output, Price)
        run = client.run("And another", session_id=result.id)
        messages = [message async for message in run]
        assert messages[0].data == "And another"
        assert run.result is not None
        assert run.result.id == result.id
        assert result.id in [session.id for session in (await client.sessions.list()).sessions]
        assert (await client.sessions.messages(result.id)).messages
        assert (await client.sessions.stop(result.id)).status.value == "stopped"
        assert (await client.sessions.get(result.id)).status.value == "stopped"
        assert (await client.sessions.create("One more")).id != result.id
        await client.sessions.delete(result.id)
        await client._http.close()

    asyncio.run(use())

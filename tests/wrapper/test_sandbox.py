"""Both clients against a sandbox: over real sockets, with a server that conforms to the contract."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from browser_use_sandbox import Sandbox
from browser_use_sessions import AsyncBrowserUse, InvalidRequestError, NotFoundError, SessionBusyError

pytestmark = pytest.mark.slow


@dataclass
class Price:
    product: str
    price: float
    in_stock: bool


def fast(**settings: Any) -> Sandbox:
    return Sandbox(**{"task_seconds": 0.1, "start_seconds": 0.02, **settings})


@pytest.fixture(params=[{}, {"idle_before_running": 0.3, "messages_from_oldest": True}], ids=["plain", "odd"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with fast(**request.param) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox, make_client: Callable[..., Any]) -> Any:
    return make_client(api_key=sandbox.api_key, base_url=sandbox.base_url)


def test_run_end_to_end(client: Any) -> None:
    result = client.run(
        "What is the title of example.com?", max_cost_usd=Decimal("0.500"), proxy_country_code="DE"
    ).raise_for_failure()
    assert result.output
    assert result.status == "stopped"
    assert result.max_cost_usd == Decimal("0.5")
    assert result.proxy_country_code == "de"
    assert result.total_cost_usd == result.llm_cost_usd + result.proxy_cost_usd + result.browser_cost_usd
    assert client.sessions.get(result.id).to_dict().keys() == result.to_dict().keys()


def test_typed_output(client: Any) -> None:
    result = client.run("Read the price.", output_schema=Price)
    assert isinstance(result.output, Price)
    assert result.output_schema["required"] == ["product", "price", "in_stock"]


def test_follow_ups_in_one_session(client: Any) -> None:
    with client.session() as session:
        texts = []
        total = Decimal(0)
        for task in ("one", "two", "three"):
            stream = session.stream(task)
            messages = list(stream)
            assert messages[0].data == task
            texts += [message.id for message in messages]
            assert stream.result.total_cost_usd > total
            total = stream.result.total_cost_usd
        assert [message.id for message in session.messages()] == texts
    assert client.sessions.get(session.id).status == "stopped"


def test_unknown_model_and_session_raise_errors(client: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        client.run("t", model="gpt-99")
    assert "model" in caught.value.issues[0].field
    with pytest.raises(NotFoundError):
        client.run("t", session_id="3c90c3cc-0d44-4b50-8888-8dd25736052a")


def test_follow_up_to_a_busy_session_raises_session_busy_error(make_client: Callable[..., Any]) -> None:
    with fast(task_seconds=60) as sandbox:
        client = make_client(api_key=sandbox.api_key, base_url=sandbox.base_url)
        session = client.sessions.create("first", keep_alive=True)
        while client.sessions.get(session.id).status != "running":
            pass
        with pytest.raises(SessionBusyError):
            client.run("second", session_id=session.id)
        assert client.sessions.get(session.id).status == "running"


def test_run_many_beyond_the_session_limit(make_client: Callable[..., Any]) -> None:
    with fast(max_active_sessions=3) as sandbox:
        client = make_client(api_key=sandbox.api_key, base_url=sandbox.base_url)
        results = list(client.run_many([f"t{number}" for number in range(12)], max_concurrency=8))
    assert len(results) == 12
    assert all(result.is_task_successful for result in results)


def test_200_concurrent_runs_in_one_client() -> None:
    async def main(sandbox: Sandbox) -> None:
        async with AsyncBrowserUse(sandbox.api_key, base_url=sandbox.base_url) as client:
            results = await asyncio.gather(*(client.run(str(number)) for number in range(200)))
            assert len({result.id for result in results}) == 200
            assert {result.status async for result in client.sessions.list(page_size=100)} == {"stopped"}

    with fast() as sandbox:
        asyncio.run(main(sandbox))

"""What type checkers make of the client; checked by mypy and pyright, never run.

A line that has to be an error is marked as ignored: mypy complains about a mark that is not needed.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, assert_type

import attrs
import httpx
import pydantic

from browser_use_sessions import AsyncBrowserUse, AsyncRun, BrowserUse, BrowserUseError, Message, Session, SessionResult, Stream


@attrs.define
class Mouse:
    price: float


@dataclass
class Keyboard:
    price: float


class Screen(TypedDict):
    price: float


class Desk(pydantic.BaseModel):
    price: float


def outputs(client: BrowserUse) -> None:
    assert_type(client.run("t"), SessionResult[str])
    assert_type(client.run("t", output_schema=Mouse).output, Mouse)
    assert_type(client.run("t", schema=Keyboard).output, Keyboard)
    assert_type(client.run("t", output_schema=Screen).output, Screen)
    assert_type(client.run("t", output_schema=Desk).output.price, float)
    assert_type(client.run("t", output_schema=list[Mouse]).output, list[Mouse])
    assert_type(client.run("t", output_schema={"type": "object"}).output, Any)
    assert_type(client.run("t", output_schema=Mouse).raise_for_failure().output, Mouse)
    assert_type(client.stream("t", schema=Mouse), Stream[Mouse])
    assert_type(client.stream("t", schema=Mouse).output, Mouse | None)
    for message in client.stream("t"):
        assert_type(message, Message)


def fields(session: Session) -> None:
    assert_type(session.id, str)
    assert_type(session.total_cost_usd, Decimal)
    assert_type(session.max_cost_usd, Decimal | None)
    assert_type(session.created_at, datetime)
    assert_type(session.title, str | None)
    assert_type(session.is_task_successful, bool | None)
    assert_type(session.recording_urls, list[str])
    assert_type(session.status.is_known, bool)
    print(session.titel)  # type: ignore[attr-defined]


def arguments(client: BrowserUse) -> None:
    client.run("t", model="bu-max", max_cost_usd=Decimal("0.5"), proxy_country_code=None, timeout=60, keep_alive=True)
    client.run("t", model="gpt-9")  # type: ignore[call-overload]
    client.run("t", proxy_country_code="q9")  # type: ignore[call-overload]
    client.run("t", max_cost=1)  # type: ignore[call-overload]
    client.run()  # type: ignore[call-overload]
    BrowserUse("key", base_url="https://x/api/v3", timeout=httpx.Timeout(5), max_retries=0, http_client=httpx.Client())


def sessions(client: BrowserUse) -> None:
    assert_type(client.sessions.create("t", output_schema=Mouse, keep_alive=True), Session)
    assert_type(client.sessions.get("id"), Session)
    assert_type(client.sessions.list().sessions, list[Session])
    assert_type(list(client.sessions.list()), list[Session])
    assert_type(client.sessions.messages("id").has_more, bool)
    assert_type(list(client.sessions.messages("id")), list[Message])
    client.sessions.stop("id", strategy="task")
    with client.session(model="bu-max") as session:
        assert_type(session.run("t", output_schema=Mouse), SessionResult[Mouse])
        assert_type(session.wait(schema=Mouse).output, Mouse)


def many(client: BrowserUse) -> None:
    assert_type(client.run_many(["a"]), Iterator[SessionResult[str]])
    assert_type(client.run_many(["a"], output_schema=Mouse, max_concurrency=5), Iterator[SessionResult[Mouse]])
    assert_type(client.run_many(["a"], return_exceptions=True), Iterator[SessionResult[Any] | BrowserUseError])


async def asynchronous(client: AsyncBrowserUse) -> None:
    assert_type(client.run("t", output_schema=Mouse), AsyncRun[Mouse])
    assert_type(await client.run("t", output_schema=Mouse), SessionResult[Mouse])
    assert_type((await client.run("t")).output, str)
    async for message in client.run("t"):
        assert_type(message, Message)
    assert_type(await client.sessions.get("id"), Session)
    assert_type((await client.sessions.list()).sessions, list[Session])
    assert_type([session async for session in client.sessions.list()], list[Session])
    assert_type(client.run_many(["a"], schema=Mouse), AsyncIterator[SessionResult[Mouse]])
    async with client.session() as session:
        assert_type(await session.run("t", schema=Mouse), SessionResult[Mouse])
        assert_type(await session.wait(schema=Mouse), SessionResult[Mouse])

"""Types that type checkers infer for uses of the client. mypy and pyright check this file; it never runs.

A line that must be an error has an ignore comment: mypy reports an ignore comment that is not needed.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypedDict, TypeVar, Union, assert_type

import attrs
import httpx
import pydantic

from browser_use_sessions import (
    AsyncBrowserUse,
    AsyncRun,
    BrowserUse,
    BrowserUseError,
    Message,
    RunManyError,
    RunOptions,
    Session,
    SessionList,
    SessionResult,
    Status,
    Stream,
    TaskSpec,
    __version__,
)


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


class Rating(NamedTuple):
    stars: int


T = TypeVar("T")


@dataclass
class Box(Generic[T]):
    item: T


def outputs(client: BrowserUse) -> None:
    """A task that was not achieved may leave no output; `raise_for_failure` leaves only those that did."""
    assert_type(client.run("t"), SessionResult[str | None])
    assert_type(client.run("t").raise_for_failure(), SessionResult[str])
    assert_type(client.run("t", output_schema=Mouse).output, Mouse | None)
    print(client.run("t", output_schema=Mouse).output.price)  # type: ignore[union-attr]  # the output may be None
    assert_type(client.run("t", output_schema=Mouse).raise_for_failure().output, Mouse)
    assert_type(client.run("t", output_schema=Mouse).raise_for_failure().raise_for_failure().output, Mouse)
    assert_type(client.run("t", schema=Keyboard).raise_for_failure().output, Keyboard)
    assert_type(client.run("t", output_schema=Screen).raise_for_failure().output, Screen)
    assert_type(client.run("t", output_schema=Desk).raise_for_failure().output.price, float)
    assert_type(client.run("t", output_schema=Rating).raise_for_failure().output, Rating)
    assert_type(client.run("t", output_schema=Box[int]).raise_for_failure().output, Box[int])
    assert_type(client.run("t", output_schema=list[Mouse]).raise_for_failure().output, list[Mouse])
    assert_type(client.stream("t", schema=Mouse), Stream[Mouse | None])
    assert_type(client.stream("t", schema=Mouse).output, Mouse | None)
    assert_type(client.stream("t", schema=Mouse).result, SessionResult[Mouse | None])
    for message in client.stream("t"):
        assert_type(message, Message)


def outputs_that_checkers_cannot_know(client: BrowserUse, schema: dict[str, object], either: type[Mouse] | None) -> None:
    assert_type(client.run("t", output_schema={"type": "object"}).output, Any)
    assert_type(client.run("t", output_schema=schema).raise_for_failure().output, Any)
    assert_type(client.run("t", output_schema=Optional[Mouse]).output, Any)  # noqa: UP045 -- The older form is the point.
    assert_type(client.run("t", output_schema=Union[Mouse, Keyboard]).output, Any)  # noqa: UP007 -- The same.
    assert_type(client.run("t", output_schema=Literal["yes", "no"]).output, Any)
    assert_type(client.run("t", schema=Annotated[Mouse, "the best"]).output, Any)
    # mypy takes these for something that may also be a class.
    client.run("t", output_schema=Mouse | Keyboard).raise_for_failure()
    client.run("t", output_schema=Mouse | None).raise_for_failure()
    client.run("t", output_schema=either).raise_for_failure()


def fields(session: Session) -> None:
    assert_type(session.id, str)
    assert_type(session.total_cost_usd, Decimal)
    assert_type(session.max_cost_usd, Decimal | None)
    assert_type(session.created_at, datetime)
    assert_type(session.title, str | None)
    assert_type(session.is_task_successful, bool | None)
    assert_type(session.recording_urls, list[str])
    assert_type(session.status.is_known, bool)
    print(session.titel)  # type: ignore[attr-defined]  # no such field


def arguments(client: BrowserUse, name: str) -> None:
    client.run("t", model=name, proxy_country_code=name)
    client.run("t", model="newer-than-this-version", proxy_country_code="DE")
    client.run("t", model=5)  # type: ignore[call-overload]  # a model is text
    client.run("t", model="bu-max", max_cost_usd=Decimal("0.5"), proxy_country_code=None, timeout=60, keep_alive=True)
    client.run("t", max_cost=1)  # type: ignore[call-overload]  # no such option
    client.run()  # type: ignore[call-overload]  # no task
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
        assert_type(session.run("t", output_schema=Mouse), SessionResult[Mouse | None])
        assert_type(session.wait(schema=Mouse).output, Mouse | None)


def names(client: BrowserUse, options: RunOptions, failed: RunManyError) -> None:
    client.run("t", **options).raise_for_failure()
    assert_type(client.sessions.get("id").status, Status)
    assert_type(client.sessions.stop_all(strategy="task"), list[Session])
    assert_type(client.session("id").live_url, str | None)
    assert_type(failed.errors, list[BrowserUseError])
    assert_type(__version__, str)
    page: SessionList = client.sessions.list()
    page.sessions.clear()


def many(client: BrowserUse) -> None:
    assert_type(client.run_many(["a"]), Iterator[SessionResult[str | None]])
    assert_type(client.run_many(["a"], output_schema=Mouse, max_concurrency=5), Iterator[SessionResult[Mouse | None]])
    own: list[TaskSpec] = ["a", ("b", {"model": "bu-mini", "max_cost_usd": "0.10"})]
    assert_type(client.run_many(own, max_total_cost_usd=1), Iterator[SessionResult[str | None]])
    client.run_many([("a", {"model": "bu-mini"}), "b"], schema=Mouse)
    assert_type(client.run_many(["a"], return_exceptions=True), Iterator[SessionResult[Any] | BrowserUseError])


async def asynchronous(client: AsyncBrowserUse) -> None:
    assert_type(client.run("t", output_schema=Mouse), AsyncRun[Mouse | None])
    assert_type(await client.run("t", output_schema=Mouse), SessionResult[Mouse | None])
    assert_type((await client.run("t")).output, str | None)
    assert_type((await client.run("t", schema=Mouse)).raise_for_failure().output, Mouse)
    async for message in client.run("t"):
        assert_type(message, Message)
    assert_type(await client.sessions.get("id"), Session)
    assert_type((await client.sessions.list()).sessions, list[Session])
    assert_type([session async for session in client.sessions.list()], list[Session])
    assert_type(client.run_many(["a"], schema=Mouse), AsyncIterator[SessionResult[Mouse | None]])
    async with client.session() as session:
        assert_type(await session.run("t", schema=Mouse), SessionResult[Mouse | None])
        assert_type(await session.wait(schema=Mouse), SessionResult[Mouse | None])

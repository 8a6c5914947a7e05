"""Lists are read to the end, each item once and in order, for three styles of paging and for faulty servers."""

import asyncio
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

from browser_use_api import AsyncClient, Client
from browser_use_api._core.codecs import Integer, Nullable, Text
from browser_use_api._core.description import Option, Paging
from browser_use_api._core.operation import Operation
from browser_use_api._core.paging import follow

TIME = "2023-11-07T05:31:56Z"
Server = Callable[[dict[str, str]], dict[str, Any]]


def uuid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


def profile(number: int) -> dict[str, Any]:
    return {"id": uuid(number), "createdAt": TIME, "updatedAt": TIME}


def message(number: int) -> dict[str, Any]:
    return {"id": uuid(number), "sessionId": uuid(0), "role": "ai", "data": "", "createdAt": TIME}


def read(serve: Server, call: str, driver: str, **arguments: Any) -> tuple[list[int], list[dict[str, str]]]:
    """Returns the numbers of all items of a list, and the queries of the requests."""
    queries: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        queries.append(dict(request.url.params))
        assert len(queries) < 200, "the listing does not end"
        return httpx.Response(200, content=json.dumps(serve(queries[-1])).encode())

    def start(client: Any) -> Any:
        resource, method = call.split(".")
        positional = [uuid(0)] if method in ("messages", "files") else []
        return getattr(getattr(client, resource), method)(*positional, **arguments)

    async def run() -> list[Any]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http_client:
            return [item async for item in start(AsyncClient(http_client=http_client))]

    if driver == "asyncio":
        items = asyncio.run(run())
    else:
        with httpx.Client(transport=httpx.MockTransport(answer)) as http_client:
            items = list(start(Client(http_client=http_client)))
    return [int(str(item.id if hasattr(item, "id") else item.path).rpartition("-")[2]) for item in items], queries


def numbered(count: int, **fixed: Any) -> Server:
    def serve(query: dict[str, str]) -> dict[str, Any]:
        page, size = int(fixed.get("page", query.get("pageNumber", 1))), int(query.get("pageSize", 10))
        size = min(size, fixed.get("most", size))
        items = [profile(number) for number in range(count)][(page - 1) * size : page * size]
        return {"items": items, "totalItems": fixed.get("total", count), "pageNumber": page, "pageSize": size}

    return serve


def messages(count: int, newest_first: bool, always_more: bool = False) -> Server:
    """Serves messages in order. Without a cursor, it returns the newest or the oldest ones."""

    def serve(query: dict[str, str]) -> dict[str, Any]:
        limit = int(query.get("limit", 10))
        numbers = list(range(1, count + 1))
        if "after" in query:
            numbers = [number for number in numbers if uuid(number) > query["after"]]
        if "before" in query:
            numbers = [number for number in numbers if uuid(number) < query["before"]]
        from_end = "before" in query or (newest_first and "after" not in query)
        chosen = numbers[-limit:] if from_end else numbers[:limit]
        return {"messages": [message(number) for number in chosen], "hasMore": always_more or len(chosen) < len(numbers)}

    return serve


@pytest.fixture(params=["blocking", "asyncio"])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(("count", "size"), [(0, 10), (1, 10), (10, 10), (11, 10), (25, 10), (3, 1)])
def test_numbered_pages(count: int, size: int, driver: str) -> None:
    found, queries = read(numbered(count), "profiles.list", driver, page_size=size)
    assert found == list(range(count))
    assert len(queries) == max(1, -(-count // size))


def test_listing_may_start_at_a_later_page(driver: str) -> None:
    assert read(numbered(25), "profiles.list", driver, page_number=3)[0] == [20, 21, 22, 23, 24]


@pytest.mark.parametrize(
    "fixed",
    [{"page": 1}, {"total": 1_000_000}, {"most": 3}, {"page": 1, "total": 1_000_000}, {"total": -1}],
    ids=["one page again and again", "more are promised", "smaller pages", "both", "less than nothing"],
)
def test_faulty_page_numbers_and_totals_end_the_listing(fixed: dict[str, Any], driver: str) -> None:
    found, _ = read(numbered(10, **fixed), "profiles.list", driver, page_size=5)
    assert found == list(range(5 if "page" in fixed else 10 if fixed.get("total") != -1 else 5))


def test_deletions_between_pages_skip_no_items(driver: str) -> None:
    """Two items of the first page are deleted before the second page is requested."""
    asked = []

    def serve(query: dict[str, str]) -> dict[str, Any]:
        asked.append(query)
        left = [profile(number) for number in range(30)][2 if len(asked) > 1 else 0 :]
        page = int(query.get("pageNumber", 1))
        return {"items": left[(page - 1) * 10 : page * 10], "totalItems": len(left), "pageNumber": page, "pageSize": 10}

    assert read(serve, "profiles.list", driver)[0] == list(range(30))


def test_changing_total_ends_the_listing(driver: str) -> None:
    asked = []

    def serve(query: dict[str, str]) -> dict[str, Any]:
        asked.append(query)
        return {**numbered(10)({**query, "pageSize": "2"}), "totalItems": 10 - len(asked) % 2}

    assert read(serve, "profiles.list", driver, page_size=2)[0] == list(range(10))


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("always_more", [True, False])
@pytest.mark.parametrize("count", [0, 1, 10, 25])
def test_item_cursors(count: int, newest_first: bool, always_more: bool, driver: str) -> None:
    assert read(messages(count, newest_first, always_more), "sessions.messages", driver)[0] == list(range(1, count + 1))


@pytest.mark.parametrize(
    ("cursors", "expected"),
    [({"after": 5}, range(6, 26)), ({"before": 5}, range(1, 5)), ({"after": 3, "before": 9}, range(4, 9))],
)
def test_after_and_before_limit_the_listing(cursors: dict[str, int], expected: range, driver: str) -> None:
    given = {name: uuid(number) for name, number in cursors.items()}
    assert read(messages(25, newest_first=False), "sessions.messages", driver, **given)[0] == list(expected)


def test_ignored_item_cursor_ends_the_listing(driver: str) -> None:
    def serve(query: dict[str, str]) -> dict[str, Any]:
        return {"messages": [message(1), message(2)], "hasMore": True}

    assert read(serve, "sessions.messages", driver)[0] == [1, 2]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([([1, 2], "a", True), ([3], None, False)], [1, 2, 3]),
        ([([1], "a", True), ([1, 2], "b", True), ([3], "", True)], [1, 2, 3]),
        ([([1], "a", True), ([], "b", True), ([2], "c", False), ([3], None, False)], [1, 2]),
        ([([1], "a", True), ([2], "a", True), ([3], "a", True)], [1, 2]),
        ([([1], "a", True), ([2], "b", True), ([3], "a", True), ([4], "b", True)], [1, 2, 3]),
    ],
    ids=["ends", "an item twice", "an empty page", "one cursor again", "cursors in a circle"],
)
def test_cursor_pages_end_also_with_faulty_cursors(
    pages: list[tuple[list[int], str | None, bool]], expected: list[int], driver: str
) -> None:
    asked: list[str | None] = []

    def serve(query: dict[str, str]) -> dict[str, Any]:
        asked.append(query.get("cursor"))
        numbers, cursor, more = pages[len(asked) - 1]
        files = [{"path": f"f-{number}", "size": 1, "lastModified": TIME} for number in numbers]
        return {"files": files, "folders": [], "nextCursor": cursor, "hasMore": more}

    assert read(serve, "workspaces.files", driver)[0] == expected
    assert asked == [None, *(cursor for _, cursor, _ in pages)][: len(asked)]


def operation(first_page: int) -> Operation[Any]:
    size = Option("size", "size", "query", Integer())
    page = Option("page", "page", "query", Nullable(Integer()), default=first_page)
    paging = Paging("number", "items", page="page", size="size", total="total")
    return Operation(
        resource="r",
        name="n",
        id="n",
        method="GET",
        path="/n",
        options=[page, size, Option("q", "q", "query", Text())],
        paging=paging,
    )


@pytest.mark.parametrize("first_page", [0, 1])
@pytest.mark.parametrize("given", [{}, {"page": 0}, {"page": 1}])
def test_page_numbers_may_start_at_zero(first_page: int, given: dict[str, int]) -> None:
    list_operation = operation(first_page)
    steps = follow(list_operation, {**given, "size": 2}, list_operation.request)
    found, answer, asked = [], None, []
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            break
        answer = None
        if isinstance(step, list):
            found += step
        else:
            number = int(dict(pair.split("=") for pair in step.query.split("&"))["page"])
            asked.append(number)
            start = (number - first_page) * 2
            answer = {"items": [{"id": n} for n in range(5)][start : start + 2] if start >= 0 else [], "total": 5}
    start = given.get("page", first_page) - first_page
    assert [item["id"] for item in found] == (list(range(5))[start * 2 :] if start >= 0 else [])
    assert asked[0] == given.get("page", first_page)
    assert len(asked) == len(set(asked))


def test_page_without_a_list_is_empty(generate_package: Callable[[dict[str, Any], str], ModuleType]) -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    page = {"type": "object", "properties": {"items": texts, "nextCursor": {"type": ["string", "null"]}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Tags", "version": "1"},
        "paths": {
            "/tags": {
                "get": {
                    "operationId": "listTags",
                    "tags": ["tags"],
                    "parameters": [{"name": "cursor", "in": "query", "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "d", "content": {"application/json": {"schema": page}}}},
                }
            }
        },
    }
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={}))
    with httpx.Client(transport=transport) as http_client:
        tags = generate_package(document, "tags_without_list").Client(base_url="http://a", http_client=http_client).tags
        assert list(tags.list()) == []
        assert tags.list().items_here() == []


def test_items_without_a_key_end_the_listing() -> None:
    list_operation = operation(1)
    steps = follow(list_operation, {}, list_operation.request)
    found, answer = [], None
    for _ in range(20):
        try:
            step = steps.send(answer)
        except StopIteration:
            break
        answer = None if isinstance(step, list) else {"items": ["a", "a"]}
        found += step if isinstance(step, list) else []
    else:
        raise AssertionError("the listing does not end")
    assert found == ["a", "a"]

"""A client generated from a FastAPI application's document, used against that application."""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
NOW = datetime(2024, 2, 29, 12, tzinfo=UTC)
Call = Callable[[Callable[[Any], Any]], Any]


class InProcess(httpx.BaseTransport):
    """Sends requests of a blocking client to an ASGI application in this process."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def run() -> httpx.Response:
            content = request.read()
            same = httpx.Request(request.method, request.url, headers=request.headers, content=content)
            response = await httpx.ASGITransport(self._app).handle_async_request(same)
            return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())

        return asyncio.run(run())


@pytest.fixture(scope="module")
def app() -> Any:
    folder = str(Path(__file__).parent)
    sys.path.append(folder)
    yield importlib.import_module("awkward_app").app
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def package(app: Any, generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("fastapi")
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(app.openapi(), indent=2), encoding="utf-8")
    assert generate.main(["--spec", str(spec), "--output", str(folder / "awkward_api")]) == 0
    sys.path.append(str(folder))
    yield importlib.import_module("awkward_api")
    sys.path.remove(str(folder))


@pytest.fixture(params=["blocking", "asyncio"])
def call(app: Any, package: ModuleType, request: pytest.FixtureRequest) -> Call:
    """call(lambda client: …) returns the result, for the blocking and the asyncio client."""

    def blocking(use: Callable[[Any], Any]) -> Any:
        with httpx.Client(transport=InProcess(app)) as http_client:
            return use(package.Client(base_url="http://testserver", http_client=http_client))

    def with_asyncio(use: Callable[[Any], Any]) -> Any:
        async def run() -> Any:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http_client:
                return await use(package.AsyncClient(base_url="http://testserver", http_client=http_client))

        return asyncio.run(run())

    return blocking if request.param == "blocking" else with_asyncio


def test_object_with_every_kind_of_value_round_trips(call: Call, package: ModuleType) -> None:
    models = package.models
    item = call(
        lambda client: client.items.create(
            id=ID,
            created_at=NOW,
            name="x",
            color="dark blue",
            priority=9,
            pet=models.Dog(kind="puppy", name="Rex"),
            animals=[{"kind": "cat", "lives": 3}, models.Bird(species="owl", can_fly=None)],
            day=date(2024, 2, 29),
            at="12:30:00",
            lasts="P1D",
            money={"amount": Decimal("12345678901234567890.12"), "limit": "0.5", "rates": [1, Decimal("0.1")]},
            labels={"a": "b"},
            nested={"a": [None, {"species": "emu"}]},
            anything=[{"any": 1.5}],
            mixed="text",
            pair=[1, "x"],
            unique=[1, 2],
            secret="hidden",
            literal=True,
            class_="c",
            to_dict="t",
            list=["l"],
            str=5,
            from_="f",
            schema="s",
            a_b_c_ü=1,
            one_name=1,
            one_name_body=2,
            extra_body={"brandNew": {"a": 1}},
        )
    )
    assert isinstance(item, models.ItemOutput)
    assert (item.id, item.created_at, item.color, item.priority) == (ID, NOW, "dark blue", 9)
    assert item.pet == models.Dog(kind="puppy", name="Rex")
    assert isinstance(item.animals[0], models.Cat)
    assert isinstance(item.animals[1], models.Bird)
    assert item.day == date(2024, 2, 29)
    assert (item.money.amount, item.money.limit, item.money.rates) == (
        Decimal("12345678901234567890.12"),
        Decimal("0.5"),
        [1, Decimal("0.1")],
    )
    assert (item.labels, item.anything, item.mixed, item.pair) == ({"a": "b"}, [{"any": 1.5}], "text", [1, "x"])
    assert item.nested["a"][0] is None
    assert item.nested["a"][1].species == "emu"
    assert (item.literal, item.class_, item.to_dict_value, item.list, item.str) == (True, "c", "t", ["l"], 5)
    assert (item.from_, item.schema, item.a_b_c_ü, item.one_name, item.one_name_2) == ("f", "s", 1, 1, 2)
    assert item.additional_properties == {"brandNew": {"a": 1}}
    assert item.brand_new == {"a": 1}
    assert "hidden" not in repr(item).replace("<hidden>", "")


def test_defaults_match_the_application(call: Call) -> None:
    item = call(lambda client: client.items.create(id=ID, created_at=NOW, name="x"))
    assert (item.color, item.priority, item.money.amount, item.labels, item.pet, item.size) == (
        "red",
        1,
        Decimal("0.10"),
        {},
        None,
        1,
    )


def test_pages_are_followed(app: Any, package: ModuleType) -> None:
    with httpx.Client(transport=InProcess(app)) as http_client:
        client = package.Client(base_url="http://testserver", http_client=http_client)
        page = client.items.list(size=2, order_by="name", tags=["a", "b"])
        assert (len(page.items), page.total) == (2, 5)
        assert [item.name for item in page] == ["n0", "n1", "n2", "n3", "n4"]

    async def run() -> list[str]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http_client:
            client = package.AsyncClient(base_url="http://testserver", http_client=http_client)
            assert (await client.items.list(page=3)).items[0].name == "n4"
            return [item.name async for item in client.items.list(size=3)]

    assert asyncio.run(run()) == ["n0", "n1", "n2", "n3", "n4"]


def test_parameters_in_query_header_and_cookie(call: Call) -> None:
    found = call(
        lambda client: client.default.search(
            query="a b&c=ü",
            self_=3,
            list=[1, 2],
            class_="k",
            from_=NOW,
            color=["red", "dark blue"],
            priority=9,
            exact=True,
            amount=Decimal("0.10"),
            x_token="t",
            session="a;b",
        )
    )
    assert found == {
        "query": "a b&c=ü",
        "self": 3,
        "list": [1, 2],
        "class": "k",
        "from": "2024-02-29T12:00:00Z",
        "color": ["red", "dark blue"],
        "priority": 9,
        "exact": True,
        "amount": "0.10",
        "x_token": "t",
        "session": found["session"],
    }
    assert found["session"] in ("a;b", "a%3Bb")  # A server may decode a cookie's value; FastAPI does not.
    assert call(lambda client: client.default.search(query="x"))["list"] is None


def test_path_parameters_are_escaped(call: Call, package: ModuleType) -> None:
    found = call(lambda client: client.items.patch_part(3, "a/b c", body={"x": Decimal("1.50")}))
    assert found == {"id": 3, "part": "a/b c", "body": {"x": "1.50"}}
    assert call(lambda client: client.items.delete(ID)) is None
    with pytest.raises(package.ApiError) as caught:
        call(lambda client: client.items.get("00000000-0000-0000-0000-000000000000"))
    assert caught.value.status_code == 404
    assert call(lambda client: client.items.get(ID, q="named")).name == "named"


@pytest.mark.parametrize(
    "value", [{"kind": "cat"}, {"kind": "cat", "lives": 2}, {"kind": "dog", "name": "Rex"}, {"kind": "puppy", "name": "Rex"}]
)
def test_discriminator_selects_the_class(value: dict[str, Any], call: Call, package: ModuleType) -> None:
    pet = call(lambda client: client.pets_more.echo_pet(body=value))
    assert type(pet) is (package.models.Cat if value["kind"] == "cat" else package.models.Dog)
    assert pet.to_dict() == {**({"lives": 9} if value["kind"] == "cat" else {}), **value}


def test_recursive_schemas_round_trip(call: Call) -> None:
    tree = {"value": 1, "children": [{"value": 2, "children": [], "parent": None}], "parent": {"value": 0}}
    read = call(lambda client: client.pets_more.echo_tree(**tree))
    assert (read.value, read.children[0].value, read.parent.value, read.parent.children) == (1, 2, 0, [])
    for value in (5, [1, {"a": [2]}], {"a": {"b": []}}):
        assert call(lambda client, value=value: client.pets_more.echo_nested(body=value)) == value
    for value in (None, 5, "x", [None], {"a": 1}):
        assert call(lambda client, value=value: client.pets_more.echo_json(body=value)) == value


def test_forms_and_files(call: Call, tmp_path: Path) -> None:
    assert call(lambda client: client.forms.log_in(username="ü &=", scopes=["a", "b"], remember=True)) == {
        "username": "ü &=",
        "scopes": ["a", "b"],
        "remember": True,
    }
    assert call(lambda client: client.forms.log_in(username="x"))["scopes"] == []
    path = tmp_path / "on disk.bin"
    path.write_bytes(b"\x00\xff\r\n--boundary")

    def upload(client: Any) -> Any:
        others = [("two.txt", b"2"), io.BytesIO(b"3")]
        return client.forms.upload(
            file=("one.bin", path.read_bytes(), "image/x"), others=others, note='n"ö', raw=b"raw", color="dark blue"
        )

    found = call(upload)
    assert found["file"] == ["one.bin", "image/x", "\x00\xff\r\n--boundary"]
    assert [each[1] for each in found["others"]] == ["2", "3"]
    assert (found["note"], found["raw"], found["color"]) == ('n"ö', "raw", "dark blue")
    with path.open("rb") as file:
        assert call(lambda client: client.forms.upload(file=file, others=[b"x"], note="n"))["file"][0] == "on disk.bin"


def test_responses_of_every_kind(call: Call, package: ModuleType) -> None:
    assert call(lambda client: client.forms.download()) == b"\x00\xffend"
    assert call(lambda client: client.forms.file()) == b"\x00\xffend"
    assert call(lambda client: client.forms.direct(is_file=True)) == b"\x00\xff"
    assert call(lambda client: client.forms.direct(is_file=False)) == [1]
    assert call(lambda client: client.forms.text()) == "plain text"
    assert call(lambda client: client.client.put_nothing(value=None)) is None
    assert call(lambda client: client.client.put_nothing(value=3)) is None
    assert call(lambda client: client.models.empty()) is None
    assert type(call(lambda client: client.client.either(which="cat"))) is package.models.Cat
    assert type(call(lambda client: client.client.either(which="bird"))) is package.models.Bird
    assert call(lambda client: client.client.either(which="list")) == [1, 2]


@pytest.mark.parametrize("status", [400, 404, 499])
def test_range_error_responses_have_their_model(status: int, call: Call, package: ModuleType) -> None:
    with pytest.raises(package.ApiError) as caught:
        call(lambda client: client.client.fail(status))
    assert (caught.value.status_code, caught.value.body) == (status, package.models.Bird(species="dodo"))


@pytest.mark.parametrize(
    ("use", "argument"),
    [
        (lambda client: client.items.get("no-uuid"), "item_id"),
        (lambda client: client.items.create(id=ID, created_at="yesterday", name="x"), "created_at"),
        (
            lambda client: client.items.create(id=ID, created_at=NOW, name="x", money={"amount": 1, "rates": [[]]}),
            "money.rates[0]",
        ),
        (lambda client: client.items.create(id=ID, created_at=NOW, name="x", pet={"kind": "dog", "name": "rex"}), "pet.name"),
        (lambda client: client.items.create(id=ID, created_at=NOW, name="x", animals=[{"kind": "cow"}]), "animals[0]"),
        (lambda client: client.items.create(id=ID, created_at=NOW, name="x", unique=[1, 1]), "unique"),
        (lambda client: client.default.search(query="x", color=["pink"]), "color[0]"),
        (lambda client: client.default.search(query="x", priority=2), "priority"),
        (lambda client: client.items.list(page=0), "page"),
        (lambda client: client.forms.upload(file="a path", others=[], note="n"), "file"),
    ],
)
def test_invalid_arguments_are_rejected_before_sending(
    use: Callable[[Any], Any], argument: str, call: Call, package: ModuleType
) -> None:
    with pytest.raises(package.ArgumentError) as caught:
        call(use)
    assert caught.value.argument == argument.partition(".")[0].partition("[")[0]
    assert str(caught.value).startswith(argument)

"""A FastAPI application that uses many features of FastAPI's documents. It returns what it receives."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Body, Cookie, FastAPI, File, Form, Header, HTTPException, Path, Query, Response, UploadFile
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema

T = TypeVar("T")
ID = UUID("3c90c3cc-0d44-4b50-8888-8dd25736052a")


class Color(StrEnum):
    red = "red"
    dark_blue = "dark blue"
    none = ""


class Priority(IntEnum):
    low = 1
    high = 9


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(ge=0, le=9)] = 9


class Dog(BaseModel):
    kind: Literal["dog", "puppy"]
    name: str = Field(min_length=1, max_length=10, pattern="^[A-Z]")


class Bird(BaseModel):
    species: str
    can_fly: bool | None = None


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


class Node(BaseModel):
    """A tree of nodes."""

    value: int
    children: list[Node] = []
    parent: Node | None = None


# Most versions of FastAPI describe a Decimal in a response in this way.
Amount = Annotated[
    Decimal, WithJsonSchema({"type": "string", "pattern": r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"}, mode="serialization")
]


class Money(BaseModel):
    amount: Amount
    limit: Amount | None = None
    rates: list[Amount] = []


class Base(BaseModel):
    id: UUID
    created_at: datetime


class Item(Base):
    """An item, with a \"\"\"quoted\"\"\" text \\ in its description."""

    model_config = ConfigDict(extra="allow")

    name: str
    color: Color = Color.red
    priority: Priority = Priority.low
    pet: Pet | None = None
    animals: list[Cat | Dog | Bird] = []
    day: date | None = None
    at: time | None = None
    lasts: timedelta | None = None
    money: Money = Money(amount=Decimal("0.10"))
    labels: dict[str, str] = {}
    nested: dict[str, list[Bird | None]] = {}
    anything: Any = None
    mixed: int | str | bool | None = None
    pair: tuple[int, str] | None = None
    unique: set[int] = set()
    secret: str | None = Field(default=None, json_schema_extra={"format": "password"})
    literal: Literal[1, "one", True, None] = None
    class_: str | None = Field(default=None, alias="class")
    to_dict: str | None = None
    list_: list[str] | None = Field(default=None, alias="list")
    str_: int | None = Field(default=None, alias="str")
    from_: str | None = Field(default=None, alias="from")
    schema_: str | None = Field(default=None, alias="$schema")
    dashed: int | None = Field(default=None, alias="a-b c/ü")
    one_name: int | None = Field(default=None, alias="oneName")
    another: int | None = Field(default=None, alias="one_name")
    size: int = Field(default=1, json_schema_extra={"ge": 1, "env_names": ["X"], "examples_of": "x"})


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    page: int
    size: int


class JsonValue(RootModel[Any]):
    pass


class Nested(RootModel["dict[str, Nested] | list[Nested] | int"]):
    pass


class Filters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    page: int = Field(1, ge=1)
    size: int = Field(2, ge=1, le=100)
    order_by: Literal["created_at", "name"] = "created_at"
    tags: list[str] = []


class WithDefaults(BaseModel):
    """It has separate input and output schemas: a property with a default is always present in responses."""

    required: int
    optional: int = 5
    computed: str = Field(default="x", json_schema_extra={"readOnly": True})
    child: WithDefaults | None = None


app = FastAPI(title='Awkward "API"', version="1", description="Everything.", separate_input_output_schemas=True)
items = APIRouter(prefix="/items", tags=["items"])
stored: list[Item] = []


@items.post("", status_code=201)
def create_item(item: Item) -> Item:
    """Create an item.

    Args such as `item` are echoed.
    """
    return item


@items.get("/")
def list_items(filters: Annotated[Filters, Query()]) -> Page[Item]:
    found = [Item(id=UUID(int=number), created_at=datetime(2024, 1, 1, tzinfo=UTC), name=f"n{number}") for number in range(5)]
    start = (filters.page - 1) * filters.size
    return Page[Item](items=found[start : start + filters.size], total=5, page=filters.page, size=filters.size)


@items.get("/{item_id}", responses={404: {"description": "None such", "model": Bird}, "5XX": {"description": "Broken"}})
def get_item(item_id: Annotated[UUID, Path(description="Which one.")], q: str | None = None) -> Item:
    if item_id.int == 0:
        raise HTTPException(404, detail="none")
    return Item(id=item_id, created_at=datetime(2024, 1, 1, tzinfo=UTC), name=q or "x")


@items.delete("/{item_id}", status_code=204)
def delete_item(item_id: UUID) -> None:
    return None


@items.patch("/{id}/parts/{part:path}", tags=["parts", "items"])
def patch_part(id: int, part: str, body: Annotated[dict[str, Decimal], Body()]) -> dict[str, Any]:
    return {"id": id, "part": part, "body": {key: str(value) for key, value in body.items()}}


@app.post("/pets", response_model=Pet, tags=["Pets & more"])
def echo_pet(pet: Pet) -> Any:
    return pet


@app.post("/tree", tags=["Pets & more"])
def echo_tree(node: Node) -> Node:
    return node


@app.post("/nested", tags=["Pets & more"])
def echo_nested(value: Nested) -> Nested:
    return value


@app.post("/defaults", tags=["Pets & more"])
def echo_defaults(value: WithDefaults, other: Annotated[int, Body()] = 3) -> WithDefaults:
    return value


@app.post("/json", tags=["Pets & more"])
def echo_json(value: JsonValue) -> JsonValue:
    return value


@app.get("/search")
def search(
    query: str,
    self: int = 0,
    list: Annotated[list[int] | None, Query()] = None,
    class_: Annotated[str | None, Query(alias="class")] = None,
    from_: Annotated[datetime | None, Query(alias="from")] = None,
    color: Annotated[list[Color], Query()] = [],  # noqa: B006 -- FastAPI copies it
    priority: Priority | None = None,
    exact: bool = False,
    amount: Decimal | None = None,
    x_token: Annotated[str | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
) -> dict[str, Any]:
    """Search with arguments of every kind."""
    return {
        "query": query,
        "self": self,
        "list": list,
        "class": class_,
        "from": from_,
        "color": color,
        "priority": priority,
        "exact": exact,
        "amount": None if amount is None else str(amount),
        "x_token": x_token,
        "session": session,
    }


@app.post("/login", tags=["forms"])
def log_in(
    username: Annotated[str, Form()],
    scopes: Annotated[list[str], Form(default_factory=list)],
    remember: Annotated[bool, Form()] = False,
) -> dict[str, Any]:
    return {"username": username, "scopes": scopes, "remember": remember}


@app.post("/upload", tags=["forms"])
async def upload(
    file: UploadFile,
    others: list[UploadFile],
    note: Annotated[str, Form()],
    raw: Annotated[bytes | None, File()] = None,
    color: Annotated[Color, Form()] = Color.red,
) -> dict[str, Any]:
    return {
        "file": [file.filename, file.content_type, (await file.read()).decode("latin-1")],
        "others": [[each.filename, (await each.read()).decode("latin-1")] for each in others],
        "note": note,
        "raw": None if raw is None else raw.decode("latin-1"),
        "color": color,
    }


@app.get(
    "/download", response_class=StreamingResponse, tags=["forms"], responses={200: {"content": {"application/octet-stream": {}}}}
)
def download() -> Any:
    return StreamingResponse(iter([b"\x00\xff", b"end"]), media_type="application/octet-stream")


@app.get("/file", response_class=StreamingResponse, tags=["forms"])
def file() -> Any:
    """A download that the document does not describe."""
    return StreamingResponse(iter([b"\x00\xff", b"end"]), media_type="image/png")


@app.get("/direct", tags=["forms"])
def direct(is_file: bool) -> Response:
    """The document describes the response as any JSON."""
    return Response(b"\x00\xff", media_type="image/png") if is_file else Response(b"[1]", media_type="application/json")


@app.get("/text", response_class=PlainTextResponse, tags=["forms"])
def text() -> str:
    return "plain text"


@app.put("/nothing", tags=["client"], responses={202: {"model": Cat}})
def put_nothing(value: Annotated[int | None, Body(embed=True)] = None) -> None:
    return None


@app.get("/either", tags=["client"], response_model=Cat | Bird | list[int])
def either(which: Literal["cat", "bird", "list"]) -> Any:
    return {"cat": Cat(kind="cat"), "bird": Bird(species="owl"), "list": [1, 2]}[which]


@app.get("/fail/{status}", tags=["client"], responses={"4XX": {"model": Bird}, "default": {"description": "Any", "model": Cat}})
def fail(status: int) -> Response:
    return Response('{"species": "dodo"}', status_code=status, media_type="application/json")


@app.head("/empty", tags=["models"])
def empty() -> None:
    return None


app.include_router(items)

"""Documents of other APIs: each gives a package that imports, passes type checkers, and works."""

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

pytestmark = pytest.mark.slow

DOCUMENTS = {"zoo": "zoo_3_0.yaml", "payments": "payments_3_0.json", "hostile": "hostile_3_1.yaml"}
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folder(generate: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("documents")
    for name, file in DOCUMENTS.items():
        assert generate.main(["--spec", str(HERE / "documents" / file), "--output", str(folder / name)]) == 0
    sys.path.append(str(folder))
    yield folder
    sys.path.remove(str(folder))


def all_modules(name: str) -> ModuleType:
    """Imports all modules of the package and looks up all names: code injected by a document would run here."""
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        importlib.import_module(module.name)
    catalogue = importlib.import_module(f"{name}.catalogue")
    client = package.Client(base_url="http://api.test")
    for resource in catalogue.RESOURCES:
        for operation in catalogue.operations(resource).values():
            assert callable(getattr(getattr(client, resource), operation.name))
    for model in package.models.__all__:
        assert getattr(package.models, model).__name__ == model
    return package


@pytest.fixture
def send_request(folder: Path) -> Callable[..., Any]:
    """send_request(package, call, answer) returns the request of a call, and its result."""

    def send(name: str, call: Callable[[Any], Any], answer: Any = None, status: int = 200) -> tuple[httpx.Request, Any]:
        requests = []

        def respond(request: httpx.Request) -> httpx.Response:
            requests.append(request)
            return httpx.Response(status, content=answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        with httpx.Client(transport=httpx.MockTransport(respond)) as http_client:
            client = importlib.import_module(name).Client(base_url="http://api.test", http_client=http_client)
            result = call(client)
        return requests[0], result

    return send


@pytest.mark.parametrize("name", DOCUMENTS)
def test_all_modules_import(name: str, folder: Path) -> None:
    all_modules(name)


@pytest.mark.parametrize(
    "checker", [["mypy", "--strict", "--config-file=", "--cache-dir=cache"], ["pyright", "--pythonpath", sys.executable]]
)
def test_type_checkers_accept_the_packages(checker: list[str], folder: Path) -> None:
    done = subprocess.run([sys.executable, "-m", *checker, *DOCUMENTS], cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_discriminator_of_a_base_schema_selects_the_class(send_request: Callable[..., Any], folder: Path) -> None:
    models = importlib.import_module("zoo.models")
    animals = [
        {
            "id": 1,
            "species": "cat",
            "name": "Tom",
            "lives": 7,
            "mother": {"id": 3, "species": "dog", "name": "Rex"},
            "mood": None,
        },
        {"id": 2, "species": "dog", "name": "Rex", "tricks": ["roll"], "trainer": {"name": "Ann", "since": "2020-01-31"}},
        {"id": 4, "species": "newt", "name": "Isa", "mood": "no"},
    ]
    _, page = send_request("zoo", lambda client: client.animals.list(), {"data": animals, "has_more": False})
    assert [type(animal) for animal in page] == [models.Cat, models.Dog, models.Animal]
    assert type(page.data[0].mother) is models.Dog
    assert page.data[1].trainer.since.isoformat() == "2020-01-31"
    assert [animal.to_dict() for animal in page] == animals


def test_parameters_of_every_style(send_request: Callable[..., Any]) -> None:
    request, _ = send_request(
        "zoo",
        lambda client: client.animals.list(
            filter={"legs": 4, "kind": "cat"}, ids=[1, 2], tags=["a", "b"], where={"x": [1]}, born="2020-01-31", limit=5
        ),
        {"data": []},
    )
    assert sorted(request.url.params.multi_items()) == [
        ("born", "2020-01-31"),
        ("filter[kind]", "cat"),
        ("filter[legs]", "4"),
        ("ids", "1|2"),
        ("limit", "5"),
        ("tags", "a,b"),
        ("where", '{"x": [1]}'),
    ]
    request, result = send_request("zoo", lambda client: client.notes.one(1, "a/b ü"), b"text")
    assert request.url.raw_path == b"/animals/1/notes/a%2Fb%20%C3%BC"
    assert result == "text"
    request, _ = send_request("hostile", lambda client: client.close_.close(["a", "b"], {"k": "v;"}))
    assert request.url.raw_path == b"/odd%20path/;x=a;x=b%3Fa%23b/%C3%BC.k,v%3B%0A"


def test_bodies_of_every_kind(send_request: Callable[..., Any]) -> None:
    request, photo = send_request("zoo", lambda client: client.animals.upload_photo(1, body=b"\x89PNG"), b"\x89PNG\r\n")
    assert (request.content, request.headers["content-type"], photo) == (b"\x89PNG", "image/png", b"\x89PNG\r\n")
    request, names = send_request(
        "zoo",
        lambda client: client.animals.create(body={"species": "cat", "name": "T", "lives": 1}),
        {"id": 1, "species": "x", "name": "y"},
    )
    assert json.loads(request.content) == {"species": "cat", "name": "T", "lives": 1}  # `id` is readOnly.
    assert names.id == 1
    request, _ = send_request(
        "payments",
        lambda client: client.default.post_customers(balance=5, tax_exempt="", metadata={"a": "b"}),
        {"created": 1, "id": "c", "livemode": False, "object": "customer"},
    )
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content == b"balance=5&metadata%5Ba%5D=b&tax_exempt="


def test_default_and_range_error_responses_are_decoded(send_request: Callable[..., Any], folder: Path) -> None:
    zoo = importlib.import_module("zoo")
    problem = {"code": 1, "message": "m", "details": None}
    for call, status in ((lambda client: client.animals.list(), 418), (lambda client: client.animals.get(1), 503)):
        with pytest.raises(zoo.ApiError) as caught:
            send_request("zoo", call, problem, status)
        assert caught.value.body == zoo.models.Problem.from_dict(problem)


def test_hostile_names_stay_unique(folder: Path) -> None:
    """Each property and parameter of the hostile document has a unique Python name, and keeps its JSON name."""
    package = all_modules("hostile")
    model = package.models.ModelBase
    document = importlib.import_module("spec_file").read(HERE / "documents" / DOCUMENTS["hostile"]).document
    properties = document["components"]["schemas"]["ModelBase"]["properties"]
    assert [each.name for each in model.properties.values()] == list(properties)
    value = {
        "class": "1",
        "class_": "2",
        "__class__": "3",
        "from_dict": "4",
        "": "5",
        "\x00": "6",
        "self": "7",
        "properties": "8",
    }
    read = model.from_dict(value)
    assert (read.class_, read.class_2, read.class_3, read.from_dict_value) == ("1", "2", "3", "4")
    assert read.to_dict() == value
    assert read.int == 5
    assert read.list == []
    operation = importlib.import_module("hostile.catalogue").operations("client")["raise_system_exit"]
    declared = document["paths"]["/client/{class}/{self}"]
    names = {each["name"] for each in [*declared["parameters"], *declared["get"]["parameters"]]}
    assert {option.name for option in operation.options.values()} == names
    assert len(operation.options) == len(declared["parameters"]) + len(declared["get"]["parameters"])


def test_random_documents_generate_or_give_problems_with_lines(
    generate: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.path[:0] = [str(HERE), str(tmp_path)]
    names: list[str] = []

    @settings(max_examples=15, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(importlib.import_module("random_documents").documents())
    def run(document: Any) -> None:
        name = f"random_{len(names)}"
        names.append(name)
        spec = tmp_path / f"{name}.json"
        spec.write_text(json.dumps(document, indent=1))
        if generate.main(["--spec", str(spec), "--output", str(tmp_path / name)]):
            problems = [line for line in capsys.readouterr().err.splitlines() if not line.endswith("[warning]")]
            assert problems
            for line in problems:
                assert line.startswith(f"{spec}:")
                assert line.removeprefix(f"{spec}:").partition(":")[0].isdecimal()
        else:
            importlib.invalidate_caches()
            all_modules(name)

    try:
        run()
    finally:
        sys.path[:] = [path for path in sys.path if path not in (str(HERE), str(tmp_path))]
    packages = [name for name in names if (tmp_path / name).exists()]
    assert packages
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir=cache", *packages[-3:]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr

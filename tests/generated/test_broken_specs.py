"""Each kind of broken spec: a line for each problem, exit code 1, and the package as it was."""

import copy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

PATHS, SESSION, REQUEST, MODEL, ERROR = (
    "\npaths:",
    "\n    Session:\n      description: |",
    "\n    CreateSessionRequest:\n      description: |",
    "\n    Model:",
    "\n    Error:",
)
# After which text of openapi.yaml, what is replaced by what; what the line that is named holds, and the reason.
TYPOS = {
    "keyword type": (SESSION, "type: object", "typ: object", "typ:", "has no field `typ`; did you mean `type`?"),
    "keyword required": (SESSION, "required:", "requird:", "requird:", "has no field `requird`; did you mean `required`?"),
    "keyword properties": (
        SESSION,
        "properties:",
        "propertes:",
        "propertes:",
        "no field `propertes`; did you mean `properties`?",
    ),
    "field of an operation": (
        PATHS,
        "operationId:",
        "operationID:",
        "operationID:",
        "`operationID`; did you mean `operationId`?",
    ),
    "field of the document": (
        "",
        "\npaths:",
        "\npath:",
        "path:",
        "the document object has no field `path`; did you mean `paths`?",
    ),
    "type": (SESSION, "type: object", "type: objekt", "objekt", "'objekt' is not one of"),
    "kind of required": (ERROR, "required: [detail]", "required: detail", "required: detail", "'detail' is not of type 'array'"),
    "kind of enum": (
        MODEL,
        "enum: [bu-mini,",
        "enum: bu-mini\n      x-rest: [",
        "enum: bu-mini",
        "'bu-mini' is not of type 'array'",
    ),
    "kind of minimum": (PATHS, "minimum: 1", "minimum: one", "minimum: one", "'one' is not of type 'number'"),
    "pattern": ("\n    Decimal:", "pattern: ^(", "pattern: ^((", "pattern:", "is not a 'regex'"),
    "place of a parameter": (PATHS, "in: query", "in: qury", "in: qury", "did you mean `query`?"),
    "default": (
        PATHS,
        "default: 20",
        "default: many",
        "default: many",
        "does not fit its schema: 'many' is not of type 'integer'",
    ),
    "default of a $ref": (REQUEST, "default: claude-sonnet-4.6", "default: claude", "default: claude", "does not fit its schema"),
    "enum value that YAML reads as false": (
        "\n    ProxyCountryCode:",
        '"no"',
        "no",
        " no,",
        "`False` is read as bool, not as str; if it is a string, quote it",
    ),
    "enum value given twice": (MODEL, "enum: [bu-mini,", "enum: [bu-mini, bu-mini,", "enum:", "`bu-mini` is in the enum twice"),
    "parameter given twice": (
        PATHS,
        "- name: page_size",
        "- name: page",
        "- name: page",
        "query parameter `page` is there twice",
    ),
    "time": (
        "\n  examples:",
        '"2023-11-07T05:31:56Z"',
        "2023-11-07T05:31:56Z",
        "createdAt: 2023",
        "is no JSON value; if it is a string",
    ),
    "status code": (PATHS, '"200":', "200:", "200:", "the key `200` is not read as a string: quote it"),
    "key given twice": (
        SESSION,
        "type: object",
        "type: object\n      type: object",
        "type: object",
        "the key `type` is given twice",
    ),
    "unknown $ref": (SESSION, "schemas/SessionStatus", "schemas/SesionStatus", "SesionStatus", "did you mean `SessionStatus`?"),
    "$ref to another kind": (
        PATHS,
        "responses/Unauthorized",
        "schemas/Error",
        "schemas/Error",
        "begins with `#/components/responses/`",
    ),
    "$ref to another file": (
        SESSION,
        "#/components/schemas/Model",
        "models.yaml#/Model",
        "models.yaml",
        "begins with `#/components/",
    ),
    "$ref in a circle": (
        "\n    Decimal:",
        "type: string",
        'anyOf: [{$ref: "#/components/schemas/Decimal"}]',
        "Decimal:",
        "`#/components/schemas/Decimal` leads back to itself",
    ),
    "$ref where none can be": (
        PATHS,
        "application/json:\n            schema:",
        "application/json:\n            $ref: any\n            schema:",
        "$ref: any",
        "a media-type object cannot be a $ref",
    ),
    "operationId given twice": (
        "\n  /sessions/{session_id}:",
        "operationId: getSession",
        "operationId: listSessions",
        "listSessions",
        "GET /sessions has it too",
    ),
    "operationId missing": (PATHS, "operationId: listSessions\n", "\n", "get:", "GET /sessions has no `operationId`"),
    "responses missing": (PATHS, "responses:\n", "x-responses:\n", "post:", "POST /sessions has no `responses`"),
    "required property": (
        SESSION,
        "[id, status,",
        "[id, state, statu,",
        "required:",
        "`statu` is required, and there is no such property",
    ),
    "required property in a branch": (REQUEST, "required: [task]", "required: [tsk]", "[tsk]", "did you mean `task`?"),
    "path parameter": (
        PATHS,
        "/{session_id}/stop",
        "/{sesion_id}/stop",
        "post:",
        "does not declare it; did you mean `session_id`?",
    ),
    "link": ("\n  links:", "operationId: getSession", "operationId: getSesion", "getSesion", "did you mean `getSession`?"),
    "security scheme": ("", "- apiKey: []", "- apikey: []", "security:", "no security scheme `apikey`; did you mean `apiKey`?"),
    "version of OpenAPI": ("", "openapi: 3.1.0", "openapi: 3.0.3", "openapi:", '"3.0.3" does not match'),
    "YAML syntax": ("", "openapi: 3.1.0", "openapi: [3.1.0", "info:", "no valid YAML: while parsing a flow sequence"),
    "alias that contains itself": (MODEL, "type: string", "type: string\n      not: &a {not: *a}", "not:", "contains itself"),
}
BOMB = b"a0: &a0 [x, x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 60))
FILES = {
    "empty": (b"", 1, "the file is empty"),
    "only a comment": (b"# nothing\n", 1, "the file is empty"),
    "a list": (b"\n- a\n", 2, "an OpenAPI document is a mapping"),
    "no text": (b"a: 1\nb: \xff\n", 2, "the file is not UTF-8"),
    "a control character": (b"a: \x01", None, "no valid YAML"),
    "a tab": (b"a:\n\tb: 1\n", 2, "no valid YAML: while scanning for the next token"),
    "a merge conflict": (b"a: 1\n<<<<<<< ours\nb: 2\n", 3, "no valid YAML"),
    "nested without end": (b"[" * 5000, None, "nested too deeply"),
    "aliases of aliases": (BOMB, None, "its aliases make it too large"),
    "an object of Python": (b"a: !!python/object:os.system x\n", 1, "is no JSON value"),
    "little": (b"openapi: 3.1.0\n", 1, '"info" is a required property'),
    "things of other kinds": (b"openapi: 3.1.0\ninfo: 5\npaths: []\n", 2, '5 is not of type "object"'),
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that was made before."""
    package = tmp_path / "browser_use_api"
    package.mkdir()
    (package / "client.py").write_text("# of before\n")
    return package


def refused(generate: ModuleType, capsys: pytest.CaptureFixture[str], spec: Path, package: Path) -> list[str]:
    """What the generator says about the spec, having checked that it changed nothing."""
    assert generate.main(["--spec", str(spec), "--output", str(package)]) == 1
    assert [path.name for path in package.parent.iterdir() if path != spec] == [package.name]
    assert (package / "client.py").read_text() == "# of before\n"
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err.splitlines()


@pytest.mark.parametrize("name", TYPOS)
def test_a_typo_is_told_with_its_line(
    name: str, root: Path, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after, old, new, on_the_line, reason = TYPOS[name]
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    position = text.index(old, text.index(after))
    spec = package.parent / "openapi.yaml"
    spec.write_text(text[:position] + new + text[position + len(old) :], encoding="utf-8")
    lines = spec.read_text(encoding="utf-8").splitlines()

    told = [line for line in refused(generate, capsys, spec, package) if reason in line]
    assert told, f"nothing told {reason}"
    number = int(told[0].removeprefix(f"{spec}:").partition(":")[0])
    assert on_the_line in lines[number - 1]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_spec_is_told(
    name: str, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, line, reason = FILES[name]
    spec = package.parent / "openapi.yaml"
    spec.write_bytes(content)
    first = refused(generate, capsys, spec, package)[0]
    assert first.startswith(f"{spec}:{line}: " if line else f"{spec}: ")
    assert reason in first


def test_a_missing_file_is_told(generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = package.parent / "no-such.yaml"
    assert refused(generate, capsys, spec, package) == [f"{spec}: No such file or directory"]


def test_all_problems_are_told_at_once_in_the_order_of_their_lines(
    root: Path, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    spec = package.parent / "openapi.yaml"
    spec.write_text(text.replace("minimum: 1", "minimun: 1").replace("maximum: 100", "maximun: 100"), encoding="utf-8")
    told = refused(generate, capsys, spec, package)
    numbers = [int(line.removeprefix(f"{spec}:").partition(":")[0]) for line in told]
    assert len(told) == text.count("minimum: 1") + text.count("maximum: 100")
    assert numbers == sorted(numbers)


def forbidden_in_xml(document: Any) -> None:
    content = document["components"]["responses"]["Forbidden"]["content"]
    content["application/xml"] = content.pop("application/json")


def upload(document: Any) -> None:
    content = document["paths"]["/sessions"]["post"]["requestBody"]["content"]
    content["multipart/form-data"] = content.pop("application/json")


def binary_property(document: Any) -> None:
    document["components"]["schemas"]["Session"]["properties"]["video"] = {"type": "string", "format": "binary"}


def enum_of_numbers_and_strings(document: Any) -> None:
    document["components"]["schemas"]["Message"]["properties"]["mixed"] = {"enum": [1, "one"]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (forbidden_in_xml, "Unsupported content_type application/xml"),
        (upload, "POST /sessions: the templates write one kind of body, JSON"),
        (binary_property, "`video`: the templates cannot write a FileProperty"),
        (enum_of_numbers_and_strings, "`one` is read as str, not as int"),
    ],
)
def test_what_the_templates_or_the_generator_do_not_take_is_told(
    change: Callable[[Any], None],
    reason: str,
    document: Any,
    generate: ModuleType,
    package: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    changed = copy.deepcopy(document)
    change(changed)
    spec = package.parent / "openapi.yaml"
    spec.write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
    assert reason in "\n".join(refused(generate, capsys, spec, package))

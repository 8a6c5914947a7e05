"""Each kind of broken spec gives one line per problem and exit code 1; the package does not change."""

import copy
import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.slow

PATHS, SESSION, REQUEST, MODEL, ERROR = (
    "\npaths:",
    "\n    Session:\n      description: |",
    "\n    CreateSessionRequest:\n      description: |",
    "\n    Model:",
    "\n    Error:",
)
# Text of openapi.yaml before the change, old text, new text, text of the reported line, and the reason.
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
    "place of a parameter": (PATHS, "in: query", "in: qury", "in: qury", "did you mean `query`?"),
    "parameter given twice": (
        PATHS,
        "- name: page_size",
        "- name: page",
        "- name: page",
        "query parameter `page` is there twice",
    ),
    "key given twice": (
        SESSION,
        "type: object",
        "type: object\n      type: object",
        "type: object",
        "the key `type` is given twice",
    ),
    "unknown $ref": (
        SESSION,
        "schemas/SessionStatus",
        "schemas/SesionStatus",
        "SesionStatus",
        "did you mean `#/components/schemas/SessionStatus`?",
    ),
    "$ref to another kind": (
        PATHS,
        "responses/Unauthorized",
        "schemas/Error",
        "schemas/Error",
        "leads to a schema object; a response object stands here: begin with `#/components/responses/`",
    ),
    "$ref to another file": (
        SESSION,
        "#/components/schemas/Model",
        "models.yaml#/Model",
        "models.yaml",
        "make one document of all first, with `redocly bundle` for instance",
    ),
    "operationId given twice": (
        "\n  /sessions/{session_id}:",
        "operationId: getSession",
        "operationId: listSessions",
        "listSessions",
        "get /sessions has it too; ids are unique in a document",
    ),
    "version of OpenAPI": (
        "",
        "openapi: 3.1.0",
        "openapi: 3.2.0",
        "openapi:",
        "OpenAPI 3.2.0 is not supported: 3.0.x and 3.1.x are",
    ),
    "enum value of another type": (
        "\n    ProxyCountryCode:",
        '"no"',
        "false",
        " false,",
        "`False` is read as bool, not as str; if it is a string, quote it",
    ),
    "name of a header": (
        PATHS,
        "name: page\n          in: query",
        "name: 'a b'\n          in: header",
        "name: 'a b'",
        "no header can be called 'a b'",
    ),
    "paging": (PATHS, "items: sessions", "items: session", "get:", "x-paging: items is `session`, and there is no such property"),
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
    "infinity": (b"a: .inf\n", 1, "`.inf` is no JSON value"),
    "a key that is a list": (b"? [a]\n: 1\n", 1, "a key is a list or a mapping"),
    "half a character": (b'{"a":\n"\\ud800"}', 2, "half a character"),
    "JSON with a mistake": (b'{\n\t"a": 1,\n\t"b" 2\n}', 3, "no valid YAML: while parsing a flow mapping"),
    "Swagger": (b"swagger: '2.0'\n", 1, "convert the document to OpenAPI 3 first"),
    "little": (b"openapi: 3.1.0\n", 1, "'info' is a required property"),
    "things of other kinds": (b"openapi: 3.1.0\ninfo: 5\npaths: []\n", 2, "5 is not of type 'object'"),
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package that was generated earlier."""
    package = tmp_path / "browser_use_api"
    package.mkdir()
    (package / "client.py").write_text("# of before\n")
    return package


def problems_of(generate: ModuleType, capsys: pytest.CaptureFixture[str], spec: Path, package: Path) -> list[str]:
    """Checks that the generator fails and changes nothing, and returns the lines that it prints."""
    assert generate.main(["--spec", str(spec), "--output", str(package)]) == 1
    assert [path.name for path in package.parent.iterdir() if path != spec] == [package.name]
    assert (package / "client.py").read_text() == "# of before\n"
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err.splitlines()


@pytest.mark.parametrize("name", TYPOS)
def test_typo_is_reported_with_its_line(
    name: str, root: Path, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after, old, new, on_the_line, reason = TYPOS[name]
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    position = text.index(old, text.index(after))
    spec = package.parent / "openapi.yaml"
    spec.write_text(text[:position] + new + text[position + len(old) :], encoding="utf-8")
    lines = spec.read_text(encoding="utf-8").splitlines()

    printed = [line for line in problems_of(generate, capsys, spec, package) if reason in line]
    assert printed, f"no line with {reason}"
    number = int(printed[0].removeprefix(f"{spec}:").partition(":")[0])
    assert on_the_line in lines[number - 1]


@pytest.mark.parametrize("name", FILES)
def test_file_that_is_not_a_spec_is_reported(
    name: str, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, line, reason = FILES[name]
    spec = package.parent / "openapi.yaml"
    spec.write_bytes(content)
    first = problems_of(generate, capsys, spec, package)[0]
    assert first.startswith(f"{spec}:{line}: " if line else f"{spec}: ")
    assert reason in first


def test_missing_file_is_reported(generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = package.parent / "no-such.yaml"
    assert problems_of(generate, capsys, spec, package) == [f"{spec}: No such file or directory"]


def test_all_problems_are_reported_in_line_order(
    root: Path, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    spec = package.parent / "openapi.yaml"
    spec.write_text(text.replace("minimum: 1", "minimun: 1").replace("maximum: 100", "maximun: 100"), encoding="utf-8")
    printed = problems_of(generate, capsys, spec, package)
    numbers = [int(line.removeprefix(f"{spec}:").partition(":")[0]) for line in printed]
    assert len(printed) == text.count("minimum: 1") + text.count("maximum: 100")
    assert numbers == sorted(numbers)


def test_json_syntax_errors_are_reported_in_json_terms(
    generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = package.parent / "openapi.json"
    for text, line, reason in (
        ('{\n\t"a": 1,\n\t"b" 2\n}', 3, "`:` is expected"),
        ('{"a": 1,\n}', 2, "a name in quotes is expected"),
        ('{"a": [1,\n2', 2, "`,` is expected"),
        ('{"a": NaN}', 1, "a value is expected, not 'NaN}'"),
        ('{"a": "x\n"}', 1, "Invalid control character at"),
        ('{"a": 1}\n}', 2, "something follows the end"),
        ('{"a": 1,\n"a": 2}', 2, "the key `a` is given twice; the first time in line 1"),
    ):
        spec.write_text(text)
        assert problems_of(generate, capsys, spec, package)[0].startswith(f"{spec}:{line}: ")
        spec.write_text(text)
        assert reason in problems_of(generate, capsys, spec, package)[0]


# Text of openapi.yaml before the change, old text, new text, text of the reported line, and the warning.
ODDITIES = {
    "unknown keyword": (
        SESSION,
        "type: object",
        "type: object\n      ge: 1",
        "ge: 1",
        "the keyword `ge` is not known and left out",
    ),
    "keyword of Python": (
        SESSION,
        "type: object",
        "type: object\n      max_length: 1",
        "max_length",
        "`max_length` is not known",
    ),
    "keyword of 3.0": (SESSION, "type: object", "type: object\n      nullable: true", "nullable", "`nullable` is of OpenAPI 3.0"),
    "pattern": (
        "\n    Decimal:",
        "pattern: ^(",
        "pattern: ^((",
        "pattern:",
        "the pattern is left out, since Python's `re` does not take it",
    ),
    "default": (PATHS, "default: 20", "default: many", "default: many", "the default does not fit its schema, and is left out"),
    "default of a $ref": (REQUEST, "default: claude-sonnet-4.6", "default: claude", "default: claude", "does not fit its schema"),
    "enum value given twice": (MODEL, "enum: [bu-mini,", "enum: [bu-mini, bu-mini,", "enum:", "`bu-mini` is in the enum twice"),
    "status code": (PATHS, '"200":', "200:", "200:", "the key `200` is taken for a string: quote it"),
    "no": ("\n    ProxyCountryCode:", '"no"', "no", " no,", "older readers of YAML take it for true or false: quote it"),
    "required property": (
        SESSION,
        "[id, status,",
        "[id, altogether, status,",
        "required:",
        "`altogether` is required, and there is no",
    ),
    "security scheme": ("", "- apiKey: []", "- oauth: []", "security:", "there is no security scheme `oauth`"),
}


@pytest.mark.parametrize("name", ODDITIES)
def test_oddity_gives_a_warning_with_its_line(name: str, root: Path, generate: ModuleType, tmp_path: Path) -> None:
    after, old, new, on_the_line, reason = ODDITIES[name]
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    position = text.index(old, text.index(after))
    spec = tmp_path / "openapi.yaml"
    spec.write_text(text[:position] + new + text[position + len(old) :], encoding="utf-8")
    checked = importlib.import_module("spec_check").check(spec)
    assert checked.problems == []
    [warning] = checked.warnings
    assert reason in warning.reason
    assert on_the_line in spec.read_text(encoding="utf-8").splitlines()[warning.line - 1]


def test_equal_warnings_are_printed_once_on_stderr(
    root: Path, generate: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    spec = tmp_path / "openapi.yaml"
    spec.write_text(text.replace("minimum: 1\n", "ge: 1\n").replace("maximum: 100\n", "env_names: [X]\n"), encoding="utf-8")
    assert generate.main(["--spec", str(spec), "--output", str(tmp_path / "api")]) == 0
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 2
    assert all(line.startswith(f"{spec}:") and line.endswith(" [warning]") for line in printed)
    assert f"(and in {text.count('minimum: 1' + chr(10)) - 1} other places)" in "".join(printed)


def minimal(**more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {}, **more}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (minimal(components={"schemas": {"A": {"type": "objekt"}}}), "'objekt' is not one of"),
        (minimal(paths={"/a": {"get": {}}}), "'responses' is a required property"),
        (minimal(paths={"/a": {"get": {"responses": {"200": {"descripton": "x"}}}}}), "did you mean `description`?"),
        (minimal(components={"schemas": {"A": {"type": "string", "minLength": "x"}}}), "'x' is not of type 'integer'"),
    ],
)
def test_openapi_3_0_is_checked_by_its_own_schema(
    document: Any, reason: str, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = package.parent / "openapi.yaml"
    spec.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    assert any(reason in line for line in problems_of(generate, capsys, spec, package))


def test_duplicate_x_method_is_reported_with_its_line(
    document: Any, generate: ModuleType, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = copy.deepcopy(document)
    changed["paths"]["/sessions"]["get"]["x-method"] = "create"
    changed["paths"]["/sessions"]["post"]["x-method"] = "create"
    spec = package.parent / "openapi.yaml"
    spec.write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
    [printed] = problems_of(generate, capsys, spec, package)
    assert "the name `create` is taken in the resource `sessions`: give another with x-method" in printed
    number = int(printed.removeprefix(f"{spec}:").partition(":")[0])
    assert spec.read_text(encoding="utf-8").splitlines()[number - 1].strip() in ("get:", "post:")


@pytest.mark.parametrize(
    ("name", "like"), [("x y", "x_y"), ("a-b", "a_b"), ("class", "api_class"), ("1st", "api_1st"), ("…", "api")]
)
def test_folder_name_that_is_not_a_package_name_is_reported(
    name: str, like: str, generate: ModuleType, tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "inner" / name
    assert generate.main(["--spec", str(root / "openapi.yaml"), "--output", str(output)]) == 1
    assert f"`{name}` is none that Python can import: call it `{like}`, for instance." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

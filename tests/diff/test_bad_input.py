"""Invalid documents: exit code 2 and one line with the reason and the place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from browser_use_contract.diff.command import diff

_GOOD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
_BOMB = "openapi: 3.1.0\nx0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 12)
)


def _with_schema(schema: str, schemas: str = "{}") -> str:
    body = "{content: {application/json: {schema: " + schema + "}}}"
    return f"openapi: 3.1.0\ninfo: {{}}\npaths:\n  /a:\n    post:\n      requestBody: {body}\ncomponents:\n  schemas: {schemas}\n"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(diff, arguments)


def _error_of(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    assert result.stderr.startswith("Cannot compare: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "the document is empty"),
        ("   \n", "the document is empty"),
        ("just text", ":1: an OpenAPI document is an object"),
        ("[1, 2]", ":1: an OpenAPI document is an object"),
        ("a: 1", ":1: not an OpenAPI document: it does not start with `openapi"),
        ("openapi: 3.1.0\n", ":1: not an OpenAPI document: it has no `paths`"),
        ("swagger: '2.0'\npaths: {}", ":1: says `swagger: 2.0`"),
        ("openapi: 3.0.0\nswagger: '2.0'\npaths: {}", ":2: says `swagger: 2.0` and `openapi` too"),
        ("openapi: 4.0.0\npaths: {}", ":1: says `openapi: 4.0.0`"),
        ("openapi: [3]\npaths: {}", ":1: says `openapi: [3]`"),
        ("overlay: 1.0.0\nactions: []", "the overlay has no `extends: FILE`"),
        ("openapi: 3.1.0\npaths: []", ":2: `paths` must be an object, not an array"),
        ("openapi: 3.1.0\npaths: {/a: [1]}", ":2: a path item must be an object"),
        ("openapi: 3.1.0\npaths: {/a: {get: 3}}", ":2: an operation must be an object"),
        ("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters: [{name: x}]", ":5: a parameter needs a `name`, and `in`"),
        ("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      parameters: {}", ":5: `parameters` must be an array"),
        ("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses: {'200': null}", ":5: a response must be an object, not null"),
        ("openapi: 3.1.0\npaths:\n  /a: null", ":3: a path item must be an object, not null"),
        ("openapi: 3.1.0\npaths:\n  /a: {get: null}", ":3: an operation must be an object, not null"),
        ("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses: {'200': 1}", ":5: a response must be an object"),
        ("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      security: [{k: []}]", ":5: the security scheme `k` is not described"),
        ("openapi: 3.1.0\npaths:\n  /a: {$ref: '#/components/pathItems/A'}", ":3: the reference `#/components/pathItems/A` d"),
        (_with_schema("{$ref: '#/components/schemas/A'}"), ":6: the reference `#/components/schemas/A` does not exist"),
        (_with_schema("{$ref: 'other.yaml#/A'}"), ":6: the reference `other.yaml#/A` points to another file"),
        (_with_schema("{$ref: '#A'}"), ":6: the reference `#A` is not a JSON Pointer"),
        (_with_schema("{}", "{A: {$ref: '#/components/schemas/A'}}"), ":8: the reference `#/components/schemas/A` points"),
        (_with_schema("{}", "{A: {properties: {default: {$ref: '#/x'}}}}"), ":8: the reference `#/x` does not exist"),
        (_with_schema("{$ref: '#/components/schemas/A'}", "{A: {allOf: [{$ref: '#/components/schemas/A'}]}}"), ":8: a recursive"),
        (_with_schema("{$ref: '#/components/schemas/A'}", "{A: {anyOf: [{$ref: '#/components/schemas/A'}]}}"), ":8: a recursive"),
        (_with_schema("3"), ":6: a schema must be an object or a boolean"),
        (_with_schema("{allOf: 3}"), ":6: `allOf` must be an array"),
        (_with_schema("{anyOf: [3]}"), ":6: a schema must be an object or a boolean"),
        (_with_schema("{properties: []}"), ":6: `properties` must be an object"),
        (_with_schema("{properties: {a: text}}"), ":6: a schema must be an object or a boolean"),
        (_with_schema("{type: array, items: [1]}"), ":6: a schema must be an object or a boolean"),
        (_BOMB + "paths: {}", "more than 3,000,000 values"),
        ("a: &a [*a]", ":1: an alias that contains itself"),
        ("a: *b", ":1: the alias `*b` has no anchor"),
        ("a: 1\nb: 2\na: 3", ":3: the key `a` is given twice; the first time in line 1"),
        ('{"a": 1,\n"a": 2}', ":2: the key `a` is given twice"),
        ('{"a": 1,\n"b": }', ":2: not valid JSON"),
        ('{"a": NaN}', "`NaN` is not allowed in JSON"),
        ("a: .nan", ":1: `.nan` has no counterpart in JSON"),
        ("a: [1,\nb: }", "not valid YAML"),
        ("a: !!python/object/apply:os.system [ls]", ":1: the tag `"),
        ("a: 1\n---\nb: 2", ":2: a second document starts here"),
        ("? [a]\n: 1", ":1: a key that is not a string"),
        ("[" * 100_000, "nested deeper than 150 levels"),
        ('{"a":' * 100_000, "nested deeper than 150 levels"),
        ("- " * 10_000, "nested deeper than 150 levels"),
        ("a: \x01", ":1: not valid YAML: control characters are not allowed"),
        ("<!doctype html><title>x</title>", "this is HTML or XML, not an OpenAPI document"),
    ],
)  # fmt: skip
def test_invalid_document_is_rejected_with_its_line(tmp_path: Path, content: str, expected: str) -> None:
    bad, good = tmp_path / "bad.yaml", tmp_path / "good.yaml"
    bad.write_text(content, encoding="utf-8")
    good.write_text(_GOOD, encoding="utf-8")
    for arguments in ((str(bad), str(good)), (str(good), str(bad))):
        result = _run(*arguments)
        if "extends" not in expected or arguments[0] == str(bad):
            error = _error_of(result)
            assert error.startswith(f"Cannot compare: {bad}:")
            assert expected in error


def test_invalid_utf_8_is_rejected_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"openapi: 3.1.0\npaths: \xff")
    assert ":2: is not UTF-8" in _error_of(_run(str(tmp_path / "bad.yaml"), str(tmp_path / "bad.yaml")))


def test_directory_and_missing_file_are_rejected(tmp_path: Path) -> None:
    assert "is a directory" in _error_of(_run(str(tmp_path), str(tmp_path)))
    assert "cannot be read: No such file" in _error_of(_run(str(tmp_path / "none.yaml"), str(tmp_path)))


def test_url_scheme_other_than_http_is_rejected(tmp_path: Path) -> None:
    assert "only http and https are read, not ftp;" in _error_of(_run("ftp://example.com/openapi.yaml", str(tmp_path)))


def test_file_above_the_size_limit_is_rejected(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    assert "larger than 32 MB" in _error_of(_run(str(big), str(big)))


def test_control_characters_in_errors_are_escaped(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"openapi": "\x1b[2J3", "paths": {}}), encoding="utf-8")
    assert "\x1b" not in _error_of(_run(str(bad), str(bad)))


def test_deeply_nested_schema_is_rejected(tmp_path: Path) -> None:
    schemas = {f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}]} for n in range(3000)} | {"S3000": {}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}
    document = {"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": body}}}, "components": {"schemas": schemas}}
    file = tmp_path / "deep.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert "nested too deeply" in _error_of(_run(str(file), str(file)))

"""Problems of a spec come with a remedy; oddities give warnings, and code is generated."""

import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import fastapi
import pytest

HEAD = """\
openapi: 3.1.0
info: {title: T, version: "1"}
"""
ANSWER = "{description: d, content: {application/json: {schema: {$ref: %s}}}}"
PATHS = """\
paths:
  /a/{id}:
    get:
      operationId: a
      %s
      responses:
        "200": %s
"""
ID = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
SCHEMAS = """\
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Dog: {type: object, properties: {name: {$ref: "#/components/schemas/Pet/properties/name"}}}
"""


def problems_of(tmp_path: Path, text: str) -> list[str]:
    """Returns the problems of the spec, as line and reason."""
    spec = tmp_path / "spec.yaml"
    spec.write_text(HEAD + text, encoding="utf-8")
    checked = importlib.import_module("spec_check").check(spec)
    return [f"{problem.line}: {problem.reason}" for problem in checked.problems]


@pytest.mark.parametrize(
    ("ref", "remedy"),
    [
        ("#/components/schemas/Pt", "leads nowhere: did you mean `#/components/schemas/Pet`?"),
        ("#/definitions/Pet", "leads nowhere: did you mean `#/components/schemas/Pet`?"),
        ("#/components/schema/Dog", "leads nowhere: did you mean `#/components/schemas/Dog`?"),
        (
            "#/components/schemas/Dog/properties/nam",
            "leads nowhere: did you mean `#/components/schemas/Dog/properties/name`?",
        ),
        (
            "#/components/schemas/Zebra",
            "leads nowhere: add it under `#/components/schemas/`, or name one that is there (Pet, Dog)",
        ),
        ("Pet", "did you mean `#/components/schemas/Pet`?"),
        ("#Pet", "did you mean `#/components/schemas/Pet`?"),
        ("#/paths/~1a~1{id}/get/parameters/" + "9" * 5000, "leads nowhere"),
        ("pets.yaml#/Pet", "make one document of all first"),
    ],
)
def test_broken_reference_suggests_a_target(ref: str, remedy: str, generate: ModuleType, tmp_path: Path) -> None:
    [reason] = problems_of(tmp_path, PATHS % (ID, ANSWER % f'"{ref}"') + SCHEMAS)
    assert reason.startswith("9: ")
    assert f"`{ref}`" in reason
    assert remedy in reason


def test_reference_to_an_empty_section(generate: ModuleType, tmp_path: Path) -> None:
    [reason] = problems_of(tmp_path, PATHS % (ID, '{$ref: "#/components/responses/None"}') + SCHEMAS)
    assert reason.endswith("leads nowhere: add it under `#/components/responses/`, where there is nothing yet")


def test_reference_cycle_is_reported_once_with_its_path(generate: ModuleType, tmp_path: Path) -> None:
    text = """\
paths: {}
components:
  schemas:
    B: {allOf: [{$ref: "#/components/schemas/C"}]}
    C: {$ref: "#/components/schemas/A"}
    A: {$ref: "#/components/schemas/B"}
    Entry: {$ref: "#/components/schemas/A"}
    Tree: {properties: {left: {$ref: "#/components/schemas/Tree"}}}
  parameters:
    P: {$ref: "#/components/parameters/P"}
"""
    assert problems_of(tmp_path, text) == [
        "8: `#/components/schemas/A` leads back to itself by $ref, `A` → `B` → `C` → `A`: one of them must say what it is; "
        "only inside a property or a list can a schema refer to itself",
        "12: `#/components/parameters/P` leads back to itself by $ref, `P` → `P`: one of them must say what it is",
    ]


def test_path_parameter_and_operation_id_problems(generate: ModuleType, tmp_path: Path) -> None:
    answers = "responses: {default: {description: d}}"
    text = f"""\
paths:
  /a/{{id}}:
    get:
      operationId: a
      {answers}
    put:
      operationId: a
      parameters: [{{name: ids, in: path, required: true, schema: {{type: string}}}}]
      {answers}
    post:
      operationId: a_put
      {ID}
      {answers}
  /b:
    get:
      {ID}
      {answers}
"""
    assert problems_of(tmp_path, text) == [
        "5: GET /a/{id} has the path parameter `id`, and does not declare it; "
        "add `{name: id, in: path, required: true, schema: …}` to `parameters`",
        "8: PUT /a/{id} declares the path parameter `ids`, and does not have it; did you mean `id`?",
        "8: PUT /a/{id} has the path parameter `id`, and does not declare it; did you mean `ids`?",
        "9: the operationId `a` is taken: get /a/{id} has it too; ids are unique in a document: call this one `a_2`",
        "17: GET /b declares the path parameter `id`, and does not have it; write `{id}` in the path, or give it another `in`",
    ]


SLIPS = {
    "propertys": "properties",
    "property": "properties",
    "propreties": "properties",
    "nulable": "nullable",
    "additionalProperty": "additionalProperties",
    "aditionalPropertys": "additionalProperties",
    "maxLenght": "maxLength",
    "anyof": "anyOf",
    "enums": "enum",
    "enun": "enum",
    "discription": "description",
    "exclusiveMin": "exclusiveMinimum",
    "ref": "$ref",
    "$reff": "$ref",
}
NOT_KNOWN = {
    **dict.fromkeys(("ge", "le", "gt", "lt", "regex", "id", "name", "env", "min", "max", "isRequired", "when", "widget"), ""),
    "max_length": "maxLength",
    "any_of": "anyOf",
    "readOnly_": "readOnly",
}


@pytest.mark.parametrize("word", SLIPS)
def test_misspelt_keyword_is_an_error(word: str, generate: ModuleType, tmp_path: Path) -> None:
    text = f"paths: {{}}\ncomponents:\n  schemas:\n    A:\n      {word}: {{}}\n"
    assert problems_of(tmp_path, text) == [f"7: the schema object has no field `{word}`; did you mean `{SLIPS[word]}`?"]


@pytest.mark.parametrize("word", NOT_KNOWN)
def test_unknown_keyword_gives_a_warning(word: str, generate: ModuleType, tmp_path: Path) -> None:
    assert problems_of(tmp_path, f"paths: {{}}\ncomponents:\n  schemas:\n    A:\n      {word}: 1\n") == []
    [warning] = importlib.import_module("spec_check").check(tmp_path / "spec.yaml").warnings
    meant = NOT_KNOWN[word]
    assert warning.line == 7
    assert warning.reason == f"the keyword `{word}` is not known and left out; " + (
        f"did you mean `{meant}`?" if meant else f"as `x-{word}` it would be an extension"
    )


def test_similar_property_names_are_not_mistaken_for_typos(generate: ModuleType, tmp_path: Path) -> None:
    def refused(required: str, *known: str) -> list[Any]:
        properties = ", ".join(f"{name}: {{}}" for name in known)
        schema = f"{{required: [{required}], properties: {{{properties}}}}}"
        return problems_of(tmp_path, f"paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n")

    assert refused("statu", "status")
    assert not refused("createdBy", "createdAt")
    assert not refused("address2", "address1")


SCHEMA = "paths: {{}}\ncomponents:\n  schemas:\n    A: {}\n"
ANSWERS = "responses: {'200': {description: d}}"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (f"paths: {{a: {{get: {{{ANSWERS}}}}}}}", 3, "a path begins with `/`, and this one is `a`: write `/a`"),
        (
            "paths: {/a: {get: {responses: {2xx: {description: d}}}}}",
            3,
            "`2xx` is no status code such as 404, no range such as 4XX, and not `default`; did you mean `2XX`?",
        ),
        (
            "paths: {/a: {get: {responses: {'600': {description: d}}}}}",
            3,
            "`600` is no status code such as 404, no range such as 4XX, and not `default`",
        ),
        (
            f"paths: {{/a: {{get: {{parameters: [{{name: a, in: body, schema: {{}}}}], {ANSWERS}}}}}}}",
            3,
            "a body is described by `requestBody`",
        ),
        (
            f"paths: {{/a: {{get: {{parameters: [{{name: a, in: query, content: {{a/b: {{}}, a/c: {{}}}}}}], {ANSWERS}}}}}}}",
            3,
            "a parameter has one content type: leave out the others",
        ),
        ("paths: {/a: {get: {operationId: 1.0, responses: {default: {description: d}}}}}", 3, "; write it in quotes"),
        (SCHEMA.format("{properties: {a: {type: string, required: true}}}"), 6, "it is a list of names, beside `properties`"),
        (SCHEMA.format("{type: datetime}"), 6, "write `type: string` and `format: date-time`"),
        (SCHEMA.format("{type: str}"), 6, "did you mean `string`?"),
        (
            SCHEMA.format(
                "{anyOf: [{$ref: '#/components/schemas/B'}], discriminator: {propertyName: t, mapping: {b: '#/components/Bb'}}}"
            )
            + "    B: {properties: {t: {type: string}}}\n",
            6,
            "`#/components/Bb` leads nowhere: did you mean `#/components/schemas/B`?",
        ),
    ],
)
def test_other_mistakes_have_a_remedy(text: str, line: int, reason: str, generate: ModuleType, tmp_path: Path) -> None:
    [found] = problems_of(tmp_path, text)
    assert found.startswith(f"{line}: ")
    assert found.endswith(reason)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_unambiguous_oddities_are_corrected_with_a_warning(version: str, generate: ModuleType, tmp_path: Path) -> None:
    text = (
        HEAD.replace("3.1.0", version)
        + """\
tags:
paths:
  /a/{id}:
    get:
      description:
      parameters:
        - {name: id, in: path, schema: {type: string, default: null}}
      responses: {"200": {}}
components:
  schemas:
    A: {type: object, properties: , required: []}
"""
    )
    spec = tmp_path / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    checked = importlib.import_module("spec_check").check(spec)
    assert checked.problems == []
    problems_of = [f"{warning.line}: {warning.reason}" for warning in checked.warnings]
    assert problems_of == [
        "3: `tags` has no value, and is left out",
        "7: `description` has no value, and is left out",
        "9: a parameter in the path is always required: it lacks `required: true`",
        *(["9: the default does not fit its schema, and is left out: None is not of type 'string'"]),
        "10: the response has no `description`, which OpenAPI asks for",
        "13: `properties` has no value, and is left out",
        *(["13: `required` is empty, which OpenAPI 3.0 does not allow; it is left out"] if version == "3.0.3" else []),
    ]
    operation = checked.document["paths"]["/a/{id}"]["get"]
    assert operation["parameters"][0]["required"] is True
    assert operation["responses"]["200"]["description"] == ""
    assert importlib.import_module("generate").main(["--spec", str(spec), "--output", str(tmp_path / "mended_api")]) == 0


def test_duplicate_operation_id_of_fastapi_is_reported(generate: ModuleType, tmp_path: Path) -> None:
    app = fastapi.FastAPI()
    app.add_api_route("/both", lambda: None, methods=["PUT", "POST"], name="both")
    with pytest.warns(UserWarning, match="Duplicate Operation ID"):
        document = app.openapi()
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(document, indent=1), encoding="utf-8")
    [problem] = importlib.import_module("spec_check").check(spec).problems
    assert "ids are unique in a document: call this one `both_both_" in problem.reason

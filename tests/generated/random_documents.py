"""A Hypothesis strategy for OpenAPI documents: unusual names, schemas of every kind, many references."""

from typing import Any

from hypothesis import strategies as st

ODD = [
    *(
        "query",
        "self",
        "list",
        "from",
        "class",
        "type",
        "models",
        "None",
        "../x",
        '"""',
        "__init__",
        "größe",
        "1st",
        "a b",
        "a_b",
        "aB",
        "名",
    ),
    *(
        "\\",
        "'",
        "{x}",
        "",
        "properties",
        "to_dict",
        "builtins",
        "datetime",
        "id",
        "ID",
        "Any",
        "close",
        "import_module",
        "str",
        "x" * 300,
    ),
]
names = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
texts = st.sampled_from(
    ['"""; raise SystemExit', "ends with \\", 'ends with "', "{{ x }} {% y %}", "two\n\nparagraphs", ""]
) | st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=5
)
COMPONENTS = ["Alpha", "beta", "Gamma-Delta", "alpha", "List"]


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> Any:
    """A valid schema; it may be unsatisfiable or make no sense."""
    kinds = ["string", "number", "enum", "const", "ref", "anything", "free"]
    if depth:
        kinds += ["object", "object", "array", "map", "anyOf", "oneOf", "allOf", "types", "discriminated"]
    kind = draw(st.sampled_from(kinds))
    inner = schemas(depth=depth - 1) if depth else st.just({})
    schema: dict[str, Any] = {}
    if kind == "string":
        schema = {"type": "string"}
        if draw(st.booleans()):
            schema["format"] = draw(st.sampled_from(["uuid", "date", "date-time", "binary", "password", "decimal", "odd"]))
        if draw(st.booleans()):
            schema |= {
                "minLength": draw(st.integers(0, 3)),
                "pattern": draw(st.sampled_from(["^a", '"""', "\\\\", "(", "\\p{L}"])),
            }
    elif kind == "number":
        schema = {"type": draw(st.sampled_from(["number", "integer"])), "minimum": draw(st.integers() | st.floats(-1e9, 1e9))}
    elif kind == "enum":
        schema = {"enum": draw(st.lists(values, min_size=1, max_size=4))}
    elif kind == "const":
        schema = {"const": draw(values)}
    elif kind == "ref":
        schema = {"$ref": f"#/components/schemas/{draw(st.sampled_from(COMPONENTS))}"}
    elif kind == "anything":
        return draw(st.sampled_from([{}, True, False]))
    elif kind == "object":
        properties = draw(st.dictionaries(names, inner, max_size=4))
        required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True)) if properties else []
        schema = {"type": "object", "properties": properties, "required": required}
        if draw(st.booleans()):
            schema["additionalProperties"] = draw(inner)
    elif kind == "array":
        schema = {"type": "array", "items": draw(inner), "uniqueItems": draw(st.booleans())}
    elif kind == "map":
        schema = {"type": "object", "additionalProperties": draw(inner)}
    elif kind in ("anyOf", "oneOf", "allOf"):
        schema = {kind: draw(st.lists(inner, min_size=1, max_size=3))}
    elif kind == "types":
        schema = {
            "type": draw(st.lists(st.sampled_from(["string", "integer", "null", "array", "object"]), min_size=1, unique=True))
        }
        schema |= {"properties": {draw(names): draw(inner)}, "items": draw(inner)}
    elif kind == "discriminated":
        schema = {"oneOf": draw(st.lists(inner, min_size=1, max_size=3)), "discriminator": {"propertyName": draw(names)}}
        schema["discriminator"]["mapping"] = {draw(names): draw(st.sampled_from([*COMPONENTS, "no such"]))}
    else:
        schema = {"type": "object"}
    return schema | draw(
        st.fixed_dictionaries(
            {},
            optional={
                "description": texts,
                "title": texts,
                "default": values,
                "readOnly": st.booleans(),
                "writeOnly": st.booleans(),
                "x-secret": st.booleans(),
                "ge": st.integers(),
            },
        )
    )


@st.composite
def operations(draw: st.DrawFn, in_path: list[str]) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": draw(schemas(depth=1))} for name in in_path]
    parameters += [
        {
            "name": name,
            "in": "query",
            "required": draw(st.booleans()),
            "description": draw(texts),
            "style": draw(st.sampled_from(["form", "deepObject", "pipeDelimited", "spaceDelimited"])),
            "schema": draw(schemas(depth=1)),
        }
        for name in draw(st.lists(names, unique=True, max_size=3))
    ]
    media = st.sampled_from(
        ["application/json", "multipart/form-data", "application/x-www-form-urlencoded", "text/plain", "image/png"]
    )
    content = st.dictionaries(media, st.fixed_dictionaries({"schema": schemas()}), min_size=1, max_size=2)
    statuses = st.sampled_from(["200", "201", "204", "2XX", "404", "5XX", "default"])
    responses = st.dictionaries(
        statuses, st.fixed_dictionaries({"description": texts}, optional={"content": content}), min_size=1
    )
    operation: dict[str, Any] = {"parameters": parameters, "responses": draw(responses)}
    if draw(st.booleans()):
        operation["requestBody"] = {"required": draw(st.booleans()), "content": draw(content)}
    return operation | draw(
        st.fixed_dictionaries(
            {}, optional={"summary": texts, "description": texts, "tags": st.lists(names, min_size=1, max_size=2)}
        )
    )


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """An OpenAPI 3.1 document that is valid in most cases."""
    paths: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 3))):
        in_path = draw(st.lists(st.sampled_from(["id", "class", "a-b", "self"]), unique=True, max_size=2))
        path = f"/p{number}" + "".join(f"/{{{name}}}" for name in in_path)
        paths[path] = draw(
            st.dictionaries(st.sampled_from(["get", "post", "put", "delete"]), operations(in_path), min_size=1, max_size=2)
        )
    ids = draw(st.lists(names, min_size=8, max_size=8, unique=True))
    for operation in (operation for item in paths.values() for operation in item.values()):
        if draw(st.booleans()):
            operation["operationId"] = ids.pop()
    components = {name: draw(schemas()) for name in COMPONENTS}
    info = {"title": draw(texts), "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": components}}

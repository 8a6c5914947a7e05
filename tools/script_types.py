"""Writes the types of script entries for Python, from the JSON Schema that the sandbox validates scripts by.

Run `python tools/script_types.py` after each change of `script.schema.json`; with `--check` it only compares. `x-python` in the
schema is the type in Python of what takes more than JSON there; `positional` is no keyword argument.
"""

import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "sandbox/browser_use_sandbox/script"
SCHEMA, TYPES = FOLDER / "script.schema.json", FOLDER / "types.py"
WIDTH = 128
#: The definitions that get a type, those that others use first.
NAMES = {"message": "MessageEntry", "step": "StepEntry", "task": "TaskEntry", "fault": "FaultOptions", "limits": "LimitOptions"}
HEAD = '''"""The entries of scripts as types. Made by tools/script_types.py from script.schema.json, not by hand."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, Required, TypedDict

from .request import TaskRequest

Amount = Decimal | float | str
#: The id of an operation of the document, or putFile or getFile for what the storage host does.
OperationId = str
'''
PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None", "object": "dict[str, Any]"}


def types(schema: dict[str, Any]) -> str:
    definitions = schema["$defs"]
    classes = ["\n".join(_class(name, definitions[kind], definitions)) for kind, name in NAMES.items()]
    return "\n\n\n".join([HEAD.rstrip(), *classes]) + "\n"


def _class(name: str, kind: dict[str, Any], definitions: dict[str, Any]) -> Iterator[str]:
    yield f"class {name}(TypedDict, total=False):"
    first, _, rest = kind["description"].partition(". ")
    yield f'    """{first}.\n\n    {rest}\n    """' if rest else f'    """{first}"""'
    yield ""
    for word, value in kind["properties"].items():
        if value.get("x-python") == "positional":
            continue
        if "description" in value:
            yield textwrap.fill(value["description"], WIDTH, initial_indent="    #: ", subsequent_indent="    #: ")
        hint = _type(value, definitions)
        yield f"    {word}: {f'Required[{hint}]' if word in kind.get('required', ()) else hint}"


def _type(value: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "x-python" in value:
        return str(value["x-python"])
    if "$ref" in value:
        kind = value["$ref"].rpartition("/")[2]
        if kind in NAMES:
            return " | ".join([NAMES[kind], *(["str"] if "string" in definitions[kind]["type"] else [])])
        return _type(definitions[kind], definitions)
    if "enum" in value:
        return f"Literal[{', '.join(json.dumps(choice) for choice in value['enum'])}]"
    if value.get("type") == "array":
        return f"Sequence[{_type(value['items'], definitions)}]"
    kinds = value.get("type", [])
    return " | ".join(PYTHON[each] for each in ([kinds] if isinstance(kinds, str) else kinds)) or "Any"


def main() -> int:
    made = types(json.loads(SCHEMA.read_text("utf-8")))
    if "--check" not in sys.argv[1:]:
        TYPES.write_text(made, "utf-8")
    elif TYPES.read_text("utf-8") != made:
        print(f"{TYPES} is not what {SCHEMA.name} gives: run tools/script_types.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

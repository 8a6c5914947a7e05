"""Reference pages of the documentation site, generated from the code and from openapi.yaml. Each function returns one page."""

import json
import re
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

import browser_use_api
import browser_use_sandbox
import browser_use_sessions
from browser_use_api import catalogue
from browser_use_sessions import BrowserUse, BrowserUseError
from polyglot_table import named
from polyglot_targets import load

ROOT = Path(__file__).parent.parent
MADE = "<!-- Made by tools/docs_reference.py. -->\n"


def page(title: str, about: str, names: list[str], **options: Any) -> str:
    """Returns a page that mkdocstrings fills with the docstrings of `names`."""
    text = [MADE, f"# {title}\n\n{about}\n"]
    for name in names:
        text.append(f"\n::: {name}\n")
        if options:
            text.append("    options:\n" + "".join(f"      {key}: {json.dumps(value)}\n" for key, value in options.items()))
    return "".join(text)


def python_client() -> str:
    """Returns the page of all public names except errors and models."""
    names = [name for name in browser_use_sessions.__all__ if not _is_error(name) and not _is_model(name)]
    names.sort(key=lambda name: (not name.endswith("BrowserUse"), name.removeprefix("Async"), name))
    about = (
        "The public names of `browser_use_sessions`. `AsyncBrowserUse` has the same names and arguments as `BrowserUse`.\n"
        "See also: [resources](python-resources.md), [options of a run](python-options.md), [models](python-models.md),\n"
        "[errors](python-errors.md). [The client in detail](../design/client.md) describes its behaviour."
    )
    return page("Python client", about, [f"browser_use_sessions.{name}" for name in names])


def python_errors() -> str:
    import browser_use_sessions.errors as errors

    tree = (errors.__doc__ or "").partition("\n\n")[2].partition("\n\n")[0]
    about = (
        "All of them can be imported from `browser_use_sessions`.\n"
        "[Errors and retries](../how-to/errors.md) shows what to do with them.\n\n"
        f"```text\n{textwrap.dedent(tree).rstrip()}\n```"
    )
    names = [f"browser_use_sessions.{name}" for name in browser_use_sessions.__all__ if _is_error(name)]
    names.sort(key=lambda name: (not name.endswith(".BrowserUseError"), name))
    names += [f"browser_use_sessions.errors.{name}" for name in ("Issue", "Failure", "FileFailure")]
    return page("Errors", about, names, inherited_members=False, show_if_no_docstring=True)


def python_resources() -> str:
    """Returns the page of the classes of `client.sessions` and the other resources."""
    with BrowserUse(api_key="none", base_url="http://127.0.0.1:1/api/v3") as client:
        resources = {tag: type(getattr(client, tag)) for tag in catalogue.RESOURCES}
    lines = ["| attribute | class |", "|---|---|"]
    lines += [
        f"| `client.{tag}` | [`{kind.__name__}`][{kind.__module__}.{kind.__qualname__}] |" for tag, kind in resources.items()
    ]
    about = (
        "One attribute of the client for each resource of the API, one method for each operation. The same methods of\n"
        "`AsyncBrowserUse` are awaited; its lists are awaited for one page or iterated over with `async for`.\n\n"
        + "\n".join(lines)
    )
    return page("Resources", about, [f"{kind.__module__}.{kind.__qualname__}" for kind in resources.values()])


def python_options() -> str:
    about = "Keyword arguments of `run`, `stream`, `run_many` and `session`. All are optional."
    options = ["RunOptions", "ManyOptions", "WaitOptions", "SessionOptions"]
    names = [f"browser_use_sessions.options.{name}" for name in options] + ["browser_use_api.options.SessionOptions"]
    return page("Options of a run", about, names, show_if_no_docstring=True, inherited_members=False)


def python_models() -> str:
    import browser_use_api.models as models

    about = (
        "The results of the methods: immutable classes, one for each schema of the API, with the API's own descriptions.\n"
        "Amounts are `Decimal`, times are aware `datetime`, IDs are strings.\n\n"
        "The first three classes are the bases of all others: `ModelBase` of the objects, `Page` of the pages of lists,\n"
        "`OpenString` of the strings with listed values. Their members are described only there."
    )
    names = [f"browser_use_api.{name}" for name in ("_core.model.ModelBase", "_core.paging.Page", "_core.enums.OpenString")]
    names += [f"browser_use_api.models.{name}" for name in models.__all__]
    return page("Models", about, names, inherited_members=False, show_if_no_docstring=True)


def python_generated() -> str:
    about = (
        "`make generate` generates `browser_use_api` from `openapi.yaml`. The client is built on it. It can also be used alone,\n"
        "for plain calls without waiting and cleanup. Its objects and enums are the [models](python-models.md)."
    )
    names = sorted((name for name in browser_use_api.__all__ if name != "models"), key=lambda name: ("Client" not in name, name))
    names += sorted(f"resources.{tag}" for tag in catalogue.RESOURCES)
    return page("Generated client", about, [f"browser_use_api.{name}" for name in names], show_if_no_docstring=True)


def sandbox_python() -> str:
    about = (
        "The public names of `browser_use_sandbox`. `Sandbox` takes every field of `Settings` by keyword, and has\n"
        "the methods of `Handle`. [Test without a key](../how-to/sandbox.md) has examples."
    )
    names = [f"browser_use_sandbox.{name}" for name in browser_use_sandbox.__all__ if name != "DEFAULT_API_KEY"]
    return page("Sandbox in Python", about, names, inherited_members=False, show_if_no_docstring=True)


def sandbox_scripts() -> str:
    """Returns the page of the properties of scripts, from the JSON Schema that the sandbox uses."""
    schema = json.loads((ROOT / "sandbox/browser_use_sandbox/script/script.schema.json").read_text("utf-8"))
    text = [
        MADE,
        "# Sandbox scripts\n\n",
        "A script defines what tasks do and which calls fail. Its properties are the same in a YAML file ",
    ]
    text.append(
        "(`bu-sessions sandbox --script FILE`), as arguments of `Sandbox.script` and `Sandbox.fail`, and as JSON over the\n"
    )
    text.append("[control API](sandbox-control.md). [Test without a key](../how-to/sandbox.md) has examples.\n")
    for name, kind in schema["$defs"].items():
        if "properties" in kind:
            text.append(f"\n## {name}\n\n{kind.get('description', '')}\n\n| property | type | meaning |\n|---|---|---|\n")
            text += [_property(name, schema, name in kind.get("required", [])) for name, schema in kind["properties"].items()]
    text.append("\n## Values\n")
    for name, kind in schema["$defs"].items():
        if "properties" not in kind:
            text.append(f"\n### {name}\n\n{_kind(kind)}. {kind.get('description', '')}\n")
    return "".join(text)


def command_line() -> str:
    """Returns the page of all commands with their help texts."""
    from browser_use_sessions.cli import group

    root = next(value for value in vars(group).values() if isinstance(value, click.Group))
    text = [
        MADE,
        "# Command line\n\nEach command shows this with `--help`. [Exit codes](exit-codes.md) and [JSON](json.md) have separate ",
    ]
    text.append("pages.\n\n")
    commands = list(_commands(root, click.Context(root, info_name="bu-sessions")))
    text += [f"- [`{name}`](#{name.replace(' ', '-')}): {first}\n" for name, first, _ in commands]
    text += [f"\n## {name} {{ #{name.replace(' ', '-')} }}\n\n```text\n{shown}\n```\n" for name, _, shown in commands]
    return "".join(text)


def programs() -> str:
    """Returns the page of the programs in polyglot/, with all files of each."""
    text = [
        MADE,
        "# Programs in other languages\n\nThe programs that `make polyglot` runs, each with the commands that make its client\n",
        "(`target.yaml`). [Clients in other languages](languages.md) has the table and the known limits.\n",
    ]
    for target in load().values():
        text.append(f"\n## {named(target)} {{ #{target.name} }}\n")
        files = (path for path in sorted(target.folder.iterdir()) if path.is_file() and path.name != "openapi.open.yaml")
        text += [
            f'\n```{path.suffix[1:]} title="polyglot/{target.name}/{path.name}"\n{path.read_text("utf-8").rstrip()}\n```\n'
            for path in files
        ]
    return "".join(text)


def http_api(document: dict[str, Any]) -> str:
    """Returns the page with a table of the operations and a link to Redoc's page."""
    methods = _python_methods()
    text = [MADE, "# HTTP API\n\n[Open the whole reference](http/index.html){ .md-button .md-button--primary }\n\n"]
    text.append("It shows `openapi.yaml`: every parameter, body and response, with examples. The document itself is\n")
    text.append(
        "[here](http/openapi.yaml); its `x-source` says whether a fact is from the API's public documentation or assumed.\n\n"
    )
    text.append("| operation | | in Python |\n|---|---|---|\n")
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                name, tag = operation["operationId"], operation["tags"][0]
                link = f"http/index.html#tag/{tag}/operation/{name}"
                text.append(
                    f"| [`{verb.upper()} {path}`]({link}) | {operation['summary']} | `client.{tag}.{methods[verb, path]}` |\n"
                )
    return "".join(text)


def http_page(document: dict[str, Any]) -> str:
    """Returns a page with Redoc and the document inside: a page from a local file may not fetch anything."""
    data = json.dumps(document, default=str).replace("</", "<\\/")
    options = json.dumps(
        {"hideDownloadButtons": True, "expandResponses": "200,201", "nativeScrollbars": True, "hideSchemaTitles": True}
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>HTTP API - browser-use-sessions</title>
<style>body {{ margin: 0; font-family: sans-serif; }}
.back {{ display: block; padding: 8px 20px; background: #3f51b5; color: #fff; }}</style>
</head>
<body>
<a class="back" href="../http-api.html">Back to the documentation</a>
<div id="api"></div>
<script src="redoc.js"></script>
<script>Redoc.init({data}, {options}, document.getElementById("api"))</script>
</body>
</html>
"""


def read_document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    return document


def installation() -> str:
    """Returns the page of extras and versions, from pyproject.toml and constraints.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    tested = {name.replace("_", "-"): version for name, version in pins.items()}
    extras = {"": project["dependencies"], **project["optional-dependencies"]}
    pythons = ", ".join(re.findall(r"Python :: (\d\.\d+)", "\n".join(project["classifiers"])))
    text = [
        MADE,
        "# Installation\n\nIt is not on a package index yet. In a checkout, `pip install .` installs the client, and\n",
        "`pip install '.[cli,sandbox]'` also the extras `cli` and `sandbox`.\n\n",
        f"Version {project['version']} ([changelog](../changelog.md)) needs Python {project['requires-python'][2:]} or newer. ",
        f"It is tested with Python {pythons} on Linux.\n\n",
        "| extra | for | packages, and the tested version |\n|---|---|---|\n",
    ]
    for extra, purpose in EXTRAS.items():
        packages = []
        for given in extras[extra]:
            name = re.split(r"[<>=\[]", given, maxsplit=1)[0]
            packages.append(f"`{given}`" + (f" ({tested[name]})" if name in tested else ""))
        text.append(f"| {f'`{extra}`' if extra else 'none'} | {purpose} | {', '.join(packages)} |\n")
    text.append("\nThe other extras are for [contributors](../contributing.md).\n")
    return "".join(text)


EXTRAS = {
    "": "the client",
    "cli": "`bu-sessions`",
    "truststore": '`verify="system"`',
    "sandbox": "the sandbox",
    "sandbox-light": "the sandbox [without large libraries](../design/sandbox-limits.md)",
    "contract": "`bu-sessions check` and `diff`",
    "examples": "the [examples](../examples.md)",
}


def _is_error(name: str) -> bool:
    value = getattr(browser_use_sessions, name)
    return isinstance(value, type) and issubclass(value, BrowserUseError)


def _is_model(name: str) -> bool:
    return str(getattr(browser_use_sessions, name).__module__).startswith("browser_use_api")


def _python_methods() -> dict[tuple[str, str], str]:
    """Returns the client's method for the verb and path of each operation."""
    found = [one for tag in catalogue.RESOURCES for one in catalogue.operations(tag).values()]
    return {(one.method.lower(), one.path): one.name for one in found}


def _property(name: str, schema: dict[str, Any], required: bool) -> str:
    return f"| `{name}` | {_kind(schema)}{', required' if required else ''} | {schema.get('description', '')} |\n"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kinds = schema.get("type", "any value")
    text = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    return f"{text} of {_kind(schema['items'])}" if "items" in schema else text


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, str, str]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context, max_content_width=100)
        yield inner.command_path.removeprefix("bu-sessions "), command.get_short_help_str(100), command.get_help(inner)
        if isinstance(command, click.Group):
            yield from _commands(command, inner)


PAGES = {
    "reference/installation.md": installation,
    "reference/python-client.md": python_client,
    "reference/python-resources.md": python_resources,
    "reference/python-models.md": python_models,
    "reference/python-options.md": python_options,
    "reference/python-errors.md": python_errors,
    "reference/python-generated.md": python_generated,
    "reference/sandbox-python.md": sandbox_python,
    "reference/sandbox-scripts.md": sandbox_scripts,
    "reference/command-line.md": command_line,
    "programs.md": programs,
}

"""The committed package: its dependencies, its imports, and the banner of generated files."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from browser_use_api import catalogue


@pytest.fixture(scope="module")
def files(root: Path) -> list[Path]:
    return sorted((root / "generated" / "browser_use_api").rglob("*.py"))


def loaded_by(code: str) -> set[str]:
    """Runs the code in a new interpreter and returns the modules that it has imported."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_importing_the_package_loads_no_submodules() -> None:
    loaded = loaded_by("import browser_use_api, browser_use_api.models")
    assert {name for name in loaded if name.startswith("browser_use_api")} == {"browser_use_api", "browser_use_api.models"}
    assert not loaded & {"httpx", "attrs", "attr", "datetime", "uuid", "http", "email", "ssl", "dateutil"}


def test_using_a_model_loads_only_its_module() -> None:
    loaded = loaded_by("from browser_use_api.models import Session; Session")
    assert {name for name in loaded if name.startswith("browser_use_api.models.")} == {"browser_use_api.models.session"}
    assert not loaded & {"httpx", "http", "urllib.parse", "ssl", "browser_use_api.client"}


def test_importing_the_client_loads_neither_httpx_nor_models() -> None:
    loaded = loaded_by("from browser_use_api import Client; from browser_use_api.operations import sessions")
    assert "browser_use_api.operations.sessions" in loaded
    assert not loaded & {"httpx", "ssl", "attrs"}
    assert not {name for name in loaded if name.startswith(("browser_use_api.models.", "browser_use_api.resources."))}


def test_catalogue_has_every_operation_of_the_document(document: Any) -> None:
    described = {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    }
    found = {
        (each.method, each.path): each for resource in catalogue.RESOURCES for each in catalogue.operations(resource).values()
    }
    assert set(found) == set(described)
    for key, operation in found.items():
        assert operation.id == described[key]["operationId"]
        assert operation.resource == described[key]["tags"][0]
        assert (operation.paging is not None) == ("x-paging" in described[key])
    with pytest.raises(KeyError):
        catalogue.operations("nothing")


def test_every_public_name_can_be_imported() -> None:
    code = """
import browser_use_api, browser_use_api.models as models
for module in (browser_use_api, models):
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        getattr(module, name)
    try:
        module.NoSuchName
    except AttributeError as error:
        assert "NoSuchName" in str(error)
    else:
        raise AssertionError(module)
from browser_use_api.models import *
Session, Model
"""
    assert "browser_use_api.models.proxy_country_code" in loaded_by(code)


def test_each_field_has_a_docstring(files: list[Path]) -> None:
    """Editors show these docstrings where a field is used."""
    models = [file for file in files if file.parent.name == "models" and file.name != "__init__.py"]
    fields = 0
    for file in models:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.decorator_list:
                for statement, following in zip(node.body, node.body[1:], strict=False):
                    if (
                        isinstance(statement, ast.AnnAssign)
                        and isinstance(statement.target, ast.Name)
                        and statement.target.id[0] != "_"
                    ):
                        fields += 1
                        assert isinstance(following, ast.Expr), f"{file.name}: {statement.target.id}"
                        assert isinstance(following.value, ast.Constant)
    assert fields > 100


def test_only_dependencies_are_httpx_and_attrs(files: list[Path]) -> None:
    needed = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                needed |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                needed.add(str(node.module).partition(".")[0])
    assert needed - sys.stdlib_module_names == {"httpx", "attrs"}


def test_every_file_has_the_generated_banner(files: list[Path]) -> None:
    assert len(files) > 20
    for file in files:
        assert file.read_text(encoding="utf-8").startswith(
            "# Made by tools/generate.py from an OpenAPI document; never edit it.\n"
        )
    assert (files[0].parent / "py.typed").exists()

"""The committed package: what it needs, what it loads, and that nobody takes it for handwritten."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def files(root: Path) -> list[Path]:
    return sorted((root / "generated" / "browser_use_api").rglob("*.py"))


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running the code, beyond those that it starts with."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_the_package_alone_loads_next_to_nothing() -> None:
    loaded = loaded_by("import browser_use_api, browser_use_api.models")
    assert {name for name in loaded if name.startswith("browser_use_api")} == {"browser_use_api", "browser_use_api.models"}
    assert not loaded & {"httpx", "attrs", "attr", "datetime", "uuid", "http", "email", "ssl", "dateutil"}


def test_a_model_loads_itself_alone() -> None:
    loaded = loaded_by("from browser_use_api.models import Session; Session")
    assert {name for name in loaded if name.startswith("browser_use_api.models.")} == {"browser_use_api.models.session"}
    assert not loaded & {"httpx", "http", "urllib.parse", "ssl", "browser_use_api.client"}


def test_an_endpoint_loads_neither_httpx_nor_models() -> None:
    loaded = loaded_by("from browser_use_api import AuthenticatedClient; from browser_use_api.api.sessions import create_session")
    assert "browser_use_api.api.sessions.create_session" in loaded
    assert not loaded & {"httpx", "ssl"}
    assert not {name for name in loaded if name.startswith("browser_use_api.models.")}


def test_all_names_are_there() -> None:
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
Session, is_known_model, MODEL_VALUES
"""
    assert "browser_use_api.models.proxy_country_code" in loaded_by(code)


def test_it_needs_httpx_and_attrs_alone(files: list[Path]) -> None:
    needed = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                needed |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                needed.add(str(node.module).partition(".")[0])
    # typing_extensions is for type checkers, which bring it.
    assert needed - sys.stdlib_module_names == {"httpx", "attrs", "typing_extensions"}
    assert all("if TYPE_CHECKING:\n    from typing_extensions" in text for text in _using(files, "typing_extensions"))
    assert all("\n    import httpx" in text for text in _using(files, "import httpx"))


def _using(files: list[Path], name: str) -> list[str]:
    texts = [file.read_text(encoding="utf-8") for file in files]
    return [text for text in texts if name in text]


def test_every_file_says_that_it_is_made(files: list[Path]) -> None:
    assert len(files) > 20
    for file in files:
        assert file.read_text(encoding="utf-8").startswith("# Made from openapi.yaml by tools/generate.py; never edit it.")
    assert (files[0].parent / "py.typed").exists()

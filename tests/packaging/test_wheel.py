"""The built wheel (not the source folder), installed in an empty environment and used there."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser_use_sandbox import Sandbox

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
USE = """
import sys
from browser_use_sessions import BrowserUse
with BrowserUse(api_key=sys.argv[2], base_url=sys.argv[1]) as client:
    result = client.run("Say hello")
    print(result.status, type(result.total_cost_usd).__name__)
"""
TEST = """
import sys

def test_a_run(browser_use_sandbox, browser_use_client):
    assert not {"hypothesis", "schemathesis"} & sys.modules.keys()
    browser_use_sandbox.script(contains="mouse", output="39.90 dollars")
    assert browser_use_client.run("Find a mouse").output == "39.90 dollars"
"""


def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # Without the caller's Python variables and away from the source folder, so that only the installed wheel can be imported.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(words, capture_output=True, text=True, cwd="/", env=clean | environment)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def environment_with(requirement: str, home: Path) -> Path:
    """Creates an environment with only this requirement and returns its folder of programs."""
    assert run(sys.executable, "-m", "venv", home).returncode == 0
    done = run(home / "bin/python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", requirement)
    assert done.returncode == 0, done.stderr
    return home / "bin"


@pytest.fixture(scope="module")
def plain(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with(str(wheel), tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def extras(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with(f"{wheel}[cli,sandbox,contract]", tmp_path_factory.mktemp("extras"))


@pytest.fixture(scope="module", params=["cli", "cli,sandbox"])
def few_extras(wheel: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    return environment_with(f"{wheel}[{request.param}]", tmp_path_factory.mktemp("few"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(task_seconds=0.05) as running:
        yield running


def test_wheel_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packages = {"browser_use_api", "browser_use_sessions", "browser_use_sandbox", "browser_use_contract"}
    folders = {name.split("/")[0] for name in names if not name.split("/")[0].endswith(".dist-info")}
    assert folders == packages | {"browser_use_documents"}
    for package in packages:
        assert f"{package}/py.typed" in names
    for document in (ROOT / "openapi.yaml", *(ROOT / "revisions").iterdir()):
        name = f"browser_use_documents/{document.relative_to(ROOT).as_posix()}"
        assert zipfile.ZipFile(wheel).read(name) == document.read_bytes()


def test_plain_install_has_few_dependencies(plain: Path, sandbox: Sandbox) -> None:
    listed = run(plain / "python", "-m", "pip", "list", "--format=freeze").stdout.splitlines()
    installed = {line.split("==")[0] for line in listed} - {"pip", "setuptools"}
    # What httpx itself needs comes with it; sniffio spares each asyncio request a failing import in httpcore.
    assert installed == {
        "browser-use-sessions",
        "httpx",
        "attrs",
        "httpcore",
        "h11",
        "anyio",
        "certifi",
        "idna",
        "sniffio",
        "typing_extensions",
    }
    done = run(plain / "python", "-W", "error", "-c", USE, sandbox.base_url, sandbox.api_key)
    assert done.stdout == "stopped Decimal\n", done.stderr


def test_missing_cli_extra_says_what_to_install(plain: Path) -> None:
    done = run(plain / "bu-sessions", "list")
    assert done.returncode == 2
    assert "pip install '.[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["check", "--url", "http://127.0.0.1:1/api/v3"], ["diff", "old.yaml", "new.yaml"]])
def test_missing_contract_extra_says_what_to_install(few_extras: Path, words: list[str]) -> None:
    done = run(few_extras / "bu-sessions", *words)
    assert done.returncode == 2
    assert re.search(rf"`{words[0]}` needs .*allpairspy.*: pip install '\.\[contract\]'", done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_sandbox_light_fixtures_load_no_heavy_plugins(wheel: Path, tmp_path: Path) -> None:
    light = environment_with(f"{wheel}[sandbox-light]", tmp_path / "light")
    assert (
        run(light / "python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", "pytest").returncode
        == 0
    )
    (tmp_path / "test_it.py").write_text(TEST)
    done = run(light / "python", "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", tmp_path / "test_it.py")
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_extras_install_all_commands(extras: Path, sandbox: Sandbox) -> None:
    variables = {"BROWSER_USE_BASE_URL": sandbox.base_url, "BROWSER_USE_API_KEY": sandbox.api_key}
    done = run(extras / "bu-sessions", "run", "Say hello", **variables)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    with subprocess.Popen(
        [extras / "bu-sessions", "sandbox", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd="/"
    ) as served:
        assert served.stdout is not None
        assert served.stdout.readline().startswith("http://127.0.0.1:")
        served.terminate()
    assert served.returncode == 0

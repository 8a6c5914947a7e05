"""The examples of the sandbox's README work."""

import re
from pathlib import Path

import pytest

from browser_use_sandbox.control.routes import _TABLE

pytest_plugins = ["pytester"]

README = (Path(__file__).parents[2] / "sandbox/README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("\n".join(block for block in blocks("python") if "def test" in block))
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=7)


def test_the_program() -> None:
    (program,) = (block for block in blocks("python") if "def test" not in block)
    exec(compile(program, "README.md", "exec"), {})


def test_the_script(api, tmp_path) -> None:
    (script,) = blocks("yaml")
    (tmp_path / "shop.yaml").write_text(script)
    api.sandbox.load_script(tmp_path / "shop.yaml")
    session = api.create(task="Find a mouse")
    api.wait(20)
    for status in (429, 429, 200):
        over = api.call("GET", f"/sessions/{session['id']}", status)
    assert (over["output"], over["title"], over["stepCount"]) == ("39.90", "Mouse hunt", 3)


def test_the_table_of_the_control_api() -> None:
    told = set(re.findall(r"`(GET|POST) (/_sandbox[a-z/]*)`", README)) | {
        ("DELETE", path) for path in re.findall(r"(/_sandbox/\w+)`, `DELETE`", README)
    }
    assert told == {(method, path) for path, methods in _TABLE.items() for method in methods}

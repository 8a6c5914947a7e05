"""The whole `make regenerate`: the files that it writes, and that it changes nothing after an error."""

from __future__ import annotations

import http.server
import importlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser_use_contract.diff.comparison import compare_documents
from browser_use_contract.diff.loading import load_document
from tests.tools.conftest import ROOT

pytestmark = pytest.mark.slow

regenerate: Any = importlib.import_module("regenerate")

_OVERLAY = """overlay: 1.1.0
info: {title: One more, version: "1"}
extends: openapi.yaml
actions:
  - target: $.components.schemas.Profile.properties
    update:
      color:
        description: The color that people gave it.
        type: string
"""
_GOOD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
_BOMB = f"{_GOOD}x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 12)
)


def _with_schema(schema: str, schemas: str = "{}") -> str:
    content = "{application/json: {schema: " + schema + "}}"
    paths = "{/a: {get: {responses: {'200': {description: A., content: " + content + "}}}}}"
    return f"{_GOOD}paths: {paths}\ncomponents: {{schemas: {schemas}}}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the files that `make regenerate` changes."""
    for name in ("openapi.yaml", "CHANGELOG.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "generated/browser_use_api", tmp_path / "generated/browser_use_api", ignore=_ignored)
    shutil.copytree(ROOT / "revisions", tmp_path / "revisions")
    return tmp_path


_ignored = shutil.ignore_patterns("__pycache__")


def state(root: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.rglob("*") if path.is_file()}


def changed(before: dict[Path, tuple[bytes, int]], root: Path) -> set[str]:
    after = state(root)
    return {str(path.relative_to(root)) for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def run(root: Path, new: Path | str) -> int:
    code: int = regenerate.main([str(new), "--root", str(root)])
    return code


def write(root: Path, text: str, name: str = "new.yaml") -> Path:
    (root / name).write_text(text, encoding="utf-8")
    return root / name


def test_new_property_changes_document_model_and_changelog(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = write(root, _OVERLAY)
    before = state(root)
    assert run(root, new) == 0
    assert changed(before, root) == {"openapi.yaml", "CHANGELOG.md", "generated/browser_use_api/models/profile.py"}
    expected = capsys.readouterr().out
    assert "color" in expected
    assert "Proposed version: 0.1.1 (now 0.1.0)" in expected
    entry = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "`color`" in entry
    assert "taken over from `new.yaml` on" in entry
    assert str(root) not in entry
    assert (
        "x-source: neighbour\n          type: string\n"
        in (root / "openapi.yaml").read_text(encoding="utf-8").partition("color:")[2]
    )


def test_second_run_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = write(root, _OVERLAY)
    assert run(root, new) == 0
    before = state(root)
    assert run(root, new) == 0
    assert changed(before, root) == set()
    assert "Nothing to take over" in capsys.readouterr().out


def test_revisions_apply_one_after_the_other(root: Path) -> None:
    for name in ("2026-04-04", "2026-04-09", "2026-05-05", "2026-11"):
        assert run(root, root / f"revisions/{name}.overlay.yaml") == 0
        before = state(root)
        assert run(root, root / f"revisions/{name}.overlay.yaml") == 0
        assert changed(before, root) == set()
        overlay = str(root / f"revisions/{name}.overlay.yaml")
        assert not compare_documents(load_document(overlay), load_document(str(root / "openapi.yaml"))).changes
    assert "x-revision: 2026-11" in (root / "openapi.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the document is empty"),
        ("just text", ":1: an OpenAPI document is an object"),
        ("<!doctype html><html></html>", "this is HTML or XML"),
        ("swagger: '2.0'\npaths: {}\n", ":1: says `swagger: 2.0`"),
        ("openapi: 2.9.0\npaths: {}\n", ":1: says `openapi: 2.9.0`"),
        (_with_schema("{$ref: '#/components/schemas/None'}"), ":3: the reference `#/components/schemas/None` does not exist"),
        (_with_schema("{$ref: 'other.yaml#/A'}"), ":3: the reference `other.yaml#/A` points to another file"),
        (_with_schema("{}", "{A: {$ref: '#/components/schemas/A'}}"), "points to itself"),
        (_BOMB, "are aliases multiplying?"),
        (f"{_GOOD}paths: {{}}\nx-a: [1, 2\n", "not valid YAML"),
        (
            _OVERLAY.replace("schemas.Profile", "schemas.Nothing"),
            ":5: the target `$.components.schemas.Nothing.properties` matches",
        ),
        (_OVERLAY.replace("type: string", "type: strong"), "openapi.yaml:"),
        (_OVERLAY.replace("type: string", "$ref: '#/components/schemas/None'"), "does not exist"),
    ],
)
def test_invalid_document_changes_nothing(root: Path, text: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    new = write(root, text)
    before = state(root)
    assert run(root, new) == 2
    assert changed(before, root) == set()
    shown = capsys.readouterr()
    assert shown.err.startswith("Nothing was changed. ")
    assert expected in shown.err
    assert shown.out == ""


def test_unreadable_file_changes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = state(root)
    big = root / "big.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    for new, expected in (
        (root, "is a directory"),
        (root / "none.yaml", "No such file"),
        (big, "larger than 32 MB"),
        ("", "NEW=path"),
    ):
        assert run(root, new) == 2
        assert expected in capsys.readouterr().err
    big.unlink()
    assert changed(before, root) == set()


def test_document_over_http_is_applied(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(root / "served"))

        def log_message(self, *_: Any) -> None:
            pass

    (root / "served").mkdir()
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    write(root / "served", text.replace("cookieDomains:", "cookieNames:"), "openapi.yaml")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        assert run(root, f"{url}/openapi.yaml?token=hidden") == 0
        assert run(root, f"{url}/") == 2
    finally:
        server.shutdown()
        server.server_close()
    assert "hidden" not in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "the URL returns a web page" in capsys.readouterr().err
    assert "cookieNames" in (root / "generated/browser_use_api/models/profile.py").read_text(encoding="utf-8")


@pytest.fixture
def paused(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Starts `make regenerate` so that it waits for a line on standard input while it writes files."""
    program = f"""
import sys
sys.path.insert(0, {str(ROOT / "tools")!r})
from pathlib import Path
import regenerate
from takeover import files
once = files._written_beside
def slow(path, content):
    print("writing", flush=True)
    sys.stdin.readline()
    return once(path, content)
files._written_beside = slow
sys.exit(regenerate.main([{str(write(root, _OVERLAY))!r}, "--root", {str(root)!r}]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def test_ctrl_c_while_writing_completes_all_files(root: Path, paused: subprocess.Popen[str]) -> None:
    assert paused.stdout is not None
    assert paused.stdout.readline() == "writing\n"
    os.kill(paused.pid, signal.SIGINT)
    _, told = paused.communicate("\n" * 10)
    assert "Interrupted; all files were written before. To undo: git restore" in told
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    assert "color:" in text
    assert "color" in (root / "generated/browser_use_api/models/profile.py").read_text(encoding="utf-8")
    assert not [path for path in root.rglob(".*") if path.is_file()]


def test_ctrl_c_before_writing_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    new = write(root, _OVERLAY)
    before = state(root)
    monkeypatch.setattr(regenerate, "_checked", interrupt)
    assert run(root, new) == 128 + signal.SIGINT
    assert changed(before, root) == set()


def test_failed_write_restores_all_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = importlib.import_module("takeover.files")
    new = write(root, _OVERLAY)
    before = {path: content for path, (content, _) in state(root).items()}
    replace = Path.replace
    left = [2]

    def failing(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(files.Path, "replace", failing)
    assert run(root, new) == 2
    assert left[0] < 0, "what was written first was put back"
    assert {path: content for path, (content, _) in state(root).items()} == before


def test_make_regenerate_without_new_prints_usage() -> None:
    done = subprocess.run(["make", "-s", "regenerate"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "make regenerate NEW=path" in done.stderr

"""The overlays, and how commands and fixtures take them: by name, as a file, and when they are broken."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from browser_use_contract.command import check
from browser_use_contract.diff.loading import load_document
from browser_use_sandbox.command import sandbox
from browser_use_sandbox.contract.document import DocumentError, read_document
from browser_use_sandbox.contract.loading import own_document, own_file
from mutants import harness
from tests.revisions.conftest import LATEST, REVISIONS, ROOT

pytestmark = pytest.mark.slow

_BASE = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ntags: [{name: a}, {name: b}]\npaths: {/a: {get: {responses: {}}}}\n"


def run(command: click.Command, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(command, list(arguments))
    return done.exit_code, done.stdout, done.stderr


def applied(folder: Path, actions: str, version: str = "1.1.0") -> object:
    """What an overlay makes of a small document."""
    (folder / "base.yaml").write_text(_BASE)
    (folder / "new.overlay.yaml").write_text(f"overlay: {version}\nextends: base.yaml\nactions:\n{actions}\n")
    return read_document(folder / "new.overlay.yaml")


def test_there_are_those_of_the_facts() -> None:
    assert REVISIONS == ["2026-04-04", "2026-04-09", "2026-05-05", "2026-11"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_both_readings_of_an_overlay_are_the_same_document(revision: str) -> None:
    """Sandbox and suite apply overlays each by code of its own."""
    name = f"{revision}.overlay.yaml"
    other = load_document(str(ROOT / "revisions" / name)).tree.value
    assert json.dumps(read_document(own_file(revision)), default=str) == json.dumps(other, default=str)
    assert other["info"]["x-revision"] == revision


@pytest.mark.parametrize(
    ("actions", "version", "path", "expected"),
    [
        ("- {target: $.tags, update: [{name: c}]}", "1.1.0", "tags", [{"name": "a"}, {"name": "b"}, {"name": "c"}]),
        ("- {target: $.tags, update: {name: c}}", "1.0.0", "tags", [{"name": "a"}, {"name": "b"}, {"name": "c"}]),
        ("- {target: \"$.tags[?@.name == 'a']\", remove: true}", "1.0.0", "tags", [{"name": "b"}]),
        ("- {target: '$.tags[*]', remove: true}", "1.0.0", "tags", []),
        ("- {target: '$.tags[*]', update: {x: 1}}", "1.0.0", "tags", [{"name": "a", "x": 1}, {"name": "b", "x": 1}]),
        ("- {target: $.info.title, update: U}", "1.0.0", "info", {"title": "U", "version": "1"}),
        ("- {target: $.info, copy: '$.tags[0]'}", "1.1.0", "info", {"title": "T", "version": "1", "name": "a"}),
    ],
)
def test_actions(tmp_path: Path, actions: str, version: str, path: str, expected: object) -> None:
    document = applied(tmp_path, actions, version)
    assert isinstance(document, dict)
    assert document[path] == expected


BROKEN = [
    ("- {target: $.nothing, update: {}}", r"actions\[0\]: the target `\$\.nothing` matches nothing"),
    (
        "- {target: $.info, update: {}}\n- {target: $.info.x, remove: true}",
        r"actions\[1\]: the target `\$\.info\.x` matches nothing",
    ),
    ("- {target: '$.a[', update: {}}", r"actions\[0\]: `\$\.a\[` is not a JSONPath"),
    ("- {target: $.info}", r"actions\[0\]: has none of `update`, `copy` and `remove: true`"),
    ("- {update: {}}", r"actions\[0\]: `target` must be a JSONPath"),
    ("- text", r"actions\[0\]: an action must be an object"),
    ("- {target: $, remove: true}", "the whole document cannot be removed"),
    ("- {target: $.info, update: 3}", "only an object can update an object"),
    ("- {target: $.info, copy: $.nothing}", "`copy` selects 0 values"),
    ("  []", "an overlay needs at least one action"),
    ("- {target: $.info, update: {", "is not YAML"),
]


@pytest.mark.parametrize(("actions", "reason"), BROKEN)
def test_a_broken_overlay(tmp_path: Path, actions: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as told:
        applied(tmp_path, actions)
    assert "new.overlay.yaml" in str(told.value)


def test_an_overlay_of_another_standard(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"says `overlay: 2\.0\.0`"):
        applied(tmp_path, "- {target: $.info, update: {}}", "2.0.0")


@pytest.mark.parametrize("extends", ["", "extends: new.yaml", "extends: nowhere.yaml"])
@pytest.mark.parametrize("command", [sandbox, check])
def test_an_overlay_over_nothing(tmp_path: Path, command: click.Command, extends: str) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(f"overlay: 1.1.0\n{extends}\nactions: [{{target: $.info, update: {{}}}}]")
    code, out, error = run(command, "--spec", str(file), *_AIM[command is check])
    assert (code, out) == (2, "")
    assert any(text in error.replace("\n", "") for text in ("extends: FILE", "in a circle", "No such file"))


#: A URL that nobody serves: what is wrong is told before anything is sent.
_AIM: Sequence[Sequence[str]] = ((), ("--url", "http://127.0.0.1:1/api/v3"))


@pytest.mark.parametrize("command", [sandbox, check])
def test_an_overlay_whose_target_matches_nothing(tmp_path: Path, command: click.Command) -> None:
    file = tmp_path / "new.overlay.yaml"
    file.write_text(f"overlay: 1.1.0\nextends: {ROOT}/openapi.yaml\nactions: [{{target: $.nothing, update: {{}}}}]")
    code, out, error = run(command, "--spec", str(file), *_AIM[command is check])
    assert (code, out) == (2, "")
    assert "the target `$.nothing` matches nothing" in " ".join(error.split())
    assert "new.overlay.yaml" in error.replace("\n", "")


@pytest.mark.parametrize("command", [sandbox, check])
def test_an_unknown_name(command: click.Command) -> None:
    code, out, error = run(command, "--revision", "2026-12", *_AIM[command is check])
    assert (code, out) == (2, "")
    assert all(name in error for name in ("2026-12", *REVISIONS, "latest"))


@pytest.mark.parametrize("command", [sandbox, check])
def test_a_revision_beside_a_document(command: click.Command) -> None:
    code, out, error = run(command, "--revision", "latest", "--spec", str(ROOT / "openapi.yaml"), *_AIM[command is check])
    assert (code, out) == (2, "")
    assert "cannot be given together" in error


@pytest.mark.parametrize("command", [sandbox, check])
def test_the_names_are_listed(command: click.Command) -> None:
    code, out, _ = run(command, "--list-revisions")
    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == REVISIONS
    assert all(line.split("\t")[1] for line in out.splitlines())


def test_a_revision_is_printed_as_a_whole() -> None:
    code, out, _ = run(sandbox, "--revision", "latest", "--print-spec")
    assert code == 0
    assert yaml.safe_load(out) == read_document(own_file(LATEST))
    code, out, _ = run(sandbox, "--print-spec")
    assert (code, out) == (0, (ROOT / "openapi.yaml").read_text())


_TEST = """
import pytest

@pytest.mark.browser_use_sandbox(revision="latest")
def test_today(browser_use_sandbox, browser_use_client):
    session = browser_use_client.sessions.create(extra_body={"thinkingLevel": "high"})
    assert session.thinking_level == "high"

@pytest.mark.browser_use_sandbox(revision="yesterday")
def test_no_revision(browser_use_sandbox):
    pass
"""


def _pytest(folder: Path, *options: str, plugins: Sequence[str]) -> str:
    words = [word for plugin in plugins for word in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), *words, *options, str(folder)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    return done.stderr + done.stdout


def test_the_sandbox_s_fixtures_take_a_revision(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(_TEST)
    told = _pytest(tmp_path, plugins=("browser_use_sandbox.pytest_plugin", "browser_use_sessions.pytest_plugin"))
    assert "1 passed, 1 error" in told, told
    assert "there is no revision 'yesterday'; there are: 2026-04-04" in told


def test_the_suite_s_plugin_takes_a_revision(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    plugins = ("browser_use_contract.pytest_plugin",)
    with harness.served(task_seconds=0.05, revision=LATEST) as url:
        options = ("--contract-url", url, "--contract-api-key", harness.KEY, "--contract-quick", "--contract-strict")
        told = _pytest(tmp_path, *options, "--contract-revision", "latest", "-v", plugins=plugins)
    assert "single-view::recordingUrls PASSED" in told, told[-3000:]
    assert " failed" not in told.splitlines()[-1]
    told = _pytest(tmp_path, *options, "--contract-revision", "2026", plugins=plugins)
    assert "There is no revision '2026'" in told


def test_a_changed_overlay_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was parsed is kept for the next start, for as long as none of its files has changed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "revisions").mkdir()
    (tmp_path / "openapi.yaml").write_text(_BASE)
    overlay = tmp_path / "revisions" / "2030-01.overlay.yaml"
    monkeypatch.setattr("browser_use_sandbox.contract.loading._FOLDER", tmp_path)
    text = "overlay: 1.1.0\nextends: ../openapi.yaml\nactions: [{target: $.info, update: {title: %s}}]"
    for title in ("First", "Another"):
        overlay.write_text(text % title)
        assert own_document("latest")["info"]["title"] == title
        assert own_document("2030-01")["info"]["title"] == title
    (tmp_path / "openapi.yaml").write_text(_BASE.replace("'1'", "'200'"))
    assert own_document("latest")["info"]["version"] == "200"
    for cached in (tmp_path / "cache").rglob("*.json"):
        cached.write_text("damaged")
    assert own_document("latest")["info"]["version"] == "200"

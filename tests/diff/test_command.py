"""`bu-sessions diff`: exit codes and output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from browser_use_contract.diff.command import diff

_OLD = """openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /things/{id}:
    get:
      responses:
        "200":
          description: A thing.
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Thing"
components:
  schemas:
    Thing:
      type: object
      required: [state]
      properties:
        state:
          enum: [new, old]
        size:
          type: integer
"""
_ADDED = _OLD.replace("[new, old]", "[new, old, lost]")
_LESS = _OLD.replace("[new, old]", "[new]")
_FREE = _OLD.replace("enum: [new, old]", "type: string")
_MORE = _OLD + "        color:\n          type: string\n"
_WORDS = _OLD.replace("A thing.", "One thing.")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    found = {}
    for name, content in {"old": _OLD, "added": _ADDED, "less": _LESS, "free": _FREE, "more": _MORE, "words": _WORDS}.items():
        (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        found[name] = str(tmp_path / f"{name}.yaml")
    return found


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(diff, arguments)


@pytest.mark.parametrize(
    ("new", "options", "code"),
    [
        ("old", [], 0),
        ("added", [], 1),
        ("added", ["--open-enums"], 0),
        ("added", ["--open-enums", "--breaking", "any"], 0),
        ("less", [], 0),
        ("less", ["--breaking", "any"], 1),
        ("less", ["--breaking", "any", "--open-enums"], 0),
        ("free", [], 1),
        ("free", ["--open-enums", "--breaking", "any"], 0),
        ("more", ["--breaking", "any"], 0),
        ("words", ["--breaking", "any"], 0),
    ],
)
def test_exit_code(files: dict[str, str], new: str, options: list[str], code: int) -> None:
    result = _run(files["old"], files[new], *options)
    assert result.exit_code == code, result.output


def test_terminal_report_of_a_breaking_change(files: dict[str, str]) -> None:
    result = _run(files["old"], files["added"])
    assert result.stdout == (
        "Breaks old clients on a new server (1)\n"
        "  ✗ GET /things/{id} · response 200 application/json · state\n"
        '      The list of allowed values gains "lost"\n'
        "      The new server may send what old clients do not expect.\n"
        f"      {files['old']}:20 -> {files['added']}:20\n"
        "\n"
        "An old client on a new server: breaks\n"
        "A new client on an old server: works\n"
        "Version step: major: old clients break\n"
    )
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("new", "step"), [("old", "none"), ("words", "patch"), ("more", "minor"), ("less", "minor"), ("added", "major")]
)
def test_json_report_has_the_version_step(files: dict[str, str], new: str, step: str) -> None:
    result = _run(files["old"], files[new], "--json", "-")
    written = json.loads(result.stdout)
    assert (written["format"], written["version"], written["step"]) == ("browser-use-contract-diff", 1, step)
    assert written["old"] == {"source": files["old"], "openapi": "3.1.0", "title": "Shop", "version": "1"}


def test_json_report_describes_each_change(files: dict[str, str], tmp_path: Path) -> None:
    _run(files["old"], files["added"], "--json", str(tmp_path / "out.json"))
    written: dict[str, Any] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert written["old_client"] == "breaks"
    assert written["new_client"] == "works"
    assert written["counts"] == {"changes": 1, "old_client_breaks": 1, "new_client_breaks": 0}
    assert written["changes"] == [
        {
            "kind": "enum-value-added",
            "what": "the list of allowed values gains",
            "old": None,
            "new": '"lost"',
            "breaks": {"old_client": True, "new_client": False},
            "why": "The new server may send what old clients do not expect.",
            "where": [{"operation": "GET /things/{id}", "part": "response 200 application/json", "path": "state"}],
            "old_line": {"source": files["old"], "line": 20},
            "new_line": {"source": files["added"], "line": 20},
        }
    ]


def test_markdown_report_is_written_to_a_file(files: dict[str, str], tmp_path: Path) -> None:
    result = _run(files["old"], files["added"], "--markdown", str(tmp_path / "out.md"))
    assert result.stdout.startswith("Breaks old clients")  # the terminal report is shown too
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert text.startswith(f"### API changes: `{files['old']}` → `{files['added']}`\n")
    assert (
        '- `GET /things/{id}` `response 200 application/json` `state`: the list of allowed values gains `"lost"`. The new' in text
    )


def test_text_of_documents_is_escaped_in_reports(files: dict[str, str], tmp_path: Path) -> None:
    evil = tmp_path / "evil.yaml"
    evil.write_text(_OLD.replace("old]", '"`<script>[x](y)\\e[31m|"]'), encoding="utf-8")
    markdown, terminal = _run(files["old"], str(evil), "--markdown", "-").stdout, _run(files["old"], str(evil)).stdout
    assert '`` "`<script>[x](y)\\u001b[31m|" ``' in markdown
    assert "\x1b" not in markdown + terminal
    assert "[x](y)" in terminal


def test_unwritable_report_file_exits_with_2(files: dict[str, str], tmp_path: Path) -> None:
    result = _run(files["old"], files["old"], "--json", str(tmp_path / "none" / "out.json"))
    assert result.exit_code == 2
    assert "Cannot write" in result.stderr


def test_bu_sessions_has_the_diff_command(files: dict[str, str]) -> None:
    command = [str(Path(sys.executable).parent / "bu-sessions"), "diff", files["old"], files["less"], "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new_client"] == "breaks"

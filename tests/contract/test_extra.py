"""The commands say which packages are missing, before they do anything."""

from importlib import metadata
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from browser_use_contract.command import check
from browser_use_contract.diff.command import diff

DISTRIBUTION = metadata.distribution


@pytest.mark.parametrize(
    ("command", "words"),
    [(check, ["--url", "http://127.0.0.1:1/api/v3"]), (check, ["--rate", "none"]), (diff, ["old.yaml", "new.yaml"])],
    ids=["check", "check with an invalid option", "diff"],
)
def test_missing_packages_are_named(
    command: click.Command, words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def without_two(name: str) -> metadata.Distribution:
        if name in ("allpairspy", "jsonschema-rs"):
            raise metadata.PackageNotFoundError(name)
        return DISTRIBUTION(name)

    monkeypatch.setattr(metadata, "distribution", without_two)
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 2
    assert f"`{command.name}` needs allpairspy, jsonschema-rs: pip install '.[contract]'" in done.stderr

"""How `make polyglot` handles generators that warn and programs that fail, with stand-in targets that need only Python."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import polyglot
import polyglot_install
import polyglot_options
import polyglot_pins
import polyglot_run
import polyglot_table
import polyglot_targets
from polyglot_targets import Target

pytestmark = pytest.mark.slow

PYTHON = sys.executable
EXPECTED = polyglot_run.EXPECTED


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    """A target that generates nothing and whose program prints the content of main.txt."""
    monkeypatch.setattr(polyglot_targets, "HOME", tmp_path)
    monkeypatch.setattr(polyglot_options, "HOME", tmp_path)
    (tmp_path / "made-up").mkdir()
    (tmp_path / "made-up/main.txt").write_text(EXPECTED)
    program = f"{PYTHON} -c \"print(open('main.txt').read(), end='')\""
    return Target("made-up", "Python", "httpx", "openapi.yaml", generate=[f"{PYTHON} -c pass"], run=program)


def test_failing_generator(target: Target) -> None:
    result = polyglot_run.fare(replace(target, generate=[f"{PYTHON} -c 'raise SystemExit(\"no such schema\")'"]))
    assert (result.generated, result.compiled, result.ran, result.failed) == (False, None, None, True)
    assert "no such schema" in result.trouble


def test_missing_generator(target: Target) -> None:
    result = polyglot_run.fare(replace(target, generate=["no-such-generator"]))
    assert result.failed
    assert "no-such-generator" in result.trouble


def test_generator_warnings_are_counted_once(target: Target) -> None:
    said = r"print('[main] WARN  o.o.codegen.DefaultCodegen - Unknown format\\n' * 3 + '[main] INFO  all - went well')"
    result = polyglot_run.fare(replace(target, generate=[f'{PYTHON} -c "{said}"'], run=None))
    assert (result.generated, result.warnings, result.failed) == (True, ["Unknown format"], False)
    assert polyglot_table.generates(result) == "1 warning"


def test_failing_compile_step(target: Target) -> None:
    result = polyglot_run.fare(replace(target, compile=[f"{PYTHON} -c 1/0"]))
    assert (result.compiled, result.ran, result.failed) == (False, None, True)
    assert "ZeroDivisionError" in result.trouble


def test_wrong_program_output(target: Target) -> None:
    (target.folder / "main.txt").write_text(EXPECTED.replace("Hamburg", "Berlin"))
    result = polyglot_run.fare(target)
    assert (result.ran, result.unknown, result.failed) == (False, None, True)
    assert "first task: Berlin" in result.trouble


def test_program_that_sends_no_requests_fails(target: Target) -> None:
    """The sandbox detects that the scripted task was not used, whatever the program prints."""
    result = polyglot_run.fare(target)
    assert (result.ran, result.failed) == (False, True)
    assert "The sandbox reports" in result.trouble


def test_sandbox_checks_are_readable_over_http(target: Target) -> None:
    with polyglot_run.sandbox() as server:
        assert server.ask("check?nothing_running")["complaints"] == []
        assert server.ask("check?created=2")["complaints"]


def test_unknown_target_is_rejected(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["polyglot.py", "cobol"])
    assert polyglot.main() == 2
    assert capsys.readouterr().err.startswith("Unknown target: cobol. Targets: go, php, ")


def test_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["polyglot.py", "go"])
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert polyglot.main() == 2
    assert capsys.readouterr().err == (
        "go is skipped: `go` is not installed. On Debian: apt-get install golang-go\n"
        "go is skipped: `java` is not installed. On Debian: apt-get install default-jre-headless\n"
    )


def test_failed_npm_install_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(polyglot_install, "HOME", tmp_path)
    monkeypatch.setattr(polyglot_install.node_tools, "npm", lambda: [PYTHON, "-c", "raise SystemExit('no network')"])
    monkeypatch.setattr(sys, "argv", ["polyglot.py", "typescript"])
    assert polyglot.main() == 2
    errors = capsys.readouterr().err
    assert "Cannot install the packages in polyglot/package.json; the first installation needs a package index." in errors
    assert "no network" in errors
    assert not (tmp_path / "node_modules/.ready").exists()


def test_each_target_has_a_row_in_the_page() -> None:
    page = polyglot_table.PAGE.read_text()
    targets = polyglot_targets.load()
    assert len(targets) >= 12
    for target in targets.values():
        assert f"[{target.language}](../polyglot/{target.name}) | {polyglot_table.generator(target)} |" in page
        assert target.limits or target.run is None
        assert target.run is None or polyglot_table.limits(target) in page


def test_terminal_shows_the_table_and_limits_of_the_page(target: Target, capsys: pytest.CaptureFixture[str]) -> None:
    limited = replace(target, limits=["Costs are strings."])
    only_generated = replace(target, name="other", language="Rust", run=None)
    results = {
        "made-up": (limited, polyglot_run.Result(generated=True, compiled=True, ran=True, unknown="lost")),
        "other": (only_generated, polyglot_run.Result(generated=True, warnings=["a", "b"])),
    }
    polyglot_table.show(results)
    shown = capsys.readouterr().out
    version = limited.version
    for text in (
        *" ".join(polyglot_table.HEAD).split(),
        "Python",
        f"httpx {version}",
        "openapi.yaml",
        "survive",
        "2 warnings",
    ):
        assert text in shown, text
    assert "- Python, httpx: Costs are strings.\n- Rust: Generated only" in shown


def test_each_option_occurs_in_the_page_and_in_its_target() -> None:
    rows = polyglot_table.PAGE.read_text().splitlines()
    for option in polyglot_options.options():
        assert option.row in rows
        files = [path.read_text() for path in (polyglot_targets.HOME / option.target).iterdir() if path.is_file()]
        assert any(option.remove in text for text in files), option.option


def test_removing_a_needed_option_fails_the_run(target: Target) -> None:
    """Without the option, the program prints something else."""
    (target.folder / "target.yaml").write_text(
        f"{{language: Python, generator: httpx, document: openapi.yaml, generate: [], run: {PYTHON} main.txt}}"
    )
    (target.folder / "main.txt").write_text("print('right')")
    option = polyglot_options.Option("made-up", "httpx", "right", "right", "run", "it prints something else", "wrong")
    result = polyglot_options.without(option, target)
    assert polyglot_options.failed_step(result) == "run"
    assert "wrong" in result.trouble
    assert [path.name for path in target.folder.parent.iterdir()] == ["made-up"]


def test_nested_dependency_versions_are_pinned(tmp_path: Path) -> None:
    for name, version in {"a": "1.0.0", "@s/b": "2.0.0", "a/node_modules/c": "3.0.0", "c": "4.0.0"}.items():
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "package.json").write_text(json.dumps({"version": version}))
    assert polyglot_pins.overrides(tmp_path, {"@s/b": "2.0.0"}) == {"a": {".": "1.0.0", "c": "3.0.0"}, "c": "4.0.0"}


def test_missing_library_says_what_to_install(target: Target) -> None:
    lacking = replace(target, libraries={"php-guzzlehttp-guzzle": f"{PYTHON} -c 1/0", "ruby-typhoeus": f"{PYTHON} -c 1"})
    assert polyglot_install.missing(lacking) == [
        "`php-guzzlehttp-guzzle` is not installed. On Debian: apt-get install php-guzzlehttp-guzzle"
    ]

"""tools/generate.py: its output is reproducible, and it writes everything or nothing."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def run(root: Path, *arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(root / "tools" / "generate.py"), *arguments]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


@pytest.fixture
def package(root: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the committed package. At the end, its folder must contain nothing else."""
    package = tmp_path / "browser_use_api"
    shutil.copytree(root / "generated" / "browser_use_api", package, ignore=shutil.ignore_patterns("__pycache__"))
    yield package
    assert list(tmp_path.iterdir()) == [package]


def test_committed_package_is_up_to_date(root: Path, tmp_path: Path) -> None:
    done = run(root, "--check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_deleted_current_folder_is_reported(root: Path, tmp_path: Path) -> None:
    tool = root / "tools" / "generate.py"
    for words, message in ((["--spec", "x.yaml"], "The current folder has been deleted"), (["--check"], "")):
        (tmp_path / "gone").mkdir()
        code = (
            f"import os, runpy, sys; os.rmdir(os.getcwd()); sys.path[0] = {str(tool.parent)!r}; sys.argv = {['x', *words]!r}; "
            f"runpy.run_path({str(tool)!r}, run_name='__main__')"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path / "gone", capture_output=True, text=True, timeout=60)
        assert (done.returncode, message in done.stderr, "Traceback" in done.stderr) == (int(bool(message)), True, False), (
            done.stderr
        )


@pytest.mark.parametrize("seed", ["1", "2"])
def test_output_does_not_depend_on_the_hash_seed(root: Path, package: Path, seed: str) -> None:
    before = contents(package)
    for file in ("client.py", "models/session.py"):
        (package / file).unlink()
    (package / "models" / "of_before.py").write_text("")
    done = run(root, "--output", "browser_use_api", cwd=package.parent, PYTHONHASHSEED=seed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"browser_use_api: {len(before)} files from {root / 'openapi.yaml'}\n"
    assert contents(package) == before


def test_check_lists_differing_files_and_writes_nothing(
    root: Path, package: Path, generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / "client.py").write_text("# by hand\n")
    (package / "models" / "session.py").unlink()
    (package / "models" / "by_hand.py").write_text("")
    before = contents(package)
    assert generate.main(["--check", "--output", str(package), "--spec", str(root / "openapi.yaml")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{package}/client.py: differs",
        f"{package}/models/by_hand.py: is not generated",
        f"{package}/models/session.py: is missing",
        f"{package} is not what {root / 'openapi.yaml'} gives; run `make generate`.",
    ]
    assert contents(package) == before


@pytest.mark.parametrize("moment", ["the generator runs", "the old package is away"])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), OSError("no space left")])
def test_interruption_leaves_the_package_unchanged(
    moment: str, interruption: BaseException, package: Path, generate: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(package)
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.parent.name == "new":
            raise interruption
        return rename(path, target)

    def interrupt(*arguments: object) -> None:
        raise interruption

    if moment == "the generator runs":
        monkeypatch.setattr("spec_build.build", interrupt)
    else:
        monkeypatch.setattr(Path, "rename", interrupted)
    assert generate.main(["--output", str(package)]) == (130 if isinstance(interruption, KeyboardInterrupt) else 1)
    monkeypatch.undo()
    assert contents(package) == before


def test_folder_with_other_files_is_not_replaced(
    tmp_path: Path, generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert generate.main(["--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"{tmp_path} exists and is no generated package; it stays as it is.\n"
    assert contents(tmp_path) == {"thesis.txt": b"years of work"}


def test_parent_of_a_generated_package_is_not_replaced(
    root: Path, package: Path, generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(package.parent)
    assert generate.main(["--spec", str(root / "openapi.yaml"), "--output", str(package.parent)]) == 1
    assert "exists and is no generated package; it stays as it is." in capsys.readouterr().err
    assert contents(package.parent) == before


def test_file_in_place_of_a_folder_is_reported(
    tmp_path: Path, root: Path, generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.touch()
    assert generate.main(["--spec", str(root / "openapi.yaml"), "--output", str(file / "api")]) == 1
    assert capsys.readouterr().err.startswith(f"{file}: ")


def test_package_is_generated_in_a_new_folder(tmp_path: Path, root: Path, generate: ModuleType) -> None:
    """The folder need not exist. Only the docstring contains the package's name."""
    output = tmp_path / "new" / "folder" / "new_name"
    assert generate.main(["--spec", str(root / "openapi.yaml"), "--output", str(output)]) == 0
    generated = contents(output)
    generated["__init__.py"] = generated["__init__.py"].replace(b"new_name", b"browser_use_api")
    assert generated == contents(root / "generated" / "browser_use_api")


def test_new_folders_are_removed_after_a_failure(tmp_path: Path, generate: ModuleType) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.0\n")
    assert generate.main(["--spec", str(tmp_path / "openapi.yaml"), "--output", str(tmp_path / "new" / "folder" / "api")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["openapi.yaml"]


def test_package_is_generated_in_an_empty_folder(tmp_path: Path, root: Path, generate: ModuleType) -> None:
    (tmp_path / "api").mkdir()
    assert generate.main(["--spec", str(root / "openapi.yaml"), "--output", str(tmp_path / "api")]) == 0
    assert (tmp_path / "api" / "py.typed").exists()


@pytest.mark.parametrize("name", ["my file.yaml", "it's.yaml", 'a "b" $(c) `d`.yaml'])
def test_make_quotes_any_file_name(name: str, root: Path) -> None:
    make = shutil.which("make")
    assert make is not None
    variables = [f"{variable}={name}" for variable in ("SPEC", "OUTPUT", "NEW", "URL", "KEY", "ONLY")]
    for target, options in (
        ("generate", ["--spec", name, "--output", name]),
        ("regenerate", [name]),
        ("contract", ["--url", name, "--api-key", name]),
        ("polyglot", [name]),
    ):
        done = subprocess.run(
            [make, "--no-print-directory", "-n", target, *variables], cwd=root, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert shlex.split(done.stdout.splitlines()[-1])[2:] == options

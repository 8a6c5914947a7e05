"""openapi.yaml -> generated/browser_use_api (`make generate`).

The spec is checked first, the code is made aside, and the package is replaced as a whole or not at all.
"""

from __future__ import annotations

import argparse
import keyword
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from paths import shown

if TYPE_CHECKING:
    from spec_check import Checked

ROOT = Path(__file__).resolve().parent.parent


class Refused(Exception):
    """Nothing was changed; the message says why."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spec", type=Path, default=shown(ROOT / "openapi.yaml"), help="the OpenAPI document (%(default)s)")
    parser.add_argument(
        "--output", type=Path, default=shown(ROOT / "generated/browser_use_api"), help="the package to replace (%(default)s)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the package is not what the spec gives")
    options = parser.parse_args(arguments)
    try:
        if not (options.spec.is_absolute() and options.output.is_absolute()):
            _current_folder()
        return check(options.spec, options.output) if options.check else generate(options.spec, options.output)
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}" if error.filename else error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 128 + signal.SIGINT


def _current_folder() -> Path:
    """Where relative paths begin."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise Refused("The current folder has been deleted: change to another one, or give absolute paths.") from None


def generate(spec: Path, output: Path) -> int:
    """Replace the package by what the spec gives."""
    target = output.resolve()
    if not target.name.isidentifier() or keyword.iskeyword(target.name):
        raise Refused(
            f"{output}: the folder's name becomes the package's name, and `{target.name}` is none that Python can import: "
            f"call it `{importable(target.name)}`, for instance."
        )
    # Beside the target, so that it can be moved into place by renaming.
    with _parents(target), _folder_aside(target.parent, f".{target.name}-") as aside:
        new = aside / "new" / target.name
        build(spec, new)
        if target.exists() and not _is_replaceable(target):  # a mistyped --output must not cost anybody a folder
            raise Refused(f"{output} exists and is no generated package; it stays as it is.")
        with _uninterrupted():
            _swap(target, new, aside / "old")
    print(f"{output}: {len(_contents(target))} files from {spec}")
    return 0


def importable(name: str) -> str:
    """A name like this one that a package can have."""
    words = re.sub(r"\W+", "_", name).strip("_") or "api"
    return words if words.isidentifier() and not keyword.iskeyword(words) else f"api_{words}"


def _swap(target: Path, new: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise


def check(spec: Path, output: Path) -> int:
    """Name the files that differ from what the spec gives."""
    with _folder_aside(None, "browser_use_api-") as aside:
        new = aside / output.resolve().name
        build(spec, new)
        expected, found = _contents(new), _contents(output)
    differing = sorted(name for name in expected | found if expected.get(name) != found.get(name))
    for name in differing:
        what = "is missing" if name not in found else "is not generated" if name not in expected else "differs"
        print(f"{output / name}: {what}", file=sys.stderr)
    if differing:
        print(f"{output} is not what {spec} gives; run `make generate`.", file=sys.stderr)
        return 1
    print(f"{output} is what {spec} gives.")
    return 0


def build(spec: Path, package: Path) -> None:
    # Imported here since they take a moment each, in which an interruption is to be told like any other.
    import spec_check

    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # Documents nest, and every level takes many calls of those who read them.
    try:
        _check_and_build(spec_check.check(spec), package)
    finally:
        sys.setrecursionlimit(before)


def _check_and_build(checked: Checked, package: Path) -> None:
    for warning in checked.warnings:
        print(f"{warning} [warning]", file=sys.stderr)
    if checked.problems or checked.spec is None:
        raise Refused("\n".join(map(str, checked.problems)))
    import spec_build

    package.parent.mkdir(exist_ok=True)
    try:
        spec_build.build(checked.document, package)
    except spec_build.GenerationFailed as error:
        raise Refused(str(checked.spec.problem(error.place, error.reason))) from error


@contextmanager
def _parents(target: Path) -> Iterator[None]:
    """The folders above the target exist; those that did not are taken away again where something fails."""
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for folder in missing:
            folder.rmdir()
        raise


@contextmanager
def _folder_aside(parent: Path | None, prefix: str) -> Iterator[Path]:
    """A folder for the time being; with parent None, where the system keeps such things."""
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
    try:
        yield folder
    finally:
        with _uninterrupted():
            shutil.rmtree(folder)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C and kill wait until this is over; TemporaryDirectory leaves half of its folder behind when they hit its end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _contents(package: Path) -> dict[Path, bytes]:
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package): path.read_bytes() for path in files}


def _is_replaceable(folder: Path) -> bool:
    """Whether it is a generated package, or an empty folder."""
    if folder.is_dir() and not any(folder.iterdir()):
        return True
    first = folder / "__init__.py"  # Of this very folder: one that holds generated packages is none.
    return first.is_file() and first.read_bytes().startswith(b"# Made by tools/generate.py")


if __name__ == "__main__":
    # A polite kill has to clean up as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())

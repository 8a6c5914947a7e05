"""Updates openapi.yaml, generated/browser_use_api and CHANGELOG.md from a changed API document (`make regenerate NEW=path`).

NEW is an overlay (revisions/*.overlay.yaml), a version of openapi.yaml, or the document that the API publishes, as a file or
http(s) URL. Changes that cannot be applied are listed. Everything is prepared and checked in a temporary folder, then written
completely or not at all.
Exit code 0: success, or no changes; 2: nothing was changed, and standard error has the reason and the place.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from paths import shown

if TYPE_CHECKING:
    from takeover.takeover import TakenOver

ROOT = Path(__file__).resolve().parent.parent
_UNDO = "To undo: git restore openapi.yaml CHANGELOG.md generated; git clean -f generated"


class Refused(Exception):
    """The update was refused and nothing was changed. The message has the reason."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("new", nargs="?", default="", help="the changed document")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder with openapi.yaml (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        return regenerate(options.new, options.root)
    except Refused as error:
        print(f"Nothing was changed. {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Nothing was changed. {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as interruption:
        print(f"Interrupted; {interruption or 'nothing was changed'}.", file=sys.stderr)
        return 128 + signal.SIGINT


def regenerate(new: str, root: Path) -> int:
    if not new:
        raise Refused(
            "No document was given. Use make regenerate NEW=path, with the path or URL of an overlay or OpenAPI document."
        )
    # Imported here because it is slow, and an interruption must be handled meanwhile.
    from browser_use_contract.diff.errors import CannotCompare
    from browser_use_contract.diff.reports.terminal import clean
    from takeover.splice import CannotSplice

    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        taken, is_changed = _taken_over(new, root)
    except (CannotCompare, CannotSplice) as error:
        raise Refused(clean(str(error))) from error
    except RecursionError as error:
        raise Refused(clean(f"{new}: its schemas are nested too deeply")) from error
    finally:
        sys.setrecursionlimit(before)
    if not is_changed:
        print(f"Nothing to take over: {shown(root / 'openapi.yaml')} says the same as {clean(new)}.")
        _tell_left(taken)
        return 0
    _write(taken, new, root)
    return 0


def _taken_over(new: str, root: Path) -> tuple[TakenOver, bool]:
    from browser_use_contract.diff.loading import is_overlay_file, load_document, load_new_document
    from takeover.takeover import take_over

    spec = root / "openapi.yaml"
    source = str(shown(spec))
    old = load_document(source)
    text = spec.read_bytes().decode("utf-8-sig")
    taken = take_over(text, old, load_new_document(new, source, old), is_overlay=is_overlay_file(new))
    return taken, taken.text != text


def _write(taken: TakenOver, new: str, root: Path) -> None:
    from takeover.files import replace_all

    package = root / "generated" / "browser_use_api"
    with tempfile.TemporaryDirectory(prefix="regenerate-") as aside:
        made, remarks = _checked(taken.text, Path(aside), package.name)
        found = _contents(package)
        contents: dict[Path, bytes | None] = {package / name: made.get(name) for name in made.keys() | found.keys()}
        changelog = root / "CHANGELOG.md"
        contents[root / "openapi.yaml"] = taken.text.encode()
        contents[changelog] = _changelog(taken, new, changelog).encode()
        spec = root / "openapi.yaml"
        try:
            changed = replace_all(contents)
            _report(taken._replace(notes=[*taken.notes, *remarks]), changed, root)
        except KeyboardInterrupt:  # Held back while files are written.
            if spec.read_bytes() != contents[spec]:
                raise
            raise KeyboardInterrupt(f"all files were written before. {_UNDO}") from None


def _checked(text: str, aside: Path, package: str) -> tuple[dict[Path, bytes], list[str]]:
    """Validates the document and generates the package. Returns its files and remarks about the document."""
    import generate

    spec = aside / "openapi.yaml"
    spec.write_text(text, encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        validation, lint = pool.submit(_validate, spec), pool.submit(_lint, spec)
        try:
            generate.build(spec, aside / "new" / package)
        except generate.Refused as error:
            raise Refused(f"The changed openapi.yaml is refused:\n{error}".replace(str(spec), "openapi.yaml")) from error
        if problem := validation.result():
            raise Refused(f"The changed openapi.yaml is no valid OpenAPI:\n{problem}".replace(str(spec), "openapi.yaml"))
    command = [sys.executable, "-c", f"import {package}, {package}.catalogue, {package}.models, {package}.operations"]
    environment = {**os.environ, "PYTHONPATH": str(aside / "new"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=aside, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"The package that it gives cannot be imported:\n{done.stderr}")
    return _contents(aside / "new" / package), lint.result()


def _lint(spec: Path) -> list[str]:
    """Returns the problems that Redocly will report in `make check`. Empty if it is not installed."""
    import node_tools

    if not node_tools.is_installed():
        return []
    done = node_tools.redocly("lint", "--format", "json", "--config", str(ROOT / "redocly.yaml"), str(spec))
    try:
        problems = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError):
        return [] if done.returncode == 0 else [f"make check will complain: {done.stdout}{done.stderr}".strip()]
    message = []
    for problem in problems:
        place = problem.get("location") or [{}]
        message.append(f"make check will complain: {problem['message'].strip()} ({place[0].get('pointer', '')})")
    return list(dict.fromkeys(message))


def _validate(spec: Path) -> str:
    """Returns the validator's error. Empty if the document is valid."""
    command = [str(Path(sys.executable).with_name("openapi-spec-validator")), str(spec)]
    done = subprocess.run(command, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{done.stdout}{done.stderr}".strip()


def _contents(package: Path) -> dict[Path, bytes]:
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(package): path.read_bytes() for path in files}


def _changelog(taken: TakenOver, new: str, changelog: Path) -> str:
    from takeover.changelog import with_entry

    text = changelog.read_text(encoding="utf-8") if changelog.exists() else "# Changelog\n"
    return with_entry(text, taken.changes, new, datetime.now(UTC).date().isoformat())


def _report(taken: TakenOver, changed: list[Path], root: Path) -> None:
    from browser_use_contract.diff.reports.terminal import print_report
    from takeover.changelog import proposed_version

    print_report(taken.changes)
    print(f"\nWritten ({len(changed)}):")
    for path in changed:
        print(f"  {shown(path)}")
    _tell_left(taken)
    if taken.notes:
        print("\nTo look at:")
        for note in taken.notes:
            print(f"  {note}")
    project = root / "pyproject.toml"
    if project.exists():
        version = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        print(f"\nProposed version: {proposed_version(version, taken.changes.step)} (now {version})")
    print(f"Next: make check, make test. {_UNDO}")


def _tell_left(taken: TakenOver) -> None:
    """Prints the remaining differences to the other document."""
    from browser_use_contract.diff.reports.terminal import clean
    from browser_use_contract.diff.reports.wording import from_to

    if not taken.left:
        return
    print(f"\nLeft, to be done by hand ({len(taken.left)}):")
    for change in taken.left:
        where = change.where[0]
        place = " · ".join(clean(each) for each in (where.operation, where.part, where.path) if each)
        print(f"  {place}: {clean(from_to(change))}")
        print(
            f"      {change.old_line.source}:{change.old_line.number} -> {clean(change.new_line.source)}:{change.new_line.number}"
        )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Cleans up like Ctrl-C.
    sys.exit(main())

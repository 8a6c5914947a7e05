"""A changed document of the API -> openapi.yaml, generated/browser_use_api and CHANGELOG.md (`make regenerate NEW=path`).

NEW is an overlay (revisions/*.overlay.yaml), a version of openapi.yaml, or the document that the API publishes, as a file or
an http(s) URL. What can be taken over is; what cannot is listed. All is made and checked aside, and written as a whole or not at
all.
Exit 0: done, or there is nothing to do; 2: nothing was changed, and standard error says what is wrong and where.
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


class Refused(Exception):
    """Nothing was changed; the message says why."""


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
    except KeyboardInterrupt:
        print("Interrupted; nothing was changed.", file=sys.stderr)
        return 128 + signal.SIGINT


def regenerate(new: str, root: Path) -> int:
    if not new:
        raise Refused("Which document? make regenerate NEW=path; the path or URL of an overlay or of an OpenAPI document.")
    # Imported here since they take a moment each, in which an interruption is to be told like any other.
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
        changed = replace_all(contents)
    _report(taken._replace(notes=[*taken.notes, *remarks]), changed, root)


def _checked(text: str, aside: Path, package: str) -> tuple[dict[Path, bytes], list[str]]:
    """The files of the package that the document gives, which is checked while they are made, and remarks about it."""
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
    """What Redocly will complain of in `make check`; nothing where it is not installed yet."""
    import node_tools

    if not node_tools.is_installed():
        return []
    done = node_tools.redocly("lint", "--format", "json", "--config", str(ROOT / "redocly.yaml"), str(spec))
    try:
        problems = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError):
        return [] if done.returncode == 0 else [f"make check will complain: {done.stdout}{done.stderr}".strip()]
    told = []
    for problem in problems:
        place = problem.get("location") or [{}]
        told.append(f"make check will complain: {problem['message'].strip()} ({place[0].get('pointer', '')})")
    return told


def _validate(spec: Path) -> str:
    """What the validator says is wrong; empty where nothing is."""
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
    print("Next: make check, make test. To undo: git restore openapi.yaml CHANGELOG.md generated; git clean -f generated")


def _tell_left(taken: TakenOver) -> None:
    """What the other document says differently still."""
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
    # A polite kill has to clean up as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())

"""Shows that the options in polyglot/options.yaml are needed: takes each away, and expects that the target's program fails.

    python tools/polyglot_options.py [TARGET ...]

Exit code 0: each option is needed, and the step that the file names fails. 1: not so. 2: a program or package is missing.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from polyglot_install import CannotInstall, install, missing
from polyglot_run import Result, fare
from polyglot_targets import HOME, Target, load

OPTIONS = HOME / "options.yaml"


@dataclass(frozen=True)
class Option:
    target: str
    generator: str
    option: str
    remove: str
    fails: str
    effect: str
    instead: str = ""
    compile: bool = True

    @property
    def row(self) -> str:
        """Its row in docs/languages.md."""
        return f"| {self.generator} | {self.option} | {self.effect} |"


def options() -> list[Option]:
    return [Option(**each) for each in yaml.safe_load(OPTIONS.read_text())]


def without(option: Option, target: Target) -> Result:
    """The result of the target without the option, in a copy of its folder that lies beside it."""
    copy = HOME / f"{target.name}-without"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(target.folder, copy, ignore=shutil.ignore_patterns("generated", "build", ".*cache", "__pycache__"))
    try:
        changed = 0
        for path in filter(Path.is_file, copy.iterdir()):
            text = path.read_text()
            path.write_text(text.replace(option.remove, option.instead))
            changed += text.count(option.remove)
        if not changed:
            raise SystemExit(f"No file of polyglot/{target.name} has {option.remove!r}.")
        fields: dict[str, Any] = yaml.safe_load((copy / "target.yaml").read_text())
        return fare(Target(copy.name, **(fields if option.compile else fields | {"compile": []})))
    finally:
        shutil.rmtree(copy)


def failed_step(result: Result) -> str:
    steps = {"generate": not result.generated, "compile": result.compiled is False, "run": result.ran is False}
    return next((name for name, failed in steps.items() if failed), "unknown" if result.unknown == "fails" else "none")


def main() -> int:
    targets = load()
    chosen = [each for each in options() if each.target in (sys.argv[1:] or targets)]
    needed = {name: targets[name] for name in {each.target for each in chosen}}
    for name, target in needed.items():
        for sentence in missing(target):
            print(f"{name}: {sentence}", file=sys.stderr)
    if any(missing(target) for target in needed.values()):
        return 2
    try:
        install(list(needed.values()))
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 2
    wrong = 0
    for option in chosen:
        result = without(option, targets[option.target])
        step = failed_step(result)
        wrong += step != option.fails
        verdict = "as expected" if step == option.fails else f"expected: {option.fails}"
        print(f"{option.target} without {option.option}: fails at {step} ({verdict}, {result.seconds:.0f} s)", flush=True)
        print("  " + result.trouble.strip().replace("\n", "\n  ")[-600:], file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

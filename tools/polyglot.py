"""`make polyglot`: generates clients in other languages from openapi.yaml, compiles them and runs them against the sandbox.

Each folder of polyglot/ is a target. A run of all targets writes the table in docs/languages.md. A run of some targets compares
its results with that table.
Exit code 0: success. 1: a target failed, or differs from the table. 2: a program or package is missing.
"""

import argparse
import sys

import polyglot_table
from polyglot_install import CannotInstall, install, missing
from polyglot_run import fare
from polyglot_targets import load


def main() -> int:
    targets = load()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(targets)}")
    names = parser.parse_args().names or list(targets)
    if unknown := [name for name in names if name not in targets]:
        print(f"Unknown target: {', '.join(unknown)}. Targets: {', '.join(targets)}.", file=sys.stderr)
        return 2
    lacking = {name: missing(targets[name]) for name in names}
    able = [targets[name] for name in names if not lacking[name]]
    for name in names:
        for sentence in lacking[name]:
            print(f"{name} is skipped: {sentence}", file=sys.stderr)
    try:
        install(able)
    except CannotInstall as error:
        print(error, file=sys.stderr)
        return 2
    results: polyglot_table.Results = {}
    for target in able:
        print(f"{target.name} …", file=sys.stderr, flush=True)
        results[target.name] = target, fare(target)
    for name, (_, result) in results.items():
        if result.trouble:
            print(f"\n{name}: {result.trouble}", file=sys.stderr)
    if results:
        polyglot_table.show(results)
    if any(result.failed for _, result in results.values()):
        return 1
    if len(able) < len(names):
        return 2
    if len(names) == len(targets):
        polyglot_table.write(results)
        print("The table in docs/languages.md is up to date.")
    elif untold := [name for name, each in results.items() if not polyglot_table.is_told(*each)]:
        print(f"docs/languages.md is out of date for {', '.join(untold)}: run `make polyglot`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

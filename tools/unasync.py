"""The blocking client from the asyncio client (`make generate`), for the modules that only differ in words such as `await`.

The drivers, the runners and `run_many` are written twice, since threads and tasks are interrupted and stopped in different ways.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wrapper/browser_use_sessions"
MODULES = ("client", "handle", "resources")
BANNER = "# Made from _async/{name}.py by tools/unasync.py: edit that file, then run `make generate`.\n"
# Applied in this order.
SUBSTITUTIONS = [
    (r"\ban `async with`", "a `with`"),
    (r" with asyncio\b", ", blocking"),
    (r"\bThe asyncio client\b", "The blocking client"),
    (r"AsyncPages\[(\w+), \w+\]", r"\1"),
    (r"\bAsyncRun\b", "Stream"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"_async\.", "_sync."),
    (r"async_connections", "connections"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"__a(enter|exit)__", r"__\1__"),
    (r"  # noqa: ASYNC109.*", ""),
]


def unasync(text: str, name: str) -> str:
    """The blocking module, in the form that ruff gives it."""
    for pattern, replacement in SUBSTITUTIONS:
        text = re.sub(pattern, replacement, text)
    path = str(PACKAGE / "_sync" / f"{name}.py")
    for arguments in (("check", "--quiet", "--fix", "--exit-zero"), ("format",)):
        command = [Path(sys.prefix) / "bin/ruff", *arguments, "--stdin-filename", path, "-"]
        text = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return BANNER.format(name=name) + text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a module is not up to date")
    check = parser.parse_args().check
    code = 0
    for name in MODULES:
        target = PACKAGE / "_sync" / f"{name}.py"
        text = unasync((PACKAGE / "_async" / f"{name}.py").read_text(), name)
        if not check:
            target.write_text(text)
        elif target.read_text() != text:
            print(f"_sync/{name}.py is not what _async/{name}.py gives: run `make generate`.", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())

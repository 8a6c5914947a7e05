"""All static checks (`make check`). Every step runs and reports whether it passed; then follows the output of failed steps."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import node_tools

ROOT = Path(__file__).parent.parent
BIN = Path(sys.prefix) / "bin"
Step = Callable[[], subprocess.CompletedProcess[str]]


def command(*words: str) -> Step:
    """Returns a step that runs a program of the virtual environment."""
    return lambda: subprocess.run([BIN / words[0], *words[1:]], cwd=ROOT, capture_output=True, text=True)


def lint_spec() -> subprocess.CompletedProcess[str]:
    return node_tools.redocly("lint", "--config", str(ROOT / "redocly.yaml"), str(ROOT / "openapi.yaml"))


STEPS: dict[str, Step] = {
    "types of all packages (pyright)": command("pyright"),
    "types of all packages, strict (mypy)": command("mypy"),
    "openapi.yaml: strict rules (Redocly)": lint_spec,
    "openapi.yaml: valid OpenAPI 3.1": command("openapi-spec-validator", "openapi.yaml"),
    "generated code is up to date": command("python", "tools/generate.py", "--check"),
    "types of sandbox scripts are up to date": command("python", "tools/script_types.py", "--check"),
    "the blocking client is up to date": command("python", "tools/unasync.py", "--check"),
    "import boundaries (import-linter)": command("lint-imports", "--no-cache"),
    "format (ruff)": command("ruff", "format", "--check"),
    "lint (ruff)": command("ruff", "check"),
}


def timed(step: Step) -> tuple[subprocess.CompletedProcess[str], float]:
    start = time.perf_counter()
    try:
        return step(), time.perf_counter() - start
    except (OSError, subprocess.CalledProcessError) as error:
        return subprocess.CompletedProcess([], 1, "", f"could not run: {error}\n"), time.perf_counter() - start


def main() -> int:
    with ThreadPoolExecutor(2) as pool:
        futures = {name: pool.submit(timed, step) for name, step in STEPS.items()}
        failed = []
        for name, future in futures.items():
            result, seconds = future.result()
            print(f"{'ok    ' if result.returncode == 0 else 'FAILED'} {name}  ({seconds:.1f} s)", flush=True)
            if result.returncode:
                failed.append((name, result))
    for name, result in failed:
        print(f"\n--- {name}\n{result.stdout}{result.stderr}".rstrip())
    print(f"\n{len(STEPS) - len(failed)} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())

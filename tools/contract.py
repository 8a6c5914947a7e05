"""`make contract`: checks the server at a URL, or a new sandbox. Takes all options of `check`."""

import subprocess
import sys

KEY = "contract-key"
SANDBOX = [
    sys.executable,
    "-m",
    "browser_use_sandbox",
    "--port",
    "0",
    "--api-key",
    KEY,
    "--task-seconds",
    "0.5",
    "--start-seconds",
    "0.1",
]
CHECK = [sys.executable, "-m", "browser_use_contract"]


def main() -> int:
    options = sys.argv[1:]
    if any(option.partition("=")[0] in ("--url", "--from-har", "--help") for option in options):
        return subprocess.run([*CHECK, *options], check=False).returncode
    with subprocess.Popen(SANDBOX, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as sandbox:
        assert sandbox.stdout is not None
        try:
            url = sandbox.stdout.readline().strip()
            if not url:
                print("The sandbox did not start; `python -m browser_use_sandbox` shows the error.", file=sys.stderr)
                return 2
            print(f"Checking a sandbox at {url}", file=sys.stderr)
            return subprocess.run([*CHECK, "--url", url, "--api-key", KEY, *options], check=False).returncode
        finally:
            sandbox.terminate()


if __name__ == "__main__":
    sys.exit(main())

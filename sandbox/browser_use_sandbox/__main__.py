"""`python -m browser_use_sandbox` is the command `bu-sessions sandbox`."""

import os
import sys

try:
    from .command import sandbox

    sandbox(prog_name="python -m browser_use_sandbox")
except KeyboardInterrupt:  # The server has not started yet.
    sys.exit(130)
except OSError as error:
    print(f"Error: the output cannot be written: {error.strerror or error}", file=sys.stderr)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # The interpreter would flush stdout again when it exits.
    sys.exit(1)

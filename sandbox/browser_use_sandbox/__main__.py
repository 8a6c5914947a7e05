"""`python -m browser_use_sandbox` is the command `bu-sessions sandbox`."""

from .command import sandbox

sandbox(prog_name="python -m browser_use_sandbox")

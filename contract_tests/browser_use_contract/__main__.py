"""`python -m browser_use_contract`: the `check` command by itself."""

from .command import check

check(prog_name="python -m browser_use_contract")

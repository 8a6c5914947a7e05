"""The command line, `bu-sessions`. It needs the extra `cli`. A subcommand loads only what it needs."""

import sys


def main() -> None:
    """Runs the command line and exits."""
    try:
        import click  # noqa: F401 -- Is it installed?

        from browser_use_sessions.cli.group import run_command_line
    except ImportError as error:
        if error.name != "click":
            raise
        extra = {"check": "contract", "diff": "contract", "sandbox": "sandbox"}.get("".join(sys.argv[1:2]), "cli")
        print(f"The command line needs click: pip install '.[{extra}]' in a checkout brings it.", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:  # Nothing has been done yet.
        sys.exit(130)
    sys.exit(run_command_line())

"""The command line, `bu-sessions`. It needs the extra `cli`; what a subcommand does not need is not loaded."""

import sys


def main() -> None:
    """Runs the command line and exits."""
    try:
        import click  # noqa: F401 -- Whether it is there is the question.
    except ImportError:
        print('The command line needs click and rich: pip install "browser-use-sessions[cli]"', file=sys.stderr)
        sys.exit(2)
    from browser_use_sessions.cli.group import run_command_line

    sys.exit(run_command_line())

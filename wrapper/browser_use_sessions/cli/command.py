"""What all commands that call the API share: `--json`, and how errors are shown."""

from __future__ import annotations

from typing import Any

import click

from browser_use_sessions.cli.failures import USAGE, exit_code, print_error, report
from browser_use_sessions.errors import BrowserUseError

json_option = click.option("--json", "wants_json", is_flag=True, help="Print JSON, as the API sends it; errors as well.")
secrets_option = click.option(
    "--show-secrets", is_flag=True, help="Show secret URLs and other secret values. (--json always shows them.)"
)


class ApiCommand(click.Command):
    """With `--json`, errors are JSON on stdout; otherwise messages on stderr. The result of the callback is the exit code."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        words = args[: args.index("--")] if "--" in args else args
        wants_json = "--json" in words and any(each.name == "wants_json" for each in self.params)
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            if not wants_json:
                raise
            print_error(error)
            raise click.exceptions.Exit(USAGE) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (BrowserUseError, click.UsageError) as error:
            if ctx.params.get("wants_json"):
                print_error(error)
            elif isinstance(error, click.UsageError):
                raise
            else:
                report(error)
            return exit_code(error)

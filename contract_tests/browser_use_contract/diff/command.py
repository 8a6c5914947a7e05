"""The command line's `diff` subcommand."""

from __future__ import annotations

from pathlib import Path

import click

from ..extra import require_extra

_FILE = click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "json_file", type=_FILE, metavar="FILE", help="Write the changes as JSON.")
@click.option(
    "--markdown", "markdown_file", type=_FILE, metavar="FILE", help="Write the changes for a changelog or pull request."
)
@click.option(
    "--breaking",
    type=click.Choice(["old", "any"]),
    default="old",
    show_default=True,
    help="Which broken clients give exit code 1.",
)
@click.option(
    "--open-enums", is_flag=True, help="Clients accept unlisted enum values in responses, so new values break no client."
)
@click.pass_context
def diff(
    context: click.Context,
    /,
    old: str,
    new: str,
    json_file: Path | None,
    markdown_file: Path | None,
    breaking: str,
    open_enums: bool,
) -> None:
    """Show what changed between two OpenAPI documents, and which clients break.

    OLD and NEW are files or http(s) URLs, OpenAPI 3.0 or 3.1, in YAML or JSON. NEW may be an overlay, which is applied to OLD.
    Only the meaning is compared: schema names, order and descriptions make no difference. `-` as FILE is standard output.

    Exit code 0: no old client breaks on the new server; 1: an old client breaks (with --breaking any: or a new client on the old
    server); 2: the documents could not be compared.
    """
    require_extra("diff")
    from .running import run

    context.exit(run(old, new, json_file, markdown_file, any_breaks=breaking == "any", open_enums=open_enums))

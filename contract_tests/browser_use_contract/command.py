"""The command line's `check` subcommand."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .extra import require_extra

if TYPE_CHECKING:
    from .arguments import Arguments

_INPUT = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path)


def _list_revisions(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Print the name and title of each revision. `latest` stands for the last one."""
    if is_asked and not context.resilient_parsing:
        from .revisions import names, title_of

        for name in names():
            click.echo(f"{name}\t{title_of(name)}")
        context.exit()


def arguments(options: dict[str, Any]) -> Arguments:
    """Returns the options as Arguments. Raises UsageError for an unknown revision, and for --spec together with --revision."""
    from .arguments import Arguments
    from .refused import CheckRefused
    from .revisions import file_of

    revision = options.pop("revision")
    if revision is None:
        return Arguments(**options)
    if options.pop("spec") is not None:
        raise click.UsageError("--spec and --revision cannot be given together: each names the document to check against.")
    try:
        return Arguments(**options, spec=file_of(revision))
    except CheckRefused as error:
        raise click.UsageError(str(error)) from None


class _Check(click.Command):
    """The command. Invalid arguments are also written to the reports, so that older ones are not mistaken for this check's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            understood = click.Context(self, resilient_parsing=True, ignore_unknown_options=True, allow_extra_args=True)
            super().parse_args(understood, given)
            _refuse(understood.params, error)
            raise


def _refuse(options: dict[str, Any], error: click.UsageError) -> None:
    """Writes the error to the reports that the options name."""
    require_extra("check")
    from .arguments import Arguments
    from .checking import write_refusal

    known = {one.name for one in fields(Arguments)}
    given = {name: value for name, value in options.items() if name in known and value is not None}
    write_refusal(Arguments(**given), error.format_message(), 0.0)


@click.command(cls=_Check)
@click.option("--url", envvar="BROWSER_USE_BASE_URL", metavar="BASE_URL", help="The server's base URL, including /api/v3.")
@click.option(
    "--api-key",
    envvar="BROWSER_USE_API_KEY",
    default="",
    metavar="KEY",
    help="The API key. Prefer the variable BROWSER_USE_API_KEY.",
)
@click.option(
    "--budget", metavar="USD", help="What the check may spend on a remote server. Without it, the check creates nothing there."
)
@click.option("--quick", is_flag=True, help="Leave out generated traffic and the longest scenarios.")
@click.option("--strict", is_flag=True, help="Also fail for violations of assumed requirements.")
@click.option("--seed", default=0, show_default=True, metavar="N", help="Seed of the random choices.")
@click.option("--timeout", default=10.0, show_default=True, metavar="SECONDS", help="Time limit for one response.")
@click.option("--max-time", type=click.FloatRange(min=1), metavar="SECONDS", help="Time limit for the whole traffic.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Send at most N requests per second.")
@click.option(
    "--wait-for-server",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Wait up to this long for a server that is starting.",
)
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Send this header with every request.")
@click.option(
    "--allow-http",
    multiple=True,
    metavar="HOST",
    help="Allow unencrypted HTTP to this host: your own test server, such as a sandbox in CI. Sessions there are free.",
)
@click.option("--ca", type=_INPUT, metavar="FILE", help="Trust only the certificates in this PEM file.")
@click.option("--client-cert", type=_INPUT, metavar="FILE", help="Client certificate: a PEM file with certificate and key.")
@click.option("--insecure", is_flag=True, help="Do not verify the server's certificate. Others may read the API key.")
@click.option("--proxy", metavar="URL", help="Use this proxy; '' for none.  [default: HTTPS_PROXY]")
@click.option(
    "--only", multiple=True, metavar="PATTERN", help="Check only requirements with this id, operation, resource or subject."
)
@click.option(
    "--skip", multiple=True, metavar="PATTERN", help="Leave out requirements with this id, operation, resource or subject."
)
@click.option("--profile-id", metavar="UUID", help="An existing profile on a remote server.")
@click.option("--workspace-id", metavar="UUID", help="An existing workspace on a remote server.")
@click.option("--spec", type=_INPUT, metavar="FILE", help="Check against another OpenAPI document.")
@click.option(
    "--revision", metavar="NAME", help="Check against a later revision of the API, named by its date. `latest` is the newest."
)
@click.option(
    "--list-revisions", is_flag=True, is_eager=True, expose_value=False, callback=_list_revisions, help="List the revisions."
)
@click.option(
    "--from-har",
    multiple=True,
    type=click.Path(allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Check recorded traffic and send nothing. May be compressed; - is standard input. Can be repeated.",
)
@click.option("--complete", is_flag=True, help="With --from-har: the recordings contain all requests of all clients.")
@click.option("--baseline", type=_INPUT, metavar="FILE", help="Known violations, each with a reason. They do not fail the check.")
@click.option("--update-baseline", is_flag=True, help="Write the current violations to the baseline and keep its reasons.")
@click.option("--json", "json_file", type=_FILE, metavar="FILE", help="Write a JSON report.")
@click.option("--html", "html_file", type=_FILE, metavar="FILE", help="Write an HTML report.")
@click.option("--junit", "junit_file", type=_FILE, metavar="FILE", help="Write a JUnit report for CI.")
@click.option("--har", "har_file", type=_FILE, metavar="FILE", help="Write the traffic, without the API key and signed URLs.")
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:
    """Check a server against the API's documentation.

    On this machine sessions are created freely. On a remote server nothing is created without --budget. Whatever the check
    creates, it deletes at the end. Exit code 0: something passed and no violation counts; 1: a violation counts; 2: the server
    could not be checked.
    """
    require_extra("check")
    from .checking import carry_out

    try:
        given = arguments(dict(options))
    except click.UsageError as error:
        _refuse(options, error)
        raise
    context.exit(carry_out(given))

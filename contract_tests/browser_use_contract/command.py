"""The command line's `check` subcommand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .arguments import Arguments

_INPUT = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path)


def _list_revisions(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Write the names of the revisions, with what each is; the last is what `latest` stands for."""
    if is_asked:
        from .revisions import names, title_of

        for name in names():
            click.echo(f"{name}\t{title_of(name)}")
        context.exit()


def arguments(options: dict[str, Any]) -> Arguments:
    """The options that were given. UsageError where two documents are named, or there is no such revision."""
    from .arguments import Arguments
    from .refused import CheckRefused
    from .revisions import file_of

    revision = options.pop("revision")
    if revision is None:
        return Arguments(**options)
    if options.pop("spec") is not None:
        raise click.UsageError("--spec and --revision cannot be given together: each names the document to hold the server to.")
    try:
        return Arguments(**options, spec=file_of(revision))
    except CheckRefused as error:
        raise click.UsageError(str(error)) from None


@click.command()
@click.option("--url", envvar="BROWSER_USE_BASE_URL", metavar="BASE_URL", help="The server's base URL, with /api/v3.")
@click.option(
    "--api-key", envvar="BROWSER_USE_API_KEY", default="", metavar="KEY", help="The key; better in BROWSER_USE_API_KEY."
)
@click.option(
    "--budget", metavar="USD", help="What the check may spend on a server elsewhere. Without it, it creates nothing there."
)
@click.option("--quick", is_flag=True, help="Leave out generated traffic and the longest scenarios.")
@click.option("--strict", is_flag=True, help="Let violated requirements count that are only assumed.")
@click.option("--seed", default=0, show_default=True, metavar="N", help="Choose another sample of requests.")
@click.option("--timeout", default=10.0, show_default=True, metavar="SECONDS", help="How long to wait for one answer.")
@click.option("--max-time", type=click.FloatRange(min=1), metavar="SECONDS", help="How long the traffic may take in all.")
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), metavar="N", help="Send at most N requests a second.")
@click.option(
    "--wait-for-server", type=click.FloatRange(min=0), metavar="SECONDS", help="Wait so long for a server that is starting."
)
@click.option("-H", "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="Send this header with every request.")
@click.option(
    "--allow-http",
    multiple=True,
    metavar="HOST",
    help="A test server of your own that may be spoken to without encryption, such as a sandbox in CI; sessions there are free.",
)
@click.option("--ca", type=_INPUT, metavar="FILE", help="Trust the certificates in this PEM file, and no others.")
@click.option("--client-cert", type=_INPUT, metavar="FILE", help="Show the server this certificate; a PEM file with its key.")
@click.option("--insecure", is_flag=True, help="Do not verify the server's certificate. The key can be read on the way.")
@click.option("--proxy", metavar="URL", help="Reach the server through this proxy; '' for none.  [default: HTTPS_PROXY]")
@click.option("--only", multiple=True, metavar="PATTERN", help="Check only what has this id, operation, resource or subject.")
@click.option("--skip", multiple=True, metavar="PATTERN", help="Leave out what has this id, operation, resource or subject.")
@click.option("--profile-id", metavar="UUID", help="A profile that exists, for a server elsewhere.")
@click.option("--workspace-id", metavar="UUID", help="A workspace that exists, for a server elsewhere.")
@click.option("--spec", type=_INPUT, metavar="FILE", help="Hold the server to another OpenAPI document.")
@click.option(
    "--revision", metavar="NAME", help="Hold the server to a later state of the API, by its date; `latest` is the newest."
)
@click.option("--list-revisions", is_flag=True, is_eager=True, expose_value=False, callback=_list_revisions, help="Name them.")
@click.option(
    "--from-har",
    multiple=True,
    type=click.Path(allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Check recorded traffic; send nothing. May be compressed, - for standard input, and given more than once.",
)
@click.option("--complete", is_flag=True, help="With --from-har: the recordings have every request that anybody sent meanwhile.")
@click.option("--baseline", type=_INPUT, metavar="FILE", help="Violations that are known, each with a reason; they do not count.")
@click.option("--update-baseline", is_flag=True, help="Write what is violated now to the baseline; reasons stay.")
@click.option("--json", "json_file", type=_FILE, metavar="FILE", help="Write the verdicts as JSON.")
@click.option("--html", "html_file", type=_FILE, metavar="FILE", help="Write a page to look at.")
@click.option("--junit", "junit_file", type=_FILE, metavar="FILE", help="Write a JUnit file for CI.")
@click.option("--har", "har_file", type=_FILE, metavar="FILE", help="Write the traffic, without key and signed URLs.")
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:
    """Check a server by what the API's documentation says.

    On this machine sessions are created freely. Elsewhere nothing is created without --budget; what is created is deleted at the
    end. Exit 0: something passed and nothing that counts is violated; 1: something is violated; 2: it could not be checked.
    """
    from .checking import carry_out

    context.exit(carry_out(arguments(options)))

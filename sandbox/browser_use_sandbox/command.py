"""The command line's `sandbox` subcommand."""

import contextlib
import re
from typing import Any

import click

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def size(text: str) -> int:
    """The number of bytes in a text such as 500MB or 2GiB."""
    match = re.fullmatch(r"(\d{1,15})\s*([KMG]?I?B?)", text.strip().upper(), re.ASCII)
    if match is None or match[2] not in _UNITS:
        raise click.BadParameter(f"{text!r} is not a size such as 500MB or 2GiB")
    return int(match[1]) * _UNITS[match[2]]


def _list_revisions(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Write the names and titles of the revisions; the last one is `latest`."""
    if is_asked:
        from .contract.loading import revisions, title_of

        for name in revisions():
            click.echo(f"{name}\t{title_of(name)}")
        context.exit()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8733, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one."
)
@click.option("--api-key", "api_keys", multiple=True, metavar="KEY", help="An API key to accept; each key has its own project.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="YAML file that defines what tasks do and which calls fail.",
)
@click.option("--speed", type=float, metavar="X", help="Run the time X times as fast; with 0 it stands still.")
@click.option(
    "--auto-advance", is_flag=True, default=None, help="Advance the time to the next event with each GET of a running session."
)
@click.option("--task-seconds", type=float, metavar="SECONDS", help="How long the simulated agent works on a task.")
@click.option("--start-seconds", type=float, metavar="SECONDS", help="How long a new session is `created`.")
@click.option(
    "--idle-before-running", type=float, metavar="SECONDS", help="How long a session with a task is `idle` before it runs."
)
@click.option(
    "--messages-from-oldest", is_flag=True, default=None, help="Start lists of messages without a cursor at the oldest one."
)
@click.option("--max-active-sessions", type=int, metavar="N", help="The most active sessions of a project; one more gives 429.")
@click.option("--credits-usd", metavar="USD", help="How much a project can spend; then it gets 402.")
@click.option("--spec", type=click.Path(), metavar="FILE", help="OpenAPI document to serve instead of the sandbox's own.")
@click.option("--revision", metavar="NAME", help="Serve a later state of the API; `latest` is the newest.")
@click.option(
    "--list-revisions", is_flag=True, is_eager=True, expose_value=False, callback=_list_revisions, help="List the revisions."
)
@click.option("--print-spec", is_flag=True, help="Write the document to stdout and do not serve.")
@click.option("--any-model", is_flag=True, default=None, help="Accept any model name.")
@click.option(
    "--accept-unknown-ids", is_flag=True, default=None, help="Create unknown profiles and workspaces that sessions name."
)
@click.option(
    "--storage-port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Port of the storage host; 0 picks a free one."
)
@click.option("--max-storage", "max_storage_bytes", type=size, metavar="SIZE", help="Total size of all files, such as 500MB.")
@click.option("--webhook", "webhook_url", metavar="URL", help="URL to which webhook events are sent.")
@click.option("--webhook-secret", metavar="TEXT", help="Secret that signs webhook events.")
@click.option("--chromium", is_flag=True, default=None, help="Start a real Chromium for each browser without a session.")
@click.option("--log", is_flag=True, default=None, help="Log each request on stderr.")
@click.option("--seed", type=int, metavar="N", help="Make IDs and everything random the same in each run.")
def sandbox(
    host: str,
    port: int,
    storage_port: int,
    api_keys: tuple[str, ...],
    script: str | None,
    print_spec: bool,
    **settings: Any,
) -> None:
    """Serve a local sandbox of the API until interrupted.

    The first line on stdout is only the base URL; all other output goes to stderr.
    """
    try:
        from .script.problems import ScriptError
        from .server.http_server import listen
        from .server.serve import serve, state_of
        from .settings import Settings
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"the sandbox needs {(error.name or 'more').partition('.')[0]}: pip install '.[sandbox]' in a checkout installs it"
        ) from None

    chosen = {name: value for name, value in settings.items() if value is not None}
    if api_keys:
        chosen["api_keys"] = api_keys
    try:
        checked = Settings(**chosen)
        if print_spec:
            from .contract.loading import document_text

            click.echo(document_text(checked.spec, checked.revision), nl=False)
            return
        state = state_of(checked, script)
    except ScriptError as error:
        raise click.ClickException(str(error)) from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with contextlib.ExitStack() as listeners:
        sockets = []
        for number in (port, storage_port):
            try:
                sockets.append(listeners.enter_context(listen(host, number)))
            except OSError as error:
                raise click.ClickException(f"cannot listen on {host} port {number}: {error.strerror or error}") from None
        serve(state, *sockets)

"""The command line's `sandbox` subcommand."""

import contextlib
import re
from typing import Any

import click

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def size(text: str) -> int:
    """A number of bytes, such as 500MB or 2GiB."""
    match = re.fullmatch(r"(\d{1,15})\s*([KMG]?I?B?)", text.strip().upper(), re.ASCII)
    if match is None or match[2] not in _UNITS:
        raise click.BadParameter(f"{text!r} is no size such as 500MB or 2GiB")
    return int(match[1]) * _UNITS[match[2]]


def _list_revisions(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Write the names of the revisions, with what each is; the last is what `latest` stands for."""
    if is_asked:
        from .contract.revisions import revisions, title_of

        for name in revisions():
            click.echo(f"{name}\t{title_of(name)}")
        context.exit()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8733, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one."
)
@click.option(
    "--api-key", "api_keys", multiple=True, metavar="KEY", help="A key to accept; more than one make separate projects."
)
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="YAML file that says what tasks do and which calls fail.",
)
@click.option("--speed", type=float, metavar="X", help="Let time run so many times as fast; 0 lets it stand still.")
@click.option("--auto-advance", is_flag=True, default=None, help="Let looks at sessions that work move time to what comes next.")
@click.option("--task-seconds", type=float, metavar="SECONDS", help="How long the simulated agent works on a task.")
@click.option("--start-seconds", type=float, metavar="SECONDS", help="How long a new session is `created`.")
@click.option("--idle-before-running", type=float, metavar="SECONDS", help="How long a session with a task is `idle` first.")
@click.option("--messages-from-oldest", is_flag=True, default=None, help="Give the oldest messages where no cursor is given.")
@click.option("--max-active-sessions", type=int, metavar="N", help="Answer 429 when a project has so many sessions that live.")
@click.option("--credits-usd", metavar="USD", help="What a project can spend; 402 when it is spent.")
@click.option("--spec", type=click.Path(), metavar="FILE", help="OpenAPI document to serve in place of the sandbox's own.")
@click.option("--revision", metavar="NAME", help="Serve a later state of the API, by its date; `latest` is the newest.")
@click.option("--list-revisions", is_flag=True, is_eager=True, expose_value=False, callback=_list_revisions, help="Name them.")
@click.option("--print-spec", is_flag=True, help="Write the document that would be served to stdout, and serve nothing.")
@click.option("--any-model", is_flag=True, default=None, help="Accept any name of a model.")
@click.option("--accept-unknown-ids", is_flag=True, default=None, help="Let sessions name unknown profiles and workspaces.")
@click.option("--storage-port", default=0, type=click.IntRange(0, 65535), metavar="N", help="Port of the storage host; 0: any.")
@click.option("--max-storage", "max_storage_bytes", type=size, metavar="SIZE", help="Room for all files, such as 500MB.")
@click.option("--webhook", "webhook_url", metavar="URL", help="Where events are sent.")
@click.option("--webhook-secret", metavar="TEXT", help="What events are signed with.")
@click.option("--chromium", is_flag=True, default=None, help="Start a Chromium of this machine for each bare browser.")
@click.option("--log", is_flag=True, default=None, help="Tell each request on stderr.")
@click.option("--seed", type=int, metavar="N", help="Make ids and everything else come out the same each time.")
def sandbox(
    host: str,
    port: int,
    storage_port: int,
    api_keys: tuple[str, ...],
    script: str | None,
    print_spec: bool,
    **settings: Any,
) -> None:
    """Serve a local stand-in for the API until interrupted.

    The first line on stdout is the base URL and nothing else; everything for people goes to stderr.
    """
    try:
        from .script.problems import ScriptError
        from .server.http_server import listen
        from .server.serve import serve, state_of
        from .settings import Settings
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"the sandbox needs {(error.name or 'more').partition('.')[0]}: pip install '.[sandbox]' in a checkout brings it"
        ) from None

    chosen = {name: value for name, value in settings.items() if value is not None}
    if api_keys:
        chosen["api_keys"] = api_keys
    try:
        checked = Settings(**chosen)
        if print_spec:
            from .contract.printing import document_text

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

"""The command line's `sandbox` subcommand."""

import contextlib
import re
from collections.abc import Callable
from typing import Any

import attrs
import click

from .settings import Settings

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_PORT = click.IntRange(0, 65535)


def size(text: str) -> int:
    """The number of bytes in a text such as 500MB or 2GiB."""
    match = re.fullmatch(r"(\d{1,15})\s*([KMG]?I?B?)", text.strip().upper(), re.ASCII)
    if match is None or match[2] not in _UNITS:
        raise click.BadParameter(f"{text!r} is not a size such as 500MB or 2GiB")
    return int(match[1]) * _UNITS[match[2]]


#: How options differ from what the name and the type of their setting suggest.
_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "api_keys": ("--api-key", {"multiple": True, "metavar": "KEY"}),
    "max_storage_bytes": ("--max-storage", {"type": size, "metavar": "SIZE"}),
    "webhook_url": ("--webhook", {"metavar": "URL"}),
    "spec": ("--spec", {"type": click.Path(), "metavar": "FILE"}),
}


def _settings_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each setting."""
    for field in reversed(attrs.fields(Settings)):
        how: dict[str, Any] = {"type": field.type} if field.type in (float, int) else {}
        if field.type is bool:
            how = {"is_flag": True, "default": None}
        name, others = _OPTIONS.get(field.name, (f"--{field.name.replace('_', '-')}", {}))
        how |= others
        command = click.option(name, field.name, help=field.metadata["help"], **how)(command)
    return command


def _list_revisions(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Write the names and titles of the revisions; the last one is `latest`."""
    if is_asked:
        from .contract.loading import revisions, title_of

        for name in revisions():
            click.echo(f"{name}\t{title_of(name)}")
        context.exit()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8733, show_default=True, type=_PORT, help="Port to listen on; 0 picks a free one.")
@click.option("--storage-port", default=0, type=_PORT, help="Port of the storage host; 0 picks a free one.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="YAML file that defines what tasks do and which calls fail.",
)
@click.option(
    "--list-revisions", is_flag=True, is_eager=True, expose_value=False, callback=_list_revisions, help="List the revisions."
)
@click.option("--print-spec", is_flag=True, help="Write the document to stdout and do not serve.")
@_settings_options
def sandbox(host: str, port: int, storage_port: int, script: str | None, print_spec: bool, **settings: Any) -> None:
    """Serve a local sandbox of the API until interrupted.

    The first line on stdout is only the base URL; all other output goes to stderr.
    """
    try:
        from .script.problems import ScriptError
        from .server.http_server import listen
        from .server.serve import serve, state_of
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"the sandbox needs {(error.name or 'more').partition('.')[0]}: pip install '.[sandbox]' in a checkout installs it"
        ) from None

    try:
        chosen = Settings(**{name: value for name, value in settings.items() if value not in (None, ())})
        if print_spec:
            from .contract.loading import document_text

            click.echo(document_text(chosen.spec, chosen.revision), nl=False)
            return
        state = state_of(chosen, script)
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

"""`workspaces upload` and `workspaces download`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from browser_use_sessions.cli.command import ApiCommand, connect
from browser_use_sessions.cli.failures import INTERRUPTED, LocalFileError
from browser_use_sessions.cli.streams import print_message, show
from browser_use_sessions.cli.terminal import as_json, clean
from browser_use_sessions.cli.transfer_progress import TransferProgress
from browser_use_sessions.errors import BrowserUseError

if TYPE_CHECKING:
    from browser_use_sessions.files import Workspaces

workspace_argument = click.argument("workspace_id", metavar="ID")
quiet_option = click.option("--quiet", is_flag=True, help="Show no progress.")


@click.command(cls=ApiCommand, short_help="Upload files.")
@workspace_argument
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option("--prefix", metavar="FOLDER", help="The folder of the workspace to upload to. [default: its root]")
@quiet_option
def upload(workspace_id: str, paths: tuple[str, ...], prefix: str | None, quiet: bool, wants_json: bool) -> int:
    """Upload each FILE to the workspace ID, and print its path there.

    An existing file with the same path is replaced. Progress goes to stderr. Ctrl-C stops the transfer; files that are complete
    stay.

    \b
    Example:
      bu-sessions workspaces upload ID report.pdf *.csv --prefix in/
    """

    def move(workspaces: Workspaces, progress: TransferProgress) -> list[str]:
        try:
            return workspaces.upload(workspace_id, *paths, prefix=prefix, on_progress=progress.update)
        except OSError as error:
            raise _unreadable(error) from error

    return _carry_out(move, TransferProgress("uploaded", quiet), wants_json)


@click.command(cls=ApiCommand, short_help="Download files.")
@workspace_argument
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--to", metavar="FOLDER", default=".", help="The folder to write to. It is made if it is missing. [default: .]")
@quiet_option
def download(workspace_id: str, paths: tuple[str, ...], to: str, quiet: bool, wants_json: bool) -> int:
    """Download each PATH of the workspace ID, or all its files, and print the local path of each.

    A file keeps its own name. A PATH that ends in a slash is a folder: all its files and subfolders are written. Without a PATH,
    the whole workspace is. An existing file is replaced when the new file is complete.

    \b
    Examples:
      bu-sessions workspaces download ID --to results
      bu-sessions workspaces download ID out/report.pdf images/
    """
    _check_names(paths)
    if Path(to).exists() and not Path(to).is_dir():
        raise click.BadParameter(
            f"{to} is a file, and --to must be a folder. A file keeps its own name in it.", param_hint="'--to'"
        )

    def move(workspaces: Workspaces, progress: TransferProgress) -> list[str]:
        found: list[Any] = []
        folder = f"{to}{os.sep}"  # With the separator it is a folder, so a file keeps its own name.
        try:
            if not paths:
                found += workspaces.download_all(workspace_id, to, on_progress=progress.update)
            for path in paths:
                if path.endswith("/"):
                    found += workspaces.download_all(workspace_id, to, path, on_progress=progress.update)
                else:
                    found.append(workspaces.download(workspace_id, path, folder, on_progress=progress.update))
        except BrowserUseError as error:
            error.done = [*found, *getattr(error, "done", ())]  # type: ignore[attr-defined]
            raise
        except OSError as error:
            raise LocalFileError(f"{error.filename or to}: {error.strerror or error}.", done=found) from error
        return list(map(str, found))

    return _carry_out(move, TransferProgress("downloaded", quiet), wants_json)


def _carry_out(
    move: Callable[[Workspaces, TransferProgress], list[str]],
    progress: TransferProgress,
    wants_json: bool,
) -> int:
    try:
        with connect() as client, progress:
            moved = move(client.workspaces, progress)
    except KeyboardInterrupt:
        print_message(progress.outcome())
        return INTERRUPTED
    except BrowserUseError as error:
        if not wants_json:
            _show_paths(list(map(str, getattr(error, "done", ()))))
        raise
    if wants_json:
        show(as_json(moved))
    else:
        _show_paths(moved)
        if not moved:
            print_message("There are no files.")
    return 0


def _show_paths(paths: Sequence[str]) -> None:
    for path in paths:
        show(clean(path))


def _check_names(paths: Sequence[str]) -> None:
    """Refuses two files with the same local name, before anything is downloaded."""
    names: dict[str, str] = {}
    for path in paths:
        name = path.rpartition("/")[2].casefold()
        if name and (other := names.setdefault(name, path)) != path:
            raise click.UsageError(f"{other} and {path} would both be called {path.rpartition('/')[2]} here. Use two calls.")


def _unreadable(error: OSError) -> Exception:
    if isinstance(error, BrowserUseError):
        return error
    return click.BadParameter(f"{error.filename or 'A file'} cannot be read: {error.strerror or error}.", param_hint="'FILE'")

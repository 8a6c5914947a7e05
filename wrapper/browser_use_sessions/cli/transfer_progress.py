"""The progress of file transfers on stderr: a bar in a terminal, otherwise a line for each file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from browser_use_sessions.cli.streams import print_message
from browser_use_sessions.cli.terminal import cut, is_live, one_line

if TYPE_CHECKING:
    from browser_use_sessions.files import Progress


class TransferProgress:
    """Pass `update` as `on_progress`, and use this in a `with` block around the transfer. `verb`: "uploaded" or "downloaded"."""

    def __init__(self, verb: str, quiet: bool) -> None:
        self._verb = verb
        self._quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._done = 0
        self._total: int | None = None

    def __enter__(self) -> TransferProgress:
        if not self._quiet and is_live():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            console = Console(stderr=True, highlight=False)
            self._bar = Progress(
                BarColumn(bar_width=max(10, console.width // 4)),
                TextColumn("{task.description}", markup=False),
                console=console,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._bar.__enter__()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, *exception: object) -> None:
        bar, self._bar = self._bar, None
        if bar is not None:
            with contextlib.suppress(OSError):  # The terminal may be closed.
                bar.__exit__(None, None, None)

    def update(self, progress: Progress) -> None:
        is_whole = progress.bytes_done == progress.bytes_total
        self._done += is_whole
        self._total = progress.files_total
        if self._bar is not None:
            self._draw(progress)
        elif is_whole and not self._quiet:
            size = "" if progress.bytes_total is None else f" ({progress.bytes_total:,} bytes)"
            print_message(f"{self._verb} {one_line(progress.path)}{size}, {self._count(progress.files_done)}")

    def _draw(self, progress: Progress) -> None:
        """The bar shows how many files are complete; for a single file, how much of it was moved."""
        from rich.filesize import decimal

        of = "" if progress.bytes_total is None else f" of {decimal(progress.bytes_total)}"
        text = f"{self._count(progress.files_done)}, {decimal(progress.bytes_done)}{of}: {one_line(progress.path)}"
        done, total = progress.files_done, progress.files_total
        if total == 1:
            done, total = progress.bytes_done, progress.bytes_total
        room = self._bar.console.width - max(10, self._bar.console.width // 4) - 2
        self._bar.update(self._task, completed=done, total=total, description=cut(text, room))

    def outcome(self) -> str:
        """The message for an interrupted transfer."""
        return f"Interrupted. {self._verb.capitalize()}: {self._count(self._done)}."

    def _count(self, done: int) -> str:
        return f"{done}{'' if self._total is None else f' of {self._total}'} file{'' if (self._total or done) == 1 else 's'}"

"""The progress of file transfers on stderr: bars in a terminal, otherwise a line for each file."""

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
        self._bars: Any = None
        self._open: dict[str, Any] = {}
        self._done = 0
        self._total: int | None = None

    def __enter__(self) -> TransferProgress:
        if not self._quiet and is_live():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            console = Console(stderr=True, highlight=False)
            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=max(10, console.width // 4)),
                TextColumn("{task.fields[moved]}", markup=False),
                console=console,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._bars.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        bars, self._bars = self._bars, None
        if bars is not None:
            with contextlib.suppress(OSError):  # The terminal may be closed.
                bars.__exit__(None, None, None)

    def update(self, progress: Progress) -> None:
        is_whole = progress.bytes_done == progress.bytes_total
        self._done += is_whole
        self._total = progress.files_total
        if self._bars is not None:
            self._draw(progress, is_whole)
        elif is_whole and not self._quiet:
            size = "" if progress.bytes_total is None else f" ({progress.bytes_total:,} bytes)"
            print_message(f"{self._verb} {one_line(progress.path)}{size}, {self._count(progress.files_done)}")

    def outcome(self) -> str:
        """The message for an interrupted transfer."""
        return f"Interrupted. {self._verb.capitalize()}: {self._count(self._done)}."

    def _draw(self, progress: Progress, is_whole: bool) -> None:
        if progress.files_total != 1:
            self._move("all", progress.files_done, progress.files_total, self._count(progress.files_done))
        name, size = one_line(progress.path), progress.bytes_total
        if is_whole and name in self._open:
            self._bars.remove_task(self._open.pop(name))
        elif not is_whole:
            from rich.filesize import decimal

            of = "" if size is None else f" of {decimal(size)}"
            self._move(name, progress.bytes_done, size, f"{decimal(progress.bytes_done)}{of}")

    def _move(self, name: str, done: int, total: int | None, moved: str) -> None:
        """Draws one bar."""
        if name not in self._open:
            shown = cut(name, max(12, self._bars.console.width // 3))
            self._open[name] = self._bars.add_task(shown, total=total, moved=moved)
        self._bars.update(self._open[name], completed=done, total=total, moved=moved)

    def _count(self, done: int) -> str:
        return f"{done}{'' if self._total is None else f' of {self._total}'} file{'' if (self._total or done) == 1 else 's'}"

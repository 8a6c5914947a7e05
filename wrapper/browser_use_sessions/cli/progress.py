"""The progress of a task on stderr: one live line in a terminal, otherwise a line for each change."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from browser_use_sessions.cli.streams import print_message
from browser_use_sessions.cli.terminal import clean, duration, is_live, money, one_line

if TYPE_CHECKING:
    from rich.text import Text

    from browser_use_api.models import Session

_COLOURS = {"running": "cyan", "stopped": "green", "idle": "green", "error": "red", "timed_out": "red"}


class Progress:
    """Give `update` to `on_progress`, and use it in a `with` block around the wait."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._started = time.monotonic()
        self._last = ""
        self._live: Any = None
        self.session: Session | None = None

    def __enter__(self) -> Progress:
        if not self._quiet and is_live():
            from rich.console import Console
            from rich.live import Live

            console = Console(stderr=True, highlight=False)
            self._live = Live(
                get_renderable=self._line,
                console=console,
                refresh_per_second=4,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        live, self._live = self._live, None
        if live is not None:
            with contextlib.suppress(OSError):  # The terminal may be closed.
                live.__exit__(None, None, None)

    def abandon(self) -> None:
        """Restores the terminal when the program ends at once, without waiting for threads."""
        live, self._live = self._live, None
        if live is not None:
            live.console.show_cursor(True)
            print_message("")

    def update(self, session: Session) -> None:
        is_first = self.session is None
        self.session = session
        if is_first:
            self.print_line(f"Session {one_line(session.id)}")
            if session.live_url:
                self.print_line(f"Watch it: {one_line(session.live_url)}")
        if self._live is None:
            self._state(f"{session.status}, step {session.step_count}: {session.last_step_summary or ''}".rstrip(": "))

    def print_line(self, text: str) -> None:
        """Prints a line, unless `quiet` is set."""
        if not self._quiet:
            self.print_always(text)

    def print_always(self, text: str) -> None:
        """Prints a line, even if `quiet` is set."""
        if self._live is None:
            print_message(text)
            return
        try:
            self._live.console.print(clean(text), markup=False, soft_wrap=True)
        except OSError:  # The terminal is closed; the run goes on.
            self._live = None

    def _state(self, state: str) -> None:
        state = one_line(state)
        if state != self._last:
            self._last = state
            self.print_line(f"[{duration(time.monotonic() - self._started)}] {state}")

    def _line(self) -> Text:
        from rich.text import Text

        session = self.session
        elapsed = duration(time.monotonic() - self._started)
        if session is None:
            return Text(f"starting  {elapsed}")
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(one_line(session.status), _COLOURS.get(session.status, "yellow"))
        line.append(f"  {elapsed}  {money(session.total_cost_usd)}  step {session.step_count}")
        if session.last_step_summary:
            line.append(f"  {one_line(session.last_step_summary)}", "dim")
        return line


def verdict(session: Session, seconds: float) -> str:
    """How a task ended, and whether its cost limit may be the reason."""
    word = {True: "Achieved", False: "Not achieved", None: "Ended without a verdict"}[session.is_task_successful]
    steps = f"{session.step_count} step{'' if session.step_count == 1 else 's'}"
    limit = "" if session.max_cost_usd is None else f", of at most {money(session.max_cost_usd)}"
    text = f"{word} in {duration(seconds)}, {steps}, {money(session.total_cost_usd)} in all{limit}."
    if session.max_cost_usd is None or session.is_task_successful:
        return text
    if session.total_cost_usd >= session.max_cost_usd:
        return f"{text} The limit was reached: --max-cost raises it."
    return f"{text} The next step might have gone beyond the limit: --max-cost raises it."

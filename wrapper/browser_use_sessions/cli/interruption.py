"""Ctrl-C, a kill and a closed terminal while a task runs: each ends the wait, and so stops the session."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from browser_use_sessions._shutdown import tracked_sessions
from browser_use_sessions.cli.command import on_signals
from browser_use_sessions.cli.failures import INTERRUPTED
from browser_use_sessions.cli.terminal import one_line

if TYPE_CHECKING:
    from browser_use_sessions.cli.event_log import EventLog
    from browser_use_sessions.cli.progress import Progress


class Interruption:
    """In a `with` block, the first signal interrupts the run, the second one only prints a message, the third one ends the
    program.

    So the session is stopped even if somebody presses Ctrl-C twice.
    """

    def __init__(self, progress: Progress, event_log: EventLog, leave_running: bool) -> None:
        self._progress = progress
        self._event_log = event_log
        self._leave_running = leave_running
        self._count = 0
        self._is_unknown = False
        self._signals = on_signals(self._handle, "SIGINT", "SIGTERM", "SIGHUP")

    def __enter__(self) -> Interruption:
        self._signals.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._signals.__exit__(None, None, None)
        # The user knows what may still be running. The interpreter must not try again to stop it at exit.
        for key in tracked_sessions.tracked():
            tracked_sessions.untrack(key)
        for ticket in tracked_sessions.pending_creates():
            tracked_sessions.end_create(ticket)

    def _handle(self, number: int, frame: object) -> None:
        self._count += 1
        if self._count == 1:
            self._is_unknown = bool(tracked_sessions.pending_creates()) and not self._event_log.pauses
            self._progress.print_always(self._announcement())
            raise KeyboardInterrupt
        if self._count == 2:
            self._progress.print_always("Still stopping. Press it once more to exit at once; then the session may go on running.")
            return
        self._progress.abandon()
        for line in self.outcome():
            self._progress.print_always(line)
        os._exit(INTERRUPTED)

    def _announcement(self) -> str:
        session_id = self._session_id
        if self._is_unknown:
            return f"{'Leaving' if self._leave_running else 'Stopping'}; waiting for the response to the create …"
        if session_id is None:
            return "Stopping …"
        return f"Leaving session {session_id} running …" if self._leave_running else f"Stopping session {session_id} …"

    def wait_for_create(self, seconds: float = 10.0) -> None:
        """The response to the create may come after the client has stopped waiting. Then the session is stopped."""
        deadline = time.monotonic() + seconds
        is_late = bool(tracked_sessions.pending_creates())
        while is_late and (tracked_sessions.pending_creates() or tracked_sessions.tracked()) and time.monotonic() < deadline:
            time.sleep(0.05)

    def outcome(self, notes: Sequence[str] | None = None) -> list[str]:
        """What is known about the session, line by line. `notes`: the notes of the client; None while it is still working."""
        session_id = self._session_id
        lines = [f"Stopped {one_line(what)}." for what in self._event_log.stopped]
        for left, task_only in tracked_sessions.tracked():
            what, option = ("The task of session", " --task") if task_only else ("Session", "")
            text = f"{what} {one_line(left)} may still be running. Stop it: bu-sessions stop{option} {one_line(left)}"
            lines.append(next((note for note in notes or () if left in note), text))
        if lines:
            return lines
        if session_id is not None:
            state = "goes on" if self._leave_running else "may still be running"
            return [f"Session {session_id} {state}. Stop it: bu-sessions stop {session_id}"]
        if tracked_sessions.pending_creates() or (self._is_unknown and (notes is None or self._leave_running)):
            return ["It is not known whether the task was started. See what runs: bu-sessions list --active"]
        return list(notes or ["Nothing was started."])

    @property
    def _session_id(self) -> str | None:
        session = self._progress.session
        return self._event_log.started if session is None else one_line(session.id)

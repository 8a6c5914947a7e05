"""What the user is told about something that could not be stopped."""

from __future__ import annotations

from browser_use_sessions._arguments import is_id

NO_TIME = "there was no time left"


def cannot_stop(key: tuple[str, bool], reason: str) -> str:
    """`key`: a session's ID, and whether only its task was to be stopped."""
    session_id, task_only = key
    what = "task of session" if task_only else "session"
    strategy = ', strategy="task"' if task_only else ""
    remedy = f'stop it with client.sessions.stop("{session_id}"{strategy})'
    if not is_id(session_id):
        remedy = "look for it in client.sessions.list()"
    return f"The {what} {session_id} could not be stopped and may still be running: {remedy}. ({reason})"

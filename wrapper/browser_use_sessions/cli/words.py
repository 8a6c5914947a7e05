"""The client's messages speak to Python programs. Here they are put into the words of a shell."""

from __future__ import annotations

import re

# What a pattern finds becomes the words beside it, from the top to the bottom.
_CALLS = [
    (r'(?:client\.)?sessions\.stop\(["\']([^"\']*)["\'], strategy=["\']task["\']\)', r"`bu-sessions stop --task \1`"),
    (r'(?:client\.)?sessions\.stop\(["\']([^"\']*)["\']\)', r"`bu-sessions stop \1`"),
    (r'(?:client\.)?sessions\.get\(["\']([^"\']*)["\']\)', r"`bu-sessions get \1`"),
    (r"(?:client\.)?sessions\.list\(\)", "`bu-sessions list --active`"),
    (r"stop the task \(strategy 'task'\)", "stop the task (`bu-sessions stop --task ID`)"),
    (r"run_many\(\) waits by itself, and max_retries can be raised", "`bu-sessions list --active` shows which there are"),
    (r"its output as it came is in \.output of this error", "`bu-sessions get ID` shows its output as it came"),
    (r"in Python, allow_insecure_http=True lets", "--allow-insecure-http lets"),
    (r", or give the client a longer timeout", ""),
    (r"a longer timeout", "a longer --timeout"),
    (r"the api_key argument", "--api-key"),
    (r"use its URL as base_url, with the key sandbox-key", "give its URL as --base-url and `sandbox-key` as --api-key"),
    (r"cache_script is True", "cache_script"),
    (r"session_id must be", "the ID of a session must be"),
    (r"Decimal\('([0-9.]+)'\)", r"\1"),
    (r"\[Errno -?\d+\] ", ""),
    (r" \(_ssl\.c:\d+\)", ""),
]
_OPTIONS = {
    "allow_insecure_http": "--allow-insecure-http",
    "api_key": "--api-key",
    "base_url": "--base-url",
    "cache_script": "--cache-script",
    "enable_recording": "--recording",
    "keep_alive": "--keep-alive",
    "leave_running": "--leave-running",
    "max_cost_usd": "--max-cost",
    "output_schema": "--schema",
    "profile_id": "--profile",
    "proxy_country_code": "--proxy",
    "session_id": "--session",
    "workspace_id": "--workspace",
}
_NAMES = re.compile(rf"\b(?:{'|'.join(_OPTIONS)})\b")


def for_shell(text: str, session_id: str | None = None) -> str:
    """The message with options, variables and commands in place of arguments and methods, and with the ID for the commands."""
    for pattern, words in _CALLS:
        text = re.sub(pattern, words, text)
    if session_id is not None:
        text = text.replace(" ID`", f" {session_id}`")
    return _NAMES.sub(lambda found: _OPTIONS[found[0]], text)

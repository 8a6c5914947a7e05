"""Script caching: the first run of a task template saves a script in the workspace; later runs replay it without the LLM."""

import functools
import hashlib
import re

_FOLDER = "scripts"


def script_path(task: str, cache_script: bool | None, mark: str = "") -> str | None:
    """The path of the script of `task` in the workspace: the same for tasks that differ only in bracketed values.

    `mark` precedes the brackets. None if caching is off: with False, and with None if the task has no brackets.
    """
    if cache_script is False:
        return None
    template, brackets = _brackets(mark).subn("{{}}", task)
    if cache_script is None and not brackets:
        return None
    return f"{_FOLDER}/{hashlib.sha256(template.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.py"


@functools.cache
def _brackets(mark: str) -> re.Pattern[str]:
    """The pattern of a bracketed value, which has no braces inside; so the search in a long task stays linear."""
    return re.compile(re.escape(mark) + r"\{\{[^{}]*\}\}")


def script_text(title: str) -> bytes:
    """The content of the script file."""
    return f"# The sandbox's script for: {title}\n".encode("utf-8", "replace")

"""Script caching: the first run of a task template leaves a script in the workspace, which later runs replay without the LLM."""

import functools
import hashlib
import re

_FOLDER = "scripts"


def script_path(task: str, cache_script: bool | None, mark: str = "") -> str | None:
    """The file in the workspace that keeps the script of `task`: the same for tasks that differ in bracketed values alone.

    `mark` stands before the brackets. None where caching is off: by False, and by null where there are no brackets.
    """
    if cache_script is False:
        return None
    template, brackets = _brackets(mark).subn("{{}}", task)
    if cache_script is None and not brackets:
        return None
    return f"{_FOLDER}/{hashlib.sha256(template.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.py"


@functools.cache
def _brackets(mark: str) -> re.Pattern[str]:
    """A bracketed value holds no braces itself, so that a search through a long task stays linear."""
    return re.compile(re.escape(mark) + r"\{\{[^{}]*\}\}")


def script_text(title: str) -> bytes:
    """What stands in such a file."""
    return f"# The sandbox's script for: {title}\n".encode("utf-8", "replace")

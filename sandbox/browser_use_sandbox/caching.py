"""Script caching: the first run of a task template leaves a script that later runs replay without the LLM."""

import re
from uuid import UUID

#: Where a script is kept: the workspace, and the task with its bracketed values blanked.
ScriptKey = tuple[UUID, str]

#: A bracketed value holds no braces itself, so that a search through a long task stays linear.
_BRACKETS = re.compile(r"\{\{[^{}]*\}\}")


def script_key(task: str, workspace_id: UUID | None, cache_script: bool | None) -> ScriptKey | None:
    """Where the script of `task` is kept. None where caching is off: by False, without a workspace, by null and no brackets."""
    if cache_script is False or workspace_id is None:
        return None
    template, brackets = _BRACKETS.subn("{{}}", task)
    if cache_script is None and not brackets:
        return None
    return workspace_id, template

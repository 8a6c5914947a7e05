"""Reads scripts from files."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import attrs

from .problems import Problem, ScriptError
from .yaml_text import Lines, parse

_LARGEST = 10_000_000


@attrs.frozen
class ScriptFile:
    """The value of a script file, and the lines of its parts."""

    name: str
    value: Any
    lines: Lines

    @contextmanager
    def locating_errors(self) -> Iterator[None]:
        """Add the file and the line to a ScriptError that is raised in this context."""
        try:
            yield
        except ScriptError as error:
            found = [attrs.evolve(problem, line=self.lines.line(problem.path)) for problem in error.problems]
            raise ScriptError(sorted(found, key=lambda problem: problem.line or 0), self.name) from None


def read_script(file: str | PathLike[str]) -> ScriptFile:
    """The script in a YAML file. ScriptError if it is not YAML, OSError if it cannot be read."""
    name, path = fspath(file), Path(file)
    try:
        if path.stat().st_size > _LARGEST:
            raise ScriptError([Problem((), f"is larger than {_LARGEST} bytes")], name)
        value, lines = parse(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ScriptError([Problem((), f"is not UTF-8: {error.reason} 0x{error.object[error.start]:02x}", line)], name) from None
    except ScriptError as error:
        raise ScriptError(error.problems, name) from None
    if lines is None:
        raise ScriptError([Problem((), "is empty; a script has `tasks:` or `faults:`", 1)], name)
    return ScriptFile(name, value, lines)

"""The error of an invalid script."""

from collections.abc import Iterable, Sequence

import attrs

Path = tuple[str | int, ...]


@attrs.frozen
class Problem:
    """A problem and its place in the script; `line` counts from 1 if the script came from a file."""

    path: Path
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{written(self.path)}: {self.reason}" if self.path else self.reason


class ScriptError(ValueError):
    """A script is invalid; `problems` lists all problems, and `source` names its file."""

    def __init__(self, problems: Iterable[Problem], source: str | None = None) -> None:
        self.problems = list(problems)
        self.source = source
        super().__init__("\n".join(self._lines()))

    def _lines(self) -> Iterable[str]:
        for problem in self.problems:
            places = [str(part) for part in (self.source, problem.line) if part is not None]
            yield f"{':'.join(places)}: {problem}" if places else str(problem)


def written(path: Sequence[str | int]) -> str:
    """A place as text: `tasks[0].steps[2].seconds`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")

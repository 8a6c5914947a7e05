"""Output types: which JSON Schema to request, and how to convert the output to the requested type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from browser_use_sessions._arguments import invalid_argument
from browser_use_sessions.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions.results import SessionResult


class OutputType:
    """`schema` is sent to the API; `load` converts a task's output. `decode` raises Mismatch, an error of the generated
    package.
    """

    __slots__ = ("_decode", "schema")

    def __init__(self, schema: dict[str, Any] | None, decode: Callable[[Any], Any] | None) -> None:
        self.schema = schema
        self._decode = decode

    def load(self, result: SessionResult[Any]) -> Any:
        """The output in its type. If it does not fit, raises OutputError; if the task also failed, returns None instead."""
        if self._decode is None:
            return result.output
        from browser_use_api._core.codecs import Mismatch

        try:
            return _decoded(result.output, self._decode)
        except RecursionError:
            mismatch = Mismatch("is nested too deeply")
        except Mismatch as error:
            mismatch = error
        if result.is_task_successful is not True:
            return None
        path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in mismatch.path)
        raise OutputError(
            f"The output of session {result.id} does not fit the output type: {path} {mismatch.problem}. The task is over; its "
            "output as it came is in .output of this error. Make the task or the schema clearer.",
            path=path,
            output=result.output,
            result=result,
            session_id=result.id,
        ) from mismatch.__cause__


def output_type(schema: Any, output_schema: Any) -> OutputType:
    """`schema` and `output_schema` are two names of one argument. Raises InvalidArgumentError."""
    if schema is not None and output_schema is not None:
        raise invalid_argument("output_schema", "and schema mean the same", "Give one of them.")
    wanted, name = (output_schema, "output_schema") if schema is None else (schema, "schema")
    if wanted is None:
        return OutputType(None, None)
    if isinstance(wanted, dict):
        from browser_use_api._core.schema import checked

        return OutputType(wanted, lambda output: checked(wanted, output))
    from browser_use_sessions._output.type_walker import TypeWalker

    walker = TypeWalker()
    try:
        shape = walker.of(wanted)
    except Exception as error:  # A type runs the caller's code: annotations, metaclasses, hooks for pydantic.
        problem = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise invalid_argument(
            name,
            f"has no JSON Schema: {problem}",
            "Give a JSON Schema (a dict), an attrs class, a dataclass, a TypedDict, a NamedTuple or a pydantic model.",
        ) from None
    return OutputType({**shape.schema, "$defs": walker.defs} if walker.defs else shape.schema, shape.decode)


# A Markdown code block. A JSON string has no line breaks, so the end of the block cannot be inside of a value.
_fenced = re.compile(r"^[ \t]*```\w*\s(.*?)```\s*?$", re.DOTALL | re.MULTILINE).findall


def _decoded(output: Any, decode: Callable[[Any], Any]) -> Any:
    """Some agents return structured output as a string of JSON, or as text with one code block of JSON. That is accepted if the
    string itself does not fit.
    """
    from browser_use_api._core.codecs import Mismatch
    from browser_use_api._core.operation import parse_json

    try:
        return decode(output)
    except Mismatch as mismatch:
        if not isinstance(output, str):
            raise
        blocks = _fenced(output)
        try:
            data = parse_json((blocks[0] if len(blocks) == 1 else output).encode())
        except ValueError:
            raise mismatch from mismatch.__cause__
    return decode(data)

"""Output types: what JSON Schema to ask for, and how to turn what comes into the type that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from browser_use_sessions.errors import InvalidArgumentError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions.session import SessionResult


class Misfit(Exception):
    """A value does not fit the type. `path` says where, as a JSON path. Never leaves this package."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path} {problem}")
        self.path = path


class OutputType:
    """`schema` is what is sent; `load` turns a task's output into the type."""

    __slots__ = ("_convert", "schema")

    def __init__(self, schema: dict[str, Any] | None, convert: Callable[[Any], Any]) -> None:
        self.schema = schema
        self._convert = convert

    def load(self, result: SessionResult[Any]) -> Any:
        """The output in its type. Raises OutputError where it does not fit, unless the task failed anyway: then it is None."""
        try:
            return self._convert(result.output)
        except Misfit as error:
            if result.is_task_successful is not True:
                return None
            raise OutputError(
                f"The output of session {result.id} does not fit the output type: {error}. The task is over; its output as it "
                "came is in .output of this error. Make the task or the schema clearer.",
                path=error.path,
                output=result.output,
                result=result,
                session_id=result.id,
            ) from None


def output_type(schema: Any, output_schema: Any) -> OutputType:
    """From the two names of the argument, of which at most one is given."""
    if schema is not None and output_schema is not None:
        raise InvalidArgumentError("schema and output_schema mean the same: give one of them.", argument="output_schema")
    wanted, argument = (output_schema, "output_schema") if schema is None else (schema, "schema")
    if wanted is None:
        return OutputType(None, lambda value: value)
    if isinstance(wanted, dict):
        return OutputType(wanted, lambda value: value)
    raise InvalidArgumentError(f"{argument} must be a JSON Schema (a dict) or a type, not {wanted!r:.60}.", argument=argument)

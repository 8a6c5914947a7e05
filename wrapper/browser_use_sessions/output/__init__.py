"""Output types: what JSON Schema to ask for, and how to turn what comes into the type that was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from browser_use_sessions.checks import refusal
from browser_use_sessions.errors import OutputError
from browser_use_sessions.output.parts import Misfit, NoSchema

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser_use_sessions.results import SessionResult


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
    """From the two names of the argument, of which at most one is given. Raises InvalidArgumentError."""
    if schema is not None and output_schema is not None:
        raise refusal("output_schema", "and schema mean the same", "Give one of them.")
    wanted, name = (output_schema, "output_schema") if schema is None else (schema, "schema")
    if wanted is None:
        return OutputType(None, lambda output: output)
    if isinstance(wanted, dict):
        from browser_use_sessions.output.schemas import SchemaCheck

        check = SchemaCheck(wanted).check
        return OutputType(wanted, _or_as_json(lambda output: (check(output), output)[1]))
    from browser_use_sessions.output.codec import codec_of

    try:
        codec = codec_of(wanted)
    except NoSchema as error:
        raise refusal(
            name,
            f"has no JSON Schema: {error}",
            "Give a JSON Schema (a dict), an attrs class, a dataclass, a TypedDict or a pydantic model.",
        ) from None
    return OutputType(codec.schema, _or_as_json(lambda output: codec.load(output, "$")))


def _or_as_json(load: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Some agents give structured output as a string of JSON; that counts, where the string itself does not fit."""

    def convert(output: Any) -> Any:
        try:
            return load(output)
        except RecursionError:
            raise Misfit("$", "is nested too deeply") from None
        except Misfit as misfit:
            if not isinstance(output, str):
                raise
            try:
                data = json.loads(output)
            except (ValueError, RecursionError):
                raise misfit from None
            return load(data)

    return convert

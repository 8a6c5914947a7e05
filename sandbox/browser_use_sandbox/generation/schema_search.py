"""Finds values that fit unusual schemas, with the strategies of Schemathesis, in a process that ends after a few seconds.

A search may take forever or use up the memory, and no thread can be stopped; a process can. Each search therefore has its own:
`python -m browser_use_sandbox.generation.schema_search` reads `[schema, seed]` from stdin and writes a list of at most one value.
"""

import asyncio
import contextlib
import json
import sys
import warnings
from typing import Any

from .heuristic_examples import NoHeuristic, fitting_value

#: The processor time and the memory that a search may use.
_CPU_SECONDS = 5
_MEMORY_BYTES = 1024**3
#: How long a search may take on a busy machine.
_TIMEOUT_SECONDS = 60.0
_MAX_RESULT_BYTES = 1_000_000
_MAX_EXAMPLES = 8
#: Printable ASCII first; all of Unicode for schemas that need more.
_CODECS = ("ascii", "utf-8")
_ROOT = "#/components/schemas/Output"


async def search_value(schema: dict[str, Any], seed: int) -> list[Any]:
    """A list with a value that fits the schema; an empty list if none is found. The same seed gives the same value."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", __spec__.name, str(_CPU_SECONDS))
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            output, errors = await process.communicate(json.dumps([schema, seed]).encode())
    except TimeoutError:
        return []
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        if process.returncode < 0:  # It was killed at its limit.
            return []
        reason = errors.decode(errors="replace").strip().rpartition("\n")[2]
        raise RuntimeError(f"the process that searches for values has failed: {reason or process.returncode}")
    found: list[Any] = json.loads(output) if len(output) <= _MAX_RESULT_BYTES else []
    return found


def _search(schema: dict[str, Any], seed: int) -> list[Any]:
    """A value of the heuristics, with texts from a search for the parts that need one; else a search for the whole schema."""

    def draw(part: dict[str, Any]) -> Any:
        for value in _drawn(part, seed):
            return value
        raise NoHeuristic

    try:
        return [fitting_value(schema, seed, draw)]
    except NoHeuristic:
        return _drawn(schema, seed)


def _drawn(schema: dict[str, Any], seed: int) -> list[Any]:
    for codec in _CODECS:
        with contextlib.suppress(Exception):
            fitting = _examples(schema, seed, codec)
            if fitting:
                # The first value is the simplest; of texts, the longest looks best.
                return [max(fitting, key=len) if isinstance(fitting[0], str) else fitting[0]]
    return []


def _examples(schema: dict[str, Any], seed: int, codec: str) -> list[Any]:
    """Values that fit the schema, generated as the body of a request."""
    import hypothesis
    import jsonschema_rs
    import schemathesis

    body = {"required": True, "content": {"application/json": {"schema": {"$ref": _ROOT}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Output", "version": "1"},
        "jsonSchemaDialect": schema.get("$schema", "https://json-schema.org/draft/2020-12/schema"),
        "paths": {"/": {"post": {"requestBody": body, "responses": {"200": {"description": "Done"}}}}},
        "components": {"schemas": {"Output": _rooted(schema)}},
    }
    config = schemathesis.Config.from_dict({"generation": {"codec": codec, "allow-x00": False}})
    operation = schemathesis.openapi.from_dict(document, config=config)["/"]["POST"]
    validator = jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    fitting: list[Any] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=_MAX_EXAMPLES,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=[
            hypothesis.HealthCheck.too_slow,
            hypothesis.HealthCheck.filter_too_much,
            hypothesis.HealthCheck.data_too_large,
            hypothesis.HealthCheck.large_base_example,
        ],
    )
    @hypothesis.given(operation.as_strategy())
    def collect(case: schemathesis.Case[Any]) -> None:
        if validator.is_valid(case.body):
            fitting.append(case.body)

    collect()
    return fitting


def _rooted(part: Any) -> Any:
    """The schema with its local references changed to where it stands in the document."""
    if isinstance(part, list):
        return [_rooted(each) for each in part]
    if not isinstance(part, dict):
        return part
    rooted = {name: _rooted(each) for name, each in part.items()}
    reference = part.get("$ref")
    if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
        rooted["$ref"] = _ROOT + reference[1:]
    return rooted


def _limit_resources(cpu_seconds: int) -> None:
    """Limit the memory, and the processor time from now on."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    with contextlib.suppress(OSError, ValueError):  # Not every system can limit the memory.
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def main() -> None:
    """What the process of a search does."""
    warnings.simplefilter("ignore")
    schema, seed = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        import schemathesis  # noqa: F401 -- takes seconds, which are not part of the search

        _limit_resources(int(sys.argv[1]))
        found = _search(schema, seed)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

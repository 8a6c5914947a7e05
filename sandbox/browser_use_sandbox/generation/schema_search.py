"""Finds values that fit unusual schemas, with the strategies of Schemathesis, in a process that ends after a few seconds.

A search may take forever or use up the memory, and no thread can be stopped; a process can. Each search therefore has its own:
`python -m browser_use_sandbox.generation.schema_search` reads `[schema, seed]` from stdin and writes a list of at most one value.
"""

import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
import warnings
from typing import Any

from ..common.api_errors import SearchUnavailable
from .output_value import OutputValue

#: The processor time and the memory that a search may use.
_CPU_SECONDS = 5
_MEMORY_BYTES = 1024**3
#: How long a search may take on a busy machine.
_TIMEOUT_SECONDS = 60.0
_MAX_RESULT_BYTES = 1_000_000
_MAX_EXAMPLES = 8
#: Limits the number of processes that run at the same time.
_slots = threading.BoundedSemaphore(8)
#: Printable ASCII first; all of Unicode for schemas that need more.
_CODECS = ("ascii", "utf-8")
_ROOT = "#/components/schemas/Output"


def search_value(schema: dict[str, Any], seed: int) -> OutputValue | None:
    """A value that fits the schema, or None if none is found in a few seconds. Blocks; threads may call it at the same time.

    The same seed gives the same value. SearchUnavailable if Schemathesis is not installed.
    """
    if importlib.util.find_spec("schemathesis") is None:
        raise SearchUnavailable
    command = [sys.executable, "-m", __spec__.name, str(_CPU_SECONDS)]
    try:
        with _slots:
            done = subprocess.run(  # noqa: S603 -- this module, with this Python
                command, input=json.dumps([schema, seed]).encode(), capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
            )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode > 0:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise RuntimeError(f"the process that searches for values has failed: {reason or done.returncode}")
    found = json.loads(done.stdout) if done.returncode == 0 and len(done.stdout) <= _MAX_RESULT_BYTES else []
    return OutputValue(found[0]) if found else None


def _search(schema: dict[str, Any], seed: int) -> list[Any]:
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
    import resource

    with contextlib.suppress(OSError, ValueError):  # Not every system can limit the memory.
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))


def main() -> None:
    """What the process of a search does."""
    _limit_resources(int(sys.argv[1]))
    warnings.simplefilter("ignore")
    schema, seed = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        found = _search(schema, seed)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

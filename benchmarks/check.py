"""Wall-clock time of a check of the sandbox, compared with stock Schemathesis, and its growth with the number of operations."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from benchmarks.measure import Row, quiet_environment, take_turns
from benchmarks.processes import sandbox, serving

SPEC = Path(__file__).parent.parent / "openapi.yaml"
TIMES = ("--start-seconds", "0.1", "--task-seconds", "0.5")
#: Each document has the operations of these tags and of all tags before.
TAGS = ("sessions", "profiles", "workspaces", "browsers", "billing")


def _documents(folder: Path) -> Iterator[tuple[int, Path]]:
    """Yields documents with more and more operations, and their number."""
    for count in range(1, len(TAGS) + 1):
        document = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
        ids = _keep(document, set(TAGS[:count]))
        path = folder / f"{len(ids)}.yaml"
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        yield len(ids), path


def _keep(document: dict[str, Any], tags: set[str]) -> set[str]:
    """Removes all other operations, and the links to them. Returns the ids of the others."""
    methods = {"get", "put", "post", "patch", "delete"}
    for path, item in list(document["paths"].items()):
        for method in methods & item.keys():
            if not tags & set(item[method]["tags"]):
                del item[method]
        if not methods & item.keys():
            del document["paths"][path]
    operations = [item[method] for item in document["paths"].values() for method in methods & item.keys()]
    ids = {str(operation["operationId"]) for operation in operations}
    known = {name for name, link in document["components"]["links"].items() if link["operationId"] in ids}
    _drop_links(document, ids | {f"#/components/links/{name}" for name in known})
    return ids


def _drop_links(value: Any, targets: set[str]) -> None:
    """Removes links to other targets. A link has the id of an operation, or refers to a shared link."""
    for key, part in value.items() if isinstance(value, dict) else ():
        if key == "links":
            value[key] = {name: link for name, link in part.items() if {link.get("$ref"), link.get("operationId")} & targets}
        else:
            _drop_links(part, targets)


def _seconds(command: list[str], spec: Path, codes: set[int]) -> float:
    """The duration of a command that gets the URL of a new sandbox. Its exit code must be one of `codes`."""
    with serving(*sandbox(*TIMES, "--spec", str(spec))) as server:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", *command, server.url], capture_output=True, text=True, env=quiet_environment(), check=False
        )
        seconds = time.perf_counter() - start
    if done.returncode not in codes:
        raise RuntimeError(f"{command[0]} ended with exit code {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return seconds


def _check(spec: Path, *options: str) -> float:
    return _seconds(["browser_use_contract", "--api-key", "key", "--spec", str(spec), *options, "--url"], spec, {0})


def _stock(spec: Path) -> float:
    """Stock Schemathesis reports what it takes for failures (exit code 1); its findings do not matter here."""
    command = ["schemathesis.cli", "run", str(spec), "-H", "X-Browser-Use-API-Key: key", "--url"]
    return _seconds(command, spec, {0, 1})


def rows(rounds: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        documents = dict(_documents(Path(folder)))
        fewest, whole = min(documents), max(documents)
        taken = take_turns(
            {
                "full": partial(_check, documents[whole]),
                "quick": partial(_check, documents[whole], "--quick"),
                "stock": partial(_stock, documents[whole]),
                "few": partial(_check, documents[fewest]),
                "few, quick": partial(_check, documents[fewest], "--quick"),
            },
            rounds,
        )
        yield Row(f"full check, {whole} operations ÷ stock Schemathesis", taken["full"], taken["stock"], "s", 0.5)
        yield Row(f"full check, {whole} operations ÷ 9 s", taken["full"], 9, "s", 1)
        yield Row(f"quick check, {whole} operations ÷ 3 s", taken["quick"], 3, "s", 1)
        yield Row(f"full check, {fewest} operations ÷ 3.5 s", taken["few"], 3.5, "s", 1)
        yield Row(f"quick check, {fewest} operations ÷ 1.9 s", taken["few, quick"], 1.9, "s", 1)
        for count, spec in documents.items():
            yield Row(f"growth: full check, {count} operations ÷ that of {whole}", _check(spec), taken["full"], "s")

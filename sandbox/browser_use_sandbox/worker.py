"""The process that draws values for hard schemas, started when it is first needed and shared by all sandboxes of a program."""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from typing import Any

from .plan import Answer

#: How long the process may take to start, and to find a value, in seconds.
_START_SECONDS = 30.0
_SEARCH_SECONDS = 5.0

_lock = threading.Lock()
_process: subprocess.Popen[bytes] | None = None


def draw(schema: dict[str, Any], seed: int) -> Answer | None:
    """A value that fits the schema, or None where none was found in a few seconds. Blocks; one search runs at a time."""
    global _process
    request = json.dumps([schema, seed]).encode() + b"\n"
    with _lock:
        if _process is None:
            _process = _start()
        line = _exchange(_process, request, _SEARCH_SECONDS)
        if line is None:
            _end()
            return None
    found = json.loads(line)
    return Answer(found[0]) if found else None


def _start() -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "browser_use_sandbox.drawing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if _exchange(process, b"", _START_SECONDS) is None:
        process.kill()
        raise RuntimeError("the process that makes values for output schemas does not start")
    return process


def _exchange(process: subprocess.Popen[bytes], request: bytes, seconds: float) -> bytes | None:
    """The line that comes back for a request, or None where none comes in time or the process is gone."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise ValueError("the process has no pipes")
    try:
        stdin.write(request)
        stdin.flush()
    except OSError:
        return None
    deadline = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([stdout], [], [], max(deadline - time.monotonic(), 0))
        chunk = os.read(stdout.fileno(), 65536) if ready else b""
        if not chunk:
            return None
        line += chunk
    return line


@atexit.register
def _end() -> None:
    """Kill the process, if there is one; the next search starts another."""
    global _process
    if _process is not None:
        _process.kill()
        _process.communicate()
        _process = None

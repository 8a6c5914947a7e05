"""The access log (`--log`): a line on stderr for each request."""

import sys
import time
from datetime import datetime

from starlette.types import Scope

from ..common.json_text import timestamp


def log_request(now: datetime, scope: Scope, status: int | None, started: float, note: str = "") -> None:
    """Write a line with the time of the sandbox; `started` is the start of the request by time.perf_counter."""
    took = (time.perf_counter() - started) * 1000
    path = scope["path"].encode("unicode_escape").decode("ascii")
    line = f"{timestamp(now)} {scope['method']} {path} {status or 'none'} {took:.1f} ms"
    print(f"{line} {note[:200]}" if note else line, file=sys.stderr, flush=True)

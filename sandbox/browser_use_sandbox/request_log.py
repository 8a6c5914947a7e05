"""What `--log` tells: a line on stderr for each request."""

import sys
import time

from starlette.responses import Response
from starlette.types import Scope

from .app_state import AppState
from .rendering import timestamp


def log_request(state: AppState, scope: Scope, response: Response, started: float, note: str = "") -> None:
    """`started` is when the request came, by time.perf_counter; the time that is told is the sandbox's."""
    took = (time.perf_counter() - started) * 1000
    status = getattr(response, "told_status", response.status_code) or "none"
    path = scope["path"].encode("unicode_escape").decode("ascii")
    line = f"{timestamp(state.clock.now())} {scope['method']} {path} {status} {took:.1f} ms"
    print(f"{line} {note[:200]}" if note else line, file=sys.stderr, flush=True)

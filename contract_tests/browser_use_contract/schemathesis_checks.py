"""The requirements as a Schemathesis check, for its command line and its pytest integration.

    SCHEMATHESIS_HOOKS=browser_use_contract.schemathesis_checks \\
        schemathesis run openapi.yaml --url BASE_URL -H "X-Browser-Use-API-Key: KEY"

Each response is checked together with the preceding ones, so that requirements over several requests are tested too. Assumed
requirements are left out. Importing this module registers the check.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import schemathesis

from . import spec
from .citations import Source
from .exchange import KEY_HEADER, Credentials, Exchange
from .requirement import Requirement, every_requirement
from .trace import Trace
from .values import shown
from .verdicts import examine

#: How many responses are checked together.
_TOGETHER = 20
#: Subjects that need all requests: a resource that the last few requests do not show may still exist.
_NEED_ALL = ("unknown",)


class Recorder:
    """The last exchanges of all threads."""

    def __init__(self) -> None:
        self._last: deque[tuple[Any, Exchange]] = deque(maxlen=_TOGETHER)
        self._count = 0
        self._lock = threading.Lock()

    def record(self, response: Any) -> tuple[Exchange, list[Exchange]]:
        """Records a response once. Returns its exchange, and all recent exchanges."""
        with self._lock:
            one = next((exchange for known, exchange in self._last if known is response), None)
            if one is None:
                one = exchange_of(response, self._count)
                self._count += 1
                self._last.append((response, one))
            return one, [exchange for _, exchange in self._last]


def exchange_of(response: Any, number: int) -> Exchange:
    """Converts a Schemathesis response, which contains its request, to an exchange."""
    request, ended = response.request, time.time()
    parts = urlsplit(str(request.url))
    split = spec.split_path(parts.path)
    path = unquote(split[1]) if split else parts.path
    operation, first = spec.locate(str(request.method), path)
    headers = {str(name).lower(): ", ".join(map(str, values)) for name, values in response.headers.items()}
    sent = request.body.encode() if isinstance(request.body, str) else request.body
    has_key = KEY_HEADER in {str(name).lower() for name in request.headers}
    return Exchange(
        number=number,
        method=str(request.method),
        path=path,
        operation=operation,
        session_id=first,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        credentials=Credentials.UNKNOWN if has_key else Credentials.NONE,
        content_type=str(request.headers.get("Content-Type", "")),
        sent=sent if isinstance(sent, bytes) else None,
        status=response.status_code,
        headers=headers,
        body=response.content or b"",
        started=ended - response.elapsed,
        ended=ended,
    )


def _counting() -> dict[str, Requirement]:
    return {one.id: one for one in every_requirement() if one.source is not Source.ASSUMED and one.subject not in _NEED_ALL}


_recorder = Recorder()


@schemathesis.check
def requirements(ctx: schemathesis.CheckContext, response: Any, case: Any) -> None:
    """Checks what the API's documentation says beyond its schemas. Raises AssertionError with the actual behaviour."""
    one, together = _recorder.record(response)
    evaluation, known = examine(Trace(together)), _counting()
    for name, violations in evaluation.violations.items():
        problem = next((found.problem for found in violations if one in found.evidence), None)
        if name in known and problem is not None:
            requirement = known[name]
            message = f"{requirement.citation.place}: {requirement.citation.says}"
            raise AssertionError(f"{name}: {requirement.says}.\n{problem}\n{message}\nThe response was {shown(one.body, 300)}")

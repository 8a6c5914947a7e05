"""Follows the links of openapi.yaml: from a created session to the requests that are possible with it."""

from __future__ import annotations

from typing import Any

import requests
from hypothesis import Phase
from schemathesis import Response

from ..exchange import Exchange
from .cases import run_hypothesis, send_case
from .sender import Sender, settings

_SETTINGS = settings(12, Phase.generate, steps=6)


def _response(one: Exchange | None) -> Response:
    """Converts an exchange to a Schemathesis response, so that its links can be followed."""
    request = requests.Request(one.method if one else "GET", "http://localhost/").prepare()
    if one is None or not one.status:
        return Response(status_code=500, headers={}, content=b"", request=request, elapsed=0.0, verify=False)
    headers = {name: [value] for name, value in one.headers.items()}
    return Response(
        status_code=one.status, headers=headers, content=one.body, request=request, elapsed=one.ended - one.started, verify=False
    )


def follow(sender: Sender, schema: Any, seed: int) -> None:
    """Runs random sequences of requests along the links."""
    machine: Any = schema.as_state_machine()

    class Walk(machine):  # type: ignore[misc]  # Schemathesis makes the class at run time
        def call(self, case: Any, **kwargs: Any) -> Response:
            return _response(send_case(sender, case))

        def validate_response(self, *args: Any, **kwargs: Any) -> None:
            """Does nothing: the requirements check the trace later."""

    sender.begin()
    run_hypothesis(lambda: Walk.run(settings=_SETTINGS))

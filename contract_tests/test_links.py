"""Follows the links of openapi.yaml: values from one response are parameters of the next request.

For example, a created profile is read, renamed, used in a session and deleted; a workspace gets files; a session gets a follow-up
task. Schemathesis chooses the sequence. Each response is checked as in test_operations.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

from browser_use_contract.schemathesis_checks import requirements

pytestmark = pytest.mark.slow

schema = schemathesis.openapi.from_path(Path(__file__).parents[1] / "openapi.yaml")
Machine: Any = schema.as_state_machine()


def test_what_an_answer_links_to_works(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Walk(Machine):  # type: ignore[misc]  # Schemathesis makes the class from the document
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": server.url, "headers": server.headers}

        def validate_response(self, response: Any, case: Any, additional_checks: Any = (), **kwargs: Any) -> None:
            # A cursor that conforms to its schema may still be unknown to the server.
            not_asked = [negative_data_rejection, positive_data_acceptance]
            checks = [requirements, *additional_checks]
            case.validate_response(response, headers=server.headers, additional_checks=checks, excluded_checks=not_asked)

    Walk.run(settings=settings(settings.get_profile("contract"), max_examples=8, stateful_step_count=6))

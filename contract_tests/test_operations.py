"""Generated requests to every operation of openapi.yaml: each response conforms to its schema and to the documentation.

Schemathesis generates valid and invalid requests from the document. It has its own checks: documented statuses, content types and
schemas, refusal of invalid requests, no server errors, required keys. The requirements of this package are an additional check.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import negative_data_rejection

from browser_use_contract.schemathesis_checks import requirements

pytestmark = pytest.mark.slow

#: The coverage phase, with every value of every enum, would take minutes here. `schemathesis run` has it.
config = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_path(Path(__file__).parents[1] / "openapi.yaml", config=config)


@schema.parametrize()
@settings(settings.get_profile("contract"), max_examples=10)
def test_an_operation_answers_as_documented(case: Any, server: Any) -> None:
    case.call_and_validate(
        base_url=server.url,
        headers=server.headers,
        additional_checks=[requirements],
        excluded_checks=[negative_data_rejection],  # it is wrong about missing keys; `requirements` checks refusals
    )

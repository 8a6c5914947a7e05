"""Every operation of openapi.yaml, with generated requests: each answer fits its schema and what the documentation says.

Schemathesis makes the requests from the document, valid ones and broken ones, and has checks of its own: documented statuses,
content types and schemas, refusals of broken requests, no server errors, keys that are really needed. Our requirements are one
more check beside them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings

from browser_use_contract.schemathesis_checks import requirements

schema = schemathesis.openapi.from_path(Path(__file__).parents[1] / "openapi.yaml")

#: The same requests in each run, as fast or as slow as they are.
deterministic = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()
@deterministic
def test_an_operation_answers_as_documented(case: Any, server: Any) -> None:
    case.call_and_validate(base_url=server.url, headers=server.headers, additional_checks=[requirements])

"""Every operation of openapi.yaml, with generated requests: each answer fits its schema and what the documentation says.

Schemathesis makes the requests from the document, valid ones and broken ones, and has checks of its own: documented statuses,
content types and schemas, refusals of broken requests, no server errors, keys that are really needed. Our requirements are one
more check beside them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import settings
from schemathesis.checks import negative_data_rejection

from browser_use_contract.schemathesis_checks import requirements

#: Schemathesis' coverage of every value of every enum is what `schemathesis run` is for; here it would take minutes.
config = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_path(Path(__file__).parents[1] / "openapi.yaml", config=config)


@schema.parametrize()
@settings(settings.get_profile("contract"), max_examples=10)
def test_an_operation_answers_as_documented(case: Any, server: Any) -> None:
    case.call_and_validate(
        base_url=server.url,
        headers=server.headers,
        additional_checks=[requirements],
        excluded_checks=[negative_data_rejection],  # it takes a missing key for sent; `requirements` checks refusals
    )

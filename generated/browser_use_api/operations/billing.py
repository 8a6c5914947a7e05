# Made by tools/generate.py from an OpenAPI document; never edit it.
"""Operations on billing, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.operation import Answer, Operation

if TYPE_CHECKING:
    from .. import models as _models

ACCOUNT: Operation[_models.Account] = Operation(
    resource="billing",
    name="account",
    id="getBillingAccount",
    method="GET",
    path="/billing/account",
    summary="Get the account's balances and plan",
    description="The balances in USD, the plan and the rate limit of the project that the API key belongs to.",
    options=(),
    answers=(
        Answer(200, 200, "json", _c.Object(__name__, "account", "Account")),
        Answer(401, 401, "json", _c.Object(__name__, "error", "Error")),
        Answer(403, 403, "json", _c.Object(__name__, "error", "Error")),
        Answer(404, 404, "json", _c.Object(__name__, "error", "Error")),
        Answer(429, 429, "json", _c.Object(__name__, "error", "Error")),
        Answer(500, 599, "json", _c.Object(__name__, "error", "Error")),
    ),
    is_idempotent=True,
    has_exact_numbers=True,
)

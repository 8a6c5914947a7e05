"""An event and the tries to deliver it."""

from typing import Any

import attrs


@attrs.define(eq=False, kw_only=True)
class Delivery:
    """An event for the webhook."""

    #: What is sent, as JSON has it.
    event: dict[str, Any]
    #: What came of each try so far: the status of the answer, or the reason that there is none.
    attempts: list[int | str] = attrs.Factory(list)
    #: Whether it was answered with a status of 2XX.
    is_delivered: bool = False
    #: Whether it is not tried any more.
    is_given_up: bool = False

"""A webhook event and the attempts to deliver it."""

from typing import Any

import attrs


@attrs.define(eq=False, kw_only=True)
class Delivery:
    """A webhook event, and how its delivery went."""

    #: The event as JSON.
    event: dict[str, Any]
    #: The result of each attempt: the status of the response, or the error.
    attempts: list[int | str] = attrs.Factory(list)
    #: Whether the receiver accepted it with a 2XX status.
    is_delivered: bool = False
    #: Whether there will be no more attempts.
    is_given_up: bool = False

"""The value of an output."""

from typing import Any

import attrs


@attrs.frozen
class OutputValue:
    """A value for the output of a task. It may hold None, which is not the same as having no value."""

    value: Any

from typing import Literal

StopStrategy = Literal["session", "task"]

STOP_STRATEGY_VALUES: set[StopStrategy] = {
    "session",
    "task",
}


def check_stop_strategy(value: str) -> StopStrategy:
    if value in STOP_STRATEGY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {STOP_STRATEGY_VALUES!r}"
    )

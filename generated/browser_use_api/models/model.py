from typing import Literal

Model = Literal[
    "bu-max",
    "bu-mini",
    "bu-ultra",
    "claude-opus-4.6",
    "claude-sonnet-4.6",
    "gemini-3-flash",
]

MODEL_VALUES: set[Model] = {
    "bu-max",
    "bu-mini",
    "bu-ultra",
    "claude-opus-4.6",
    "claude-sonnet-4.6",
    "gemini-3-flash",
}


def check_model(value: str) -> Model:
    if value in MODEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODEL_VALUES!r}")

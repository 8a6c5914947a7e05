"""The steps of a scripted task, with their share of its time and cost."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from ..plan import Remark, Step
from .problems import Path, Problem, ScriptError

_MICRO = Decimal("0.000001")
_DECIMALS = 12


def read_steps(
    entries: Sequence[str | dict[str, Any]], total: dict[str, Any], task_seconds: float, path: Path
) -> tuple[Step, ...]:
    """The steps that `entries` describe, which stand at `path`. `total` may hold the `seconds` and the `cost_usd` of them all.

    Steps without a time share the rest of the total, or of `task_seconds`; those without a cost share the rest, or are free.
    """
    steps: list[dict[str, Any]] = [{"summary": entry} if isinstance(entry, str) else entry for entry in entries]
    times = _completed(steps, "seconds", amount(total, "seconds", path), Decimal(str(task_seconds)), path)
    costs = _completed(steps, "cost_usd", amount(total, "cost_usd", path), Decimal(0), path)
    return tuple(
        Step(
            seconds=float(time),
            summary=step["summary"],
            remarks=_remarks(step),
            input_tokens=step.get("input_tokens", 0),
            output_tokens=step.get("output_tokens", 0),
            llm_cost_usd=cost,
            browser_cost_usd=amount(step, "browser_cost_usd", (*path, "steps", number)) or Decimal(0),
            proxy_cost_usd=amount(step, "proxy_cost_usd", (*path, "steps", number)) or Decimal(0),
            proxy_mb=amount(step, "proxy_mb", (*path, "steps", number)) or Decimal(0),
        )
        for number, (step, time, cost) in enumerate(zip(steps, times, costs, strict=True))
    )


def amount(entry: dict[str, Any], name: str, path: Path) -> Decimal | None:
    """The number of that name, exactly as it was written; None where there is none."""
    if name not in entry:
        return None
    value = Decimal(str(entry[name]))
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > _DECIMALS:
        raise ScriptError([Problem((*path, name), f"has more than {_DECIMALS} decimals")])
    return value


def shares(total: Decimal, number: int) -> list[Decimal]:
    """`total` in so many shares that are alike up to millionths and add up to it exactly."""
    if not number:
        return []
    each = (total / number).quantize(_MICRO, ROUND_DOWN) if total else Decimal(0)
    return [*[each] * (number - 1), total - each * (number - 1)]


def _completed(steps: list[dict[str, Any]], name: str, total: Decimal | None, otherwise: Decimal, path: Path) -> list[Decimal]:
    """Each step's amount. Those that name none share the rest of the total, or of `otherwise` where no total is given."""
    given = [amount(step, name, (*path, "steps", number)) for number, step in enumerate(steps)]
    used = sum((value for value in given if value is not None), Decimal(0))
    rest = max(otherwise - used, Decimal(0)) if total is None else total - used
    missing = given.count(None)
    if total is not None and steps and (rest != 0 if not missing else abs(used) > abs(total)):
        raise ScriptError([Problem((*path, name), f"is {total}, but the steps have {used} already")])
    parts = iter(shares(rest, missing))
    return [next(parts) if value is None else value for value in given]


def _remarks(step: dict[str, Any]) -> tuple[Remark, ...]:
    summary = step["summary"]
    messages = step.get("messages", [{"type": "browser_action", "data": summary, "summary": summary, "screenshot": True}])
    remarks = [_remark(message) for message in messages]
    if "error" in step:
        remarks.append(Remark("browser_action_error", step["error"], step["error"]))
    return tuple(remarks)


def _remark(message: str | dict[str, Any]) -> Remark:
    if isinstance(message, str):
        return Remark("assistant_message", message, message)
    return Remark(
        type=message.get("type", "assistant_message"),
        data=message["data"],
        summary=message.get("summary", message["data"]),
        has_screenshot=message.get("screenshot", False),
        is_hidden=message.get("hidden", False),
    )

"""The steps of a scripted task, with their times and costs."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

import attrs

from ..common.durations import duration
from ..tasks.plan import AgentMessage, Step
from .problems import Path, Problem, ScriptError

_MICRO = Decimal("0.000001")
_DECIMALS = 12
_COSTS = ("cost_usd", "browser_cost_usd", "proxy_cost_usd")


@attrs.frozen
class ScriptedStep:
    """The scripted properties of a `Step`, by name."""

    properties: dict[str, Any]

    @property
    def has_cost(self) -> bool:
        return "llm_cost_usd" in self.properties

    def filled_in(self, step: Step) -> Step:
        """The scripted step; another step gives what the script leaves open."""
        return attrs.evolve(step, **self.properties)


def read_steps(
    entries: Sequence[str | dict[str, Any]], total: dict[str, Any], task_seconds: float, path: Path
) -> tuple[ScriptedStep, ...]:
    """The steps of `entries` at `path`. `total` may have the `seconds` and the `cost_usd` of all steps together.

    Steps without a time share the rest of the total, or of `task_seconds`. Steps without a cost share the rest of the total cost.
    Without a total cost they are free, or have the costs of the simulated agent if no step has a cost.
    """
    steps: list[dict[str, Any]] = [{"summary": entry} if isinstance(entry, str) else entry for entry in entries]
    places: list[Path] = [(*path, "steps", number) for number in range(len(steps))]
    times = [seconds(step, place) for step, place in zip(steps, places, strict=True)]
    total_time = seconds(total, path)
    if total_time is None:
        total_time = max(Decimal(str(task_seconds)), _sum(times)) if None in times else _sum(times)
    times = _completed(times, total_time, (*path, "seconds"))
    costs = [_cost(step, place) for step, place in zip(steps, places, strict=True)]
    total_cost = amount(total, "cost_usd", path)
    if total_cost is None and costs.count(None) < len(costs):
        total_cost = _sum(costs)
    if total_cost is not None:
        costs = _completed(costs, total_cost, (*path, "cost_usd"))
    return tuple(map(_scripted_step, steps, times, costs, places))


def amount(entry: dict[str, Any], name: str, path: Path) -> Decimal | None:
    """The exact number with that name; None if the entry does not have it."""
    if name not in entry:
        return None
    value = Decimal(str(entry[name]))
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > _DECIMALS:
        raise ScriptError([Problem((*path, name), f"has more than {_DECIMALS} decimals")])
    return value


def seconds(entry: dict[str, Any], path: Path, name: str = "seconds") -> Decimal | None:
    """The duration with that name in seconds, exactly; it may be a text such as "1 min". None if the entry does not have it."""
    if not isinstance(entry.get(name), str):
        return amount(entry, name, path)
    try:
        return Decimal(str(duration(entry[name]).total_seconds()))
    except ValueError as error:
        raise ScriptError([Problem((*path, name), str(error))]) from None


def shares(total: Decimal, number: int) -> list[Decimal]:
    """`total` in `number` shares that differ by at most a few millionths and add up to it exactly."""
    if not number:
        return []
    each = (total / number).quantize(_MICRO, ROUND_DOWN) if total else Decimal(0)
    return [*[each] * (number - 1), total - each * (number - 1)]


def _cost(step: dict[str, Any], path: Path) -> Decimal | None:
    """The total cost of the step; None if it sets no cost."""
    costs = [amount(step, name, path) for name in _COSTS]
    return None if costs == [None] * len(_COSTS) else _sum(costs)


def _sum(amounts: Sequence[Decimal | None]) -> Decimal:
    return sum((value for value in amounts if value is not None), Decimal(0))


def _completed(given: Sequence[Decimal | None], total: Decimal, path: Path) -> list[Decimal | None]:
    """The amount of each step. Steps without one share the rest of the total, which is at `path`."""
    used, missing = _sum(given), given.count(None)
    rest = total - used
    if total and not given:
        raise ScriptError([Problem(path, f"is {total}, but there are no steps")])
    if rest != 0 if not missing else abs(used) > abs(total):
        raise ScriptError([Problem(path, f"is {total}, but the steps have {used} already")])
    parts = iter(shares(rest, missing))
    return [next(parts) if value is None else value for value in given]


def _scripted_step(step: dict[str, Any], seconds: Decimal | None, cost: Decimal | None, path: Path) -> ScriptedStep:
    words = {"seconds": float(seconds or 0), "summary": step["summary"], "messages": _messages(step)}
    given: dict[str, Any] = {name: step[name] for name in ("input_tokens", "output_tokens") if name in step}
    if cost is not None:
        others = {name: amount(step, name, path) or Decimal(0) for name in ("browser_cost_usd", "proxy_cost_usd", "proxy_mb")}
        llm_cost = amount(step, "cost_usd", path)
        if llm_cost is None:
            llm_cost = cost - others["browser_cost_usd"] - others["proxy_cost_usd"]
        given = {"llm_cost_usd": llm_cost, **others, "input_tokens": 0, "output_tokens": 0, **given}
    elif "proxy_mb" in step:
        given["proxy_mb"] = amount(step, "proxy_mb", path)
    return ScriptedStep({**words, **given})


def _messages(step: dict[str, Any]) -> tuple[AgentMessage, ...]:
    summary = step["summary"]
    messages = step.get("messages", [{"type": "browser_action", "data": summary, "summary": summary, "screenshot": True}])
    messages = [_message(message) for message in messages]
    if "error" in step:
        messages.append(AgentMessage("browser_action_error", step["error"], step["error"]))
    return tuple(messages)


def _message(message: str | dict[str, Any]) -> AgentMessage:
    if isinstance(message, str):
        return AgentMessage("assistant_message", message, message)
    return AgentMessage(
        type=message.get("type", "assistant_message"),
        data=message["data"],
        summary=message.get("summary", message["data"]),
        has_screenshot=message.get("screenshot", False),
        is_hidden=message.get("hidden", False),
    )

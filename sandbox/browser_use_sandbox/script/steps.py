"""The steps of a scripted task, with their times and costs."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

import attrs

from ..common.clock import duration
from ..tasks.plan import AgentMessage, Step
from .problems import ScriptError, within

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


def read_steps(entries: Sequence[str | dict[str, Any]], total: dict[str, Any], task_seconds: float) -> tuple[ScriptedStep, ...]:
    """The steps of `entries`. `total` may have the `seconds` and the `cost_usd` of all steps together.

    Steps without a time share the rest of the total, or of `task_seconds`. Steps without a cost share the rest of the total cost.
    Without a total cost they are free, or have the costs of the simulated agent if no step has a cost.
    """
    steps = [_read_step({"summary": entry} if isinstance(entry, str) else entry, number) for number, entry in enumerate(entries)]
    times, costs = [step.pop("seconds") for step in steps], [step.pop("cost_usd") for step in steps]
    total_time, total_cost = seconds(total), amount(total, "cost_usd")
    if total_time is None:
        total_time = max(Decimal(str(task_seconds)), _sum(times)) if None in times else _sum(times)
    if total_cost is None and costs.count(None) < len(costs):
        total_cost = _sum(costs)
    times = _completed(times, total_time, "seconds")
    if total_cost is not None:
        costs = _completed(costs, total_cost, "cost_usd")
    return tuple(map(_scripted_step, steps, times, costs))


def amount(entry: dict[str, Any], name: str) -> Decimal | None:
    """The exact number with that name; None if the entry does not have it."""
    if name not in entry:
        return None
    value = Decimal(str(entry[name]))
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > _DECIMALS:
        raise ScriptError.at((name,), f"has more than {_DECIMALS} decimals")
    return value


def seconds(entry: dict[str, Any], name: str = "seconds") -> Decimal | None:
    """The duration with that name in seconds, exactly; it may be a text such as "1 min". None if the entry does not have it."""
    if not isinstance(entry.get(name), str):
        return amount(entry, name)
    try:
        return Decimal(str(duration(entry[name]).total_seconds()))
    except ValueError as error:
        raise ScriptError.at((name,), str(error)) from None


def shares(total: Decimal, number: int) -> list[Decimal]:
    """`total` in `number` shares that differ by at most a few millionths and add up to it exactly."""
    if not number:
        return []
    each = (total / number).quantize(_MICRO, ROUND_DOWN) if total else Decimal(0)
    return [*[each] * (number - 1), total - each * (number - 1)]


def _read_step(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """The properties of one entry: `seconds` and the whole `cost_usd` are None if it does not set them."""
    with within("steps", number):
        amounts = {name: amount(entry, name) for name in (*_COSTS, "proxy_mb")}
        costs = [amounts[name] for name in _COSTS]
        properties: dict[str, Any] = {"summary": entry["summary"], "messages": _messages(entry)}
        properties |= {name: entry[name] for name in ("input_tokens", "output_tokens") if name in entry}
        properties["seconds"] = seconds(entry)
        properties["cost_usd"] = None if costs == [None] * len(costs) else _sum(costs)
        properties["llm_cost_usd"] = amounts.pop("cost_usd")
        return {**properties, **amounts}


def _sum(amounts: Sequence[Decimal | None]) -> Decimal:
    return sum((value for value in amounts if value is not None), Decimal(0))


def _completed(given: Sequence[Decimal | None], total: Decimal, name: str) -> list[Decimal | None]:
    """The amount of each step. Steps without one share the rest of the total, which is the property with that name."""
    used, missing = _sum(given), given.count(None)
    rest = total - used
    if total and not given:
        raise ScriptError.at((name,), f"is {total}, but there are no steps")
    if rest != 0 if not missing else abs(used) > abs(total):
        raise ScriptError.at((name,), f"is {total}, but the steps have {used} already")
    parts = iter(shares(rest, missing))
    return [next(parts) if value is None else value for value in given]


def _scripted_step(step: dict[str, Any], time: Decimal | None, cost: Decimal | None) -> ScriptedStep:
    """The step with its time and its whole cost; None leaves the cost to the simulated agent."""
    llm_cost = step.pop("llm_cost_usd")
    given = {name: value for name, value in step.items() if value is not None}
    if cost is not None:
        nothing = {"browser_cost_usd": Decimal(0), "proxy_cost_usd": Decimal(0), "proxy_mb": Decimal(0)}
        given = {**nothing, "input_tokens": 0, "output_tokens": 0, **given}
        others = given["browser_cost_usd"] + given["proxy_cost_usd"]
        given["llm_cost_usd"] = cost - others if llm_cost is None else llm_cost
    return ScriptedStep({**given, "seconds": float(time or 0)})


def _messages(step: dict[str, Any]) -> tuple[AgentMessage, ...]:
    summary = step["summary"]
    messages = step.get("messages", [{"type": "browser_action", "data": summary, "summary": summary, "screenshot": True}])
    messages = [_message(message) for message in messages]
    if "error" in step:
        messages.append(AgentMessage("browser_action_error", step["error"], step["error"]))
    return tuple(messages)


def _message(message: str | dict[str, Any]) -> AgentMessage:
    entry: dict[str, Any] = {"data": message} if isinstance(message, str) else message
    return AgentMessage(
        type=entry.get("type", "assistant_message"),
        data=entry["data"],
        summary=entry.get("summary", entry["data"]),
        has_screenshot=entry.get("screenshot", False),
        is_hidden=entry.get("hidden", False),
    )

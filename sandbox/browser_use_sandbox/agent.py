"""The simulated agent: what it does about a task depends on the task's text, the settings and the seed alone."""

import json
import random
import re
from decimal import Decimal

import attrs

from .plan import Assignment, Outcome, Plan, Remark, Step
from .prices import browser_cost, llm_cost, proxy_cost
from .settings import Settings

_SITE = re.compile(r"\b(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
_SEARCHED = 2_000
_TITLE_LENGTH = 60
_ACTIONS = (
    ("Looking for the search box", "click", "Found the search box"),
    ("Scrolling through the results", "scroll", "Read a screenful of results"),
    ("Opening the most promising result", "click", "Opened the result"),
    ("Reading the page closely", "extract", "Took down what matters"),
    ("Comparing what was found", "extract", "Compared the candidates"),
)


class SimulatedAgent:
    """Plans a few browser steps and a result for any task."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, assignment: Assignment) -> Plan:
        outcome = assignment.outcome or _outcome(assignment)
        closing = closing_remark(outcome)
        steps = [self._replay(assignment, closing)] if assignment.is_cached else self._work(assignment, closing)
        return Plan(title=shortened(assignment.task, _TITLE_LENGTH), steps=tuple(steps), outcome=outcome)

    def _replay(self, assignment: Assignment, closing: Remark) -> Step:
        remarks = (Remark("code_execution", "python script.py", "Running the cached script"), closing)
        step = Step(seconds=self._settings.cached_task_seconds, summary="Running the cached script", remarks=remarks)
        return _priced(step, assignment, Decimal("0.1"))

    def _work(self, assignment: Assignment, closing: Remark) -> list[Step]:
        dice = random.Random(f"{self._settings.seed or 0}:{assignment.task}")  # noqa: S311 -- a simulation, no secrets
        site = _SITE.search(assignment.task[:_SEARCHED])
        where = site[1].lower() if site else "the web"
        actions = [(f"Opening {where}", "navigate", f"Opened {where}"), *dice.sample(_ACTIONS, dice.randint(1, 3))]
        subject = shortened(assignment.task, _TITLE_LENGTH)
        each = self._settings.task_seconds / (len(actions) + 2)
        steps = [
            Step(seconds=each, summary="Making a plan", remarks=(Remark("planning", f"Plan for: {subject}", "Making a plan"),))
        ]
        for summary, action, result in actions:
            remarks = (
                Remark("browser_action", json.dumps({"action": action, "target": where}), summary),
                Remark("browser_action_result", result, result, has_screenshot=True),
            )
            steps.append(Step(seconds=each, summary=summary, remarks=remarks))
        steps.append(Step(seconds=each, summary=closing.summary, remarks=(closing,)))
        return [self._with_tokens(step, assignment, dice) for step in steps]

    def _with_tokens(self, step: Step, assignment: Assignment, dice: random.Random) -> Step:
        read, written = dice.randint(600, 2_400), dice.randint(40, 250)
        cost = llm_cost(assignment.model, read, written)
        step = attrs.evolve(step, input_tokens=read, output_tokens=written, llm_cost_usd=cost)
        return _priced(step, assignment, Decimal(dice.randint(5, 90)) / 100)


def _priced(step: Step, assignment: Assignment, megabytes: Decimal) -> Step:
    """The step with what its browser time costs, and its traffic where that goes through a proxy."""
    used = megabytes if assignment.has_proxy else Decimal(0)
    return attrs.evolve(step, browser_cost_usd=browser_cost(step.seconds), proxy_mb=used, proxy_cost_usd=proxy_cost(used))


def _outcome(assignment: Assignment) -> Outcome:
    if assignment.output_schema is None:
        return Outcome(True, f"Done: {shortened(assignment.task, 200)}")
    if assignment.answer:
        return Outcome(True, assignment.answer.value)
    return Outcome(False, None)


def closing_remark(outcome: Outcome) -> Remark:
    """The message that a task ends with."""
    data = outcome.output if isinstance(outcome.output, str) else json.dumps(outcome.output)
    if outcome.is_successful:
        return Remark("completion", data, "Finishing up")
    return Remark("completion", "Found no output" if outcome.output is None else data, "Giving up")


def shortened(text: str, length: int) -> str:
    """The first words of `text` on one line, `length` characters at most."""
    line = " ".join(text[: length * 4].replace("\0", " ").split())
    if not line:
        return "Untitled task"
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"

"""The simulated agent: what it does about a task depends on the task's text, the settings and the seed alone."""

import hashlib
import json
import re
import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ..contract.rules import Rules
from ..settings import Settings
from .plan import Assignment, Outcome, Plan, Remark, Step
from .prices import browser_cost, llm_cost, proxy_cost

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


class _Draft(NamedTuple):
    """A step without its time and cost."""

    summary: str
    remarks: tuple[Remark, ...]


class SimulatedAgent:
    """Plans a few browser steps and a result for any task."""

    def __init__(self, settings: Settings, rules: Rules | None = None) -> None:
        self._settings = settings
        self._rules = rules or Rules()

    def __call__(self, assignment: Assignment) -> Plan:
        outcome = assignment.outcome or _outcome(assignment)
        closing = closing_remark(outcome)
        steps = [self._replay(assignment, closing)] if assignment.is_cached else self._work(assignment, closing)
        return Plan(title=shortened(assignment.task, _TITLE_LENGTH), steps=tuple(steps), outcome=outcome)

    def _replay(self, assignment: Assignment, closing: Remark) -> Step:
        remarks = (Remark("code_execution", "python script.py", "Running the cached script"), closing)
        draft = _Draft("Running the cached script", remarks)
        return self._priced(draft, self._settings.cached_task_seconds, assignment, 0, 0, Decimal("0.1"))

    def _work(self, assignment: Assignment, closing: Remark) -> list[Step]:
        dice = _dice(f"{self._settings.seed or 0}:{assignment.task}")
        site = _SITE.search(assignment.task[:_SEARCHED])
        where = site[1].lower() if site else "the web"
        first, others = next(dice), 1 + next(dice) % 3
        # Every second one, round in a circle: so none comes twice.
        chosen = [_ACTIONS[(first + 2 * number) % len(_ACTIONS)] for number in range(others)]
        plan = Remark("planning", f"Plan for: {shortened(assignment.task, _TITLE_LENGTH)}", "Making a plan")
        drafts = [_Draft("Making a plan", (plan,))]
        for summary, action, result in ((f"Opening {where}", "navigate", f"Opened {where}"), *chosen):
            done = Remark("browser_action", f'{{"action": "{action}", "target": "{where}"}}', summary)
            drafts.append(_Draft(summary, (done, Remark("browser_action_result", result, result, has_screenshot=True))))
        drafts.append(_Draft(closing.summary, (closing,)))
        seconds = self._settings.task_seconds / len(drafts)
        return [self._diced(draft, seconds, assignment, dice) for draft in drafts]

    def _diced(self, draft: _Draft, seconds: float, assignment: Assignment, dice: Iterator[int]) -> Step:
        read, written = 600 + next(dice) % 1_800, 40 + next(dice) % 210
        return self._priced(draft, seconds, assignment, read, written, Decimal(5 + next(dice) % 85) / 100)

    def _priced(self, draft: _Draft, seconds: float, assignment: Assignment, read: int, written: int, megabytes: Decimal) -> Step:
        """The step with what it costs: tokens, browser time, and traffic where that goes through a proxy."""
        used = megabytes if assignment.has_proxy else Decimal(0)
        return Step(
            seconds=seconds,
            summary=draft.summary,
            remarks=draft.remarks,
            input_tokens=read,
            output_tokens=written,
            llm_cost_usd=llm_cost(assignment.model, read, written) if read else Decimal(0),
            browser_cost_usd=browser_cost(seconds, self._rules.browser_hour_usd),
            proxy_mb=used,
            proxy_cost_usd=proxy_cost(used),
        )


def sites(task: str) -> list[str]:
    """The sites that a task names."""
    return [site.lower() for site in _SITE.findall(task[:_SEARCHED])]


def _dice(seed: str) -> Iterator[int]:
    """Numbers from 0 to 65535, always the same for the same seed; there are enough for one task."""
    return iter(struct.unpack("32H", hashlib.blake2b(seed.encode("utf-8", "surrogatepass")).digest()))


def _outcome(assignment: Assignment) -> Outcome:
    if assignment.output_schema is None:
        done = f"Done: {shortened(assignment.task, 200)}"
        return Outcome(True, with_code(done) if assignment.code_mode else done)
    if assignment.answer:
        return Outcome(True, assignment.answer.value)
    return Outcome(False, None)


def with_code(text: str) -> dict[str, str]:
    """An output of code mode: the text, and code that gives it."""
    return {"text": text, "code": f"print({text!r})"}


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

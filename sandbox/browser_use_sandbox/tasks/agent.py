"""The simulated agent, what its work costs, and the scripts that it caches.

Prices are made up. Its plan depends only on the text of the task, the settings and the seed."""

import functools
import hashlib
import json
import re
import struct
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..contract.operations import Rules
from ..settings import Settings
from .plan import AgentMessage, Assignment, Outcome, Plan, Step

_MILLION = Decimal(1_000_000)
_MICRO = Decimal("0.000001")
#: USD for a million input tokens of the first model in the document's list; each model costs more than the one before it.
_TOKEN_PRICE = Decimal("0.50")
#: How many times as much an output token costs.
_OUTPUT_FACTOR = 5
_PROXY_MEGABYTE = Decimal("0.01")


def llm_cost(models: Sequence[str], model: str, tokens_read: int, tokens_written: int) -> Decimal:
    """The cost of tokens; a model that is not in the list costs most."""
    price = _TOKEN_PRICE * (1 + (models.index(model) if model in models else len(models)))
    return ((tokens_read + _OUTPUT_FACTOR * tokens_written) * price / _MILLION).quantize(_MICRO)


@functools.lru_cache(1024)
def browser_cost(seconds: float, hour_usd: Decimal) -> Decimal:
    return (Decimal(seconds) * hour_usd / 3600).quantize(_MICRO)


@functools.lru_cache(1024)
def browser_minutes_cost(minutes: int, hour_usd: Decimal) -> Decimal:
    """The cost of a browser for whole minutes."""
    return (minutes * hour_usd / 60).quantize(_MICRO).normalize()


def proxy_cost(megabytes: Decimal) -> Decimal:
    return (megabytes * _PROXY_MEGABYTE).quantize(_MICRO)


_FOLDER = "scripts"


def script_path(task: str, cache_script: bool | None, mark: str = "") -> str | None:
    """The path of the script of `task` in the workspace: the same for tasks that differ only in bracketed values.

    `mark` precedes the brackets. None if caching is off: with False, and with None if the task has no brackets.
    """
    if cache_script is False:
        return None
    template, brackets = _brackets(mark).subn("{{}}", task)
    if cache_script is None and not brackets:
        return None
    return f"{_FOLDER}/{hashlib.sha256(template.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.py"


@functools.cache
def _brackets(mark: str) -> re.Pattern[str]:
    """The pattern of a bracketed value, which has no braces inside; so the search in a long task stays linear."""
    return re.compile(re.escape(mark) + r"\{\{[^{}]*\}\}")


def script_text(title: str) -> bytes:
    """The content of the script file."""
    return f"# The sandbox's script for: {title}\n".encode("utf-8", "replace")


_SITE = re.compile(r"\b(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
_SEARCHED_LENGTH = 2_000
_TITLE_LENGTH = 60
_ACTIONS = (
    ("Looking for the search box", "click", "Found the search box"),
    ("Scrolling through the results", "scroll", "Read a screenful of results"),
    ("Opening the most promising result", "click", "Opened the result"),
    ("Reading the page closely", "extract", "Took down what matters"),
    ("Comparing what was found", "extract", "Compared the candidates"),
)


class _StepDraft(NamedTuple):
    """A step before its time and cost are known."""

    summary: str
    messages: tuple[AgentMessage, ...]


class SimulatedAgent:
    """Plans a few browser steps and an output for any task."""

    def __init__(self, settings: Settings, rules: Rules | None = None) -> None:
        self._settings = settings
        self._rules = rules or Rules()

    def __call__(self, assignment: Assignment) -> Plan:
        outcome = assignment.outcome or _outcome(assignment)
        closing = closing_message(outcome)
        steps = [self._replay(assignment, closing)] if assignment.is_cached else self._work(assignment, closing)
        return Plan(title=shorten(assignment.task, _TITLE_LENGTH), steps=tuple(steps), outcome=outcome)

    def _replay(self, assignment: Assignment, closing: AgentMessage) -> Step:
        messages = (AgentMessage("code_execution", "python script.py", "Running the cached script"), closing)
        draft = _StepDraft("Running the cached script", messages)
        return self._priced(draft, self._settings.cached_task_seconds, assignment, 0, 0, Decimal("0.1"))

    def _work(self, assignment: Assignment, closing: AgentMessage) -> list[Step]:
        rng = _rng(f"{self._settings.seed or 0}:{assignment.task}")
        site = _SITE.search(assignment.task[:_SEARCHED_LENGTH])
        where = site[1].lower() if site else "the web"
        first, others = next(rng), 1 + next(rng) % 3
        # Every second one, with wrap-around, so that none comes twice.
        chosen = [_ACTIONS[(first + 2 * number) % len(_ACTIONS)] for number in range(others)]
        plan = AgentMessage("planning", f"Plan for: {shorten(assignment.task, _TITLE_LENGTH)}", "Making a plan")
        drafts = [_StepDraft("Making a plan", (plan,))]
        for summary, action, result in ((f"Opening {where}", "navigate", f"Opened {where}"), *chosen):
            done = AgentMessage("browser_action", f'{{"action": "{action}", "target": "{where}"}}', summary)
            drafts.append(_StepDraft(summary, (done, AgentMessage("browser_action_result", result, result, has_screenshot=True))))
        drafts.append(_StepDraft(closing.summary, (closing,)))
        seconds = self._settings.task_seconds / len(drafts)
        return [self._random_step(draft, seconds, assignment, rng) for draft in drafts]

    def _random_step(self, draft: _StepDraft, seconds: float, assignment: Assignment, rng: Iterator[int]) -> Step:
        read, written = 600 + next(rng) % 1_800, 40 + next(rng) % 210
        return self._priced(draft, seconds, assignment, read, written, Decimal(5 + next(rng) % 85) / 100)

    def _priced(
        self, draft: _StepDraft, seconds: float, assignment: Assignment, read: int, written: int, megabytes: Decimal
    ) -> Step:
        """The step with its costs: tokens, browser time, and the traffic of a proxy."""
        used = megabytes if assignment.has_proxy else Decimal(0)
        return Step(
            seconds=seconds,
            summary=draft.summary,
            messages=draft.messages,
            input_tokens=read,
            output_tokens=written,
            llm_cost_usd=llm_cost(self._rules.models, assignment.model, read, written) if read else Decimal(0),
            browser_cost_usd=browser_cost(seconds, self._rules.browser_hour_usd),
            proxy_mb=used,
            proxy_cost_usd=proxy_cost(used),
        )


def sites(task: str) -> list[str]:
    """The sites that a task names."""
    return [site.lower() for site in _SITE.findall(task[:_SEARCHED_LENGTH])]


def _rng(seed: str) -> Iterator[int]:
    """Numbers from 0 to 65535, the same for the same seed; enough for one task."""
    return iter(struct.unpack("32H", hashlib.blake2b(seed.encode("utf-8", "surrogatepass")).digest()))


def _outcome(assignment: Assignment) -> Outcome:
    if assignment.output_schema is None:
        done = f"Done: {shorten(assignment.task, 200)}"
        return Outcome(True, with_code(done) if assignment.code_mode else done)
    if assignment.answer:
        return Outcome(True, assignment.answer.value)
    return Outcome(False, None)


def with_code(text: str) -> dict[str, str]:
    """An output in code mode: the text, and code that prints it."""
    return {"text": text, "code": f"print({text!r})"}


def closing_message(outcome: Outcome) -> AgentMessage:
    """The last message of a task."""
    data = outcome.output if isinstance(outcome.output, str) else json.dumps(outcome.output)
    if outcome.is_successful:
        return AgentMessage("completion", data, "Finishing up")
    return AgentMessage("completion", "Found no output" if outcome.output is None else data, "Giving up")


def shorten(text: str, length: int) -> str:
    """The beginning of `text` on one line, at most `length` characters."""
    line = " ".join(text[: length * 4].replace("\0", " ").split())
    if not line:
        return "Untitled task"
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"

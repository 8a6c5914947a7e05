"""What the simulated browser shows: a window with the session's title, and what was done in a step."""

import random
import textwrap

from .canvas import ADVANCE, LINE, Canvas

_WIDTH, _HEIGHT = 640, 400
_FRAME, _BAR, _PAPER, _INK, _GREY, _LIGHT, _TINT = range(7)
_PALETTE = ((222, 225, 230), (245, 246, 248), (255, 255, 255), (32, 36, 44), (120, 126, 138), (233, 236, 241))
#: One colour a step, so that two pictures are told apart at a glance.
_TINTS = ((47, 95, 208), (28, 122, 69), (156, 62, 150), (176, 84, 20), (16, 122, 138), (105, 76, 200))
_MARGIN = 28


def screenshot(title: str, step: int, summary: str, address: str) -> bytes:
    """The picture after a step, as PNG."""
    canvas = Canvas(_WIDTH, _HEIGHT, (*_PALETTE, _TINTS[step % len(_TINTS)]))
    _window(canvas, title, address)
    canvas.fill(0, 72, _WIDTH, 6, _TINT)
    canvas.write(_MARGIN, 100, f"Step {step}" if step else "No steps yet", _TINT, 6)
    lines = textwrap.wrap(_one_line(summary), _letters(3))
    if len(lines) > 2:
        lines[1:] = [_cut(f"{lines[1]} {lines[2]}", _letters(3))]
    for number, line in enumerate(lines):
        canvas.write(_MARGIN, 172 + number * 3 * LINE, line, _INK, 3)
    _page(canvas, 262, step)
    return canvas.png()


def _window(canvas: Canvas, title: str, address: str) -> None:
    canvas.fill(0, 0, _WIDTH, 36, _FRAME)
    for number in range(3):
        canvas.fill(12 + number * 18, 13, 10, 10, _GREY)
    canvas.fill(72, 6, 500, 30, _BAR)
    canvas.write(84, 14, _cut(_one_line(title), 38), _INK, 2)
    canvas.fill(0, 36, _WIDTH, 36, _BAR)
    canvas.fill(12, 41, _WIDTH - 24, 26, _PAPER)
    canvas.write(22, 46, address, _GREY, 2)
    canvas.fill(0, 72, _WIDTH, _HEIGHT - 72, _PAPER)


def _page(canvas: Canvas, top: int, step: int) -> None:
    """Grey bars where a page would have its text; they differ from step to step."""
    rng = random.Random(step)  # noqa: S311 -- a decoration
    canvas.fill(_MARGIN, top, 150, 110, _LIGHT)
    for line in range(5):
        canvas.fill(200, top + line * 24, rng.randint(180, 400), 12, _LIGHT)
    label = "simulated by the sandbox"
    canvas.write(_WIDTH - len(label) * ADVANCE - 8, _HEIGHT - 14, label, _GREY, 1)


def _letters(scale: int) -> int:
    return (_WIDTH - 2 * _MARGIN) // (ADVANCE * scale)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _one_line(text: str) -> str:
    return " ".join(text[:500].split())

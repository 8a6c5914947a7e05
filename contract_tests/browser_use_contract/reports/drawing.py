"""The timeline of the sessions as an SVG drawing, to scale."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..redact import visible
from ..timeline import SessionTimeline

WIDTH = 1000
_LABEL = 90
_ROW = 22
_BAR = 12
_TOP = 26
_SYMBOLS = {"create": "◆", "task": "▶", "stop": "■", "stop task": "◧", "delete": "✕"}
_KNOWN = ("created", "idle", "running", "stopped", "timed_out", "error")


def _step(duration: float) -> float:
    """Returns the distance between the marks of the scale, in seconds: 1, 2 or 5 times a power of ten, for about eight marks."""
    size = 10.0**-3
    while True:
        for factor in (1, 2, 5):
            if duration / (size * factor) <= 10:
                return size * factor
        size *= 10


def _clean(text: str) -> str:
    return escape(visible(text))


def _scale(duration: float, height: int, place: float) -> list[str]:
    step, parts, at = _step(duration), [], 0.0
    while at <= duration:
        x = _LABEL + at * place
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height}"/>')
        parts.append(f'<text class="scale" x="{x:.1f}" y="{_TOP - 10}">{at:g} s</text>')
        at += step
    return parts


def _bar(kind: str, x: float, y: int, width: float, message: str) -> str:
    box = f'x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}"'
    return f'<rect class="{kind}" {box}><title>{_clean(message)}</title></rect>'


def _label(line: SessionTimeline, y: int) -> str:
    name = _clean(line.session)
    return f'<a href="#life-{name}"><text class="id" x="0" y="{y + _BAR}">{name[:8]}</text></a>'


def _symbol(sign: str, x: float, y: int, message: str) -> str:
    return f'<text class="mark" x="{x:.1f}" y="{y + _BAR - 1}">{sign}<title>{_clean(message)}</title></text>'


def _row(line: SessionTimeline, y: int, place: float) -> list[str]:
    parts = [_label(line, y)]
    for one in line.intervals:
        kind = one.status if one.status in _KNOWN else "other"
        message = f"{one.status}, {one.begin:.2f} to {one.end:.2f} s"
        parts.append(_bar(kind, _LABEL + one.begin * place, y, max((one.end - one.begin) * place, 1.5), message))
    for mark in line.events:
        message = f"{mark.kind} at {mark.at:.2f} s: {mark.says}"
        parts.append(_symbol(_SYMBOLS[mark.kind], _LABEL + mark.at * place, y, message))
    return parts


def draw(lines: Sequence[SessionTimeline]) -> str:
    """Returns the drawing. Each session is a row: statuses are bars; tasks, stops and the deletion are symbols."""
    duration = max((one.end for line in lines for one in line.intervals), default=0.0) or 1.0
    place = (WIDTH - _LABEL - 20) / duration
    height = _TOP + _ROW * len(lines) + 4
    parts = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Timeline of {len(lines)} sessions, to scale">']
    parts += _scale(duration, height, place)
    for index, line in enumerate(lines):
        parts += _row(line, _TOP + index * _ROW, place)
    return "".join([*parts, "</svg>"])


def legend() -> str:
    bars = "".join(f'<span><i class="{name}"></i>{name}</span>' for name in _KNOWN)
    return bars + "".join(f"<span>{symbol} {name}</span>" for name, symbol in _SYMBOLS.items())

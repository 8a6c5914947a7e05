"""Drawing rectangles and text, and writing them as PNG: as little as screenshots need, so that no imaging library is."""

import functools
import importlib.resources
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence

_GLYPH_HEIGHT = 9
_NOTHING = "....."
#: How far apart letters and lines stand, in pixels of scale 1.
ADVANCE, LINE = 6, 12

Colour = tuple[int, int, int]


class Canvas:
    """A picture of few colours. What lies outside of it is not drawn."""

    def __init__(self, width: int, height: int, palette: Sequence[Colour]) -> None:
        self.width, self.height = width, height
        self._palette = palette
        self._rows = [bytearray(width) for _ in range(height)]

    def fill(self, x: int, y: int, width: int, height: int, colour: int) -> None:
        """A rectangle in the palette's colour of that number."""
        left, right = max(x, 0), min(x + width, self.width)
        if left < right:
            for row in self._rows[max(y, 0) : max(y + height, 0)]:
                row[left:right] = bytes((colour,)) * (right - left)

    def write(self, x: int, y: int, text: str, colour: int, scale: int) -> None:
        """A line of text, `scale` pixels a dot. Letters that the font does not have show as bars, as small print is sketched."""
        for position, (letter, marks) in enumerate(_letters(text)):
            glyph = _font().get(letter, _BAR)
            if marks and letter in "ij":  # The mark takes the place of the dot.
                glyph = (_NOTHING, *glyph[1:])
            left = x + position * ADVANCE * scale
            self._draw(left, y, glyph, colour, scale)
            # One row stays free between a letter and its mark.
            top = next(row for row, dots in enumerate(glyph) if "#" in dots or row == _X_HEIGHT) - 3
            for mark in marks:
                self._draw(left, y + top * scale, mark, colour, scale)

    def _draw(self, x: int, y: int, glyph: Sequence[str], colour: int, scale: int) -> None:
        for row, dots in enumerate(glyph):
            for column, dot in enumerate(dots):
                if dot == "#":
                    self.fill(x + column * scale, y + row * scale, scale, scale, colour)

    def png(self) -> bytes:
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        colours = b"".join(bytes(colour) for colour in self._palette)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows))
        parts = _chunk(b"IHDR", header) + _chunk(b"PLTE", colours) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + parts


_BAR = (*[_NOTHING] * 2, *["#####"] * 4, *[_NOTHING] * 3)
#: In which row small letters begin.
_X_HEIGHT = 2
_MARKS = {
    "\u0300": (".#...", "..#.."),
    "\u0301": ("...#.", "..#.."),
    "\u0302": ("..#..", ".#.#."),
    "\u0303": (".#..#", "#.##."),
    "\u0304": (_NOTHING, ".###."),
    "\u0306": (".#.#.", "..#.."),
    "\u0307": (_NOTHING, "..#.."),
    "\u0308": (_NOTHING, ".#.#."),
    "\u030a": ("..#..", ".#.#."),
    "\u030b": ("..#.#", ".#.#."),
    "\u030c": (".#.#.", "..#.."),
}
#: Letters and signs that the font has something like.
_LIKE = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("‘’‚′", "'")
    | dict.fromkeys("“”„″«»", '"')
    | {"•": "*", "·": ".", "×": "x", "→": ">", "←": "<"}
)


@functools.cache
def _font() -> Mapping[str, Sequence[str]]:
    text = (importlib.resources.files("browser_use_sandbox.pages") / "font.txt").read_text("utf-8")
    return {" ": [_NOTHING] * _GLYPH_HEIGHT} | {line[0]: line[2:].split() for line in text.splitlines()}


def _letters(text: str) -> Iterator[tuple[str, list[Sequence[str]]]]:
    """The letters of a text, each with the marks above it that can be drawn."""
    letter, marks = "", list[Sequence[str]]()
    for character in unicodedata.normalize("NFD", text.translate(_LIKE)):
        kind = unicodedata.category(character)
        if kind in ("Mn", "Me", "Cf"):
            marks += [_MARKS[character]] if character in _MARKS else []
            continue
        if letter:
            yield letter, marks
        letter, marks = character, []
    if letter:
        yield letter, marks


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

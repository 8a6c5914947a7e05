"""Drawing rectangles and text, and writing them as PNG: as little as screenshots need, so that no imaging library is."""

import functools
import importlib.resources
import struct
import unicodedata
import zlib
from collections.abc import Sequence

_GLYPH_WIDTH, _GLYPH_HEIGHT = 5, 9
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
        """A line of text, letters `scale` pixels a dot; ASCII only, others lose their accents or show as a box."""
        for position, letter in enumerate(_plain(text)):
            for row, dots in enumerate(_font().get(letter, _BOX)):
                for column, dot in enumerate(dots):
                    if dot == "#":
                        self.fill(x + (position * ADVANCE + column) * scale, y + row * scale, scale, scale, colour)

    def png(self) -> bytes:
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        colours = b"".join(bytes(colour) for colour in self._palette)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows))
        parts = _chunk(b"IHDR", header) + _chunk(b"PLTE", colours) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + parts


_BOX = ("#####", *["#...#"] * 5, "#####", ".....", ".....")


@functools.cache
def _font() -> dict[str, list[str]]:
    text = (importlib.resources.files("browser_use_sandbox.pages") / "font.txt").read_text("utf-8")
    return {" ": ["....."] * _GLYPH_HEIGHT} | {line[0]: line[2:].split() for line in text.splitlines()}


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

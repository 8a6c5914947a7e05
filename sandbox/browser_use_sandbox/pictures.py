"""Pictures for screenshots, as PNG files."""

import struct
import zlib

_WIDTH, _HEIGHT = 320, 200
_BAR = 24


def screenshot(step: int) -> bytes:
    """What the simulated browser shows after a step: a page below an address bar, in a colour that goes with the step."""
    tint = bytes((96 + step * 53 % 128, 96 + step * 97 % 128, 160))
    rows = [b"\0" + (b"\xdd\xdd\xdd" if row < _BAR else tint) * _WIDTH for row in range(_HEIGHT)]
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    image = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", image) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

"""Where the command line writes: output to stdout, everything else to stderr. A message that cannot be shown stops nothing."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TextIO

from browser_use_sessions.cli.terminal import clean, width


def prepare() -> None:
    """Characters that a stream's encoding lacks are then written as escapes: nothing that was paid for is lost over them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(output: str | bytes) -> None:
    """A line of output, or bytes as they are. Raises OSError where it cannot be written, also where the shell has closed stdout
    (`>&-`).
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OSError(errno.EBADF, "stdout is closed")
    if isinstance(output, bytes):
        stream.buffer.write(output)
    else:
        stream.write(output + "\n")
    stream.flush()


def tell(text: str) -> None:
    """Something for people, on stderr. Where that cannot be written it is given up: the work goes on."""
    stream: TextIO | None = sys.stderr
    if stream is None:
        return
    try:
        stream.write(clean(text) + "\n")
        stream.flush()
    except OSError:
        give_up(stream)
    except RuntimeError:  # A signal came while something was being written.
        pass


def explain(text: str) -> None:
    """The same for longer texts: in a terminal, lines are broken between words, and IDs and commands stay whole."""
    columns = width(sys.stderr)
    if columns is None:
        tell(text)
        return
    from textwrap import fill

    for line in clean(text).split("\n"):
        tell(fill(line, columns, break_on_hyphens=False, break_long_words=False))


def give_up(stream: TextIO | None) -> None:
    """Nobody can read the stream. What is still to be written to it goes nowhere, also when the interpreter flushes at exit."""
    if stream is None:
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # It leads to no file.
        pass

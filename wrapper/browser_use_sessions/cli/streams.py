"""Output goes to stdout, everything else to stderr. If a message cannot be written, the program goes on."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TextIO

from browser_use_sessions.cli.terminal import clean, width


def prepare() -> None:
    """Characters that a stream's encoding does not have are written as escapes, so that no output is lost."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(output: str | bytes) -> None:
    """Writes a line of text, or bytes unchanged, to stdout. Raises OSError if that fails, also if the shell has closed stdout
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


def print_message(text: str) -> None:
    """Writes a line for people to stderr. If that fails, the program goes on."""
    stream: TextIO | None = sys.stderr
    if stream is None:
        return
    try:
        stream.write(clean(text) + "\n")
        stream.flush()
    except OSError:
        discard(stream)
    except RuntimeError:  # A signal handler has interrupted another write.
        pass


def print_wrapped(text: str) -> None:
    """The same for longer texts: in a terminal, lines are broken only between words, so IDs and commands stay in one piece."""
    columns = width(sys.stderr)
    if columns is None:
        print_message(text)
        return
    from textwrap import fill

    for line in clean(text).split("\n"):
        print_message(fill(line, columns, break_on_hyphens=False, break_long_words=False))


def discard(stream: TextIO | None) -> None:
    """Nobody can read the stream, so further output is discarded, also when the interpreter flushes it at exit."""
    if stream is None:
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # It has no file.
        pass

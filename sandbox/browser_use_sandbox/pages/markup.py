"""Writes text as HTML, always escaped."""

import html
import re

#: Control characters, invisible characters, and those that change the direction of text, without tabs and line feeds.
_SPECIAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]"
)
_SHELL = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_sandbox/pages/style.css">
<script src="/_sandbox/pages/update.js" defer></script>
</head>
<body>
<p id="silence" hidden>The sandbox does not answer.</p>
<main data-update="{update}">
{main}
</main>
</body>
</html>
"""


def escaped(text: str, most: int = 4_000) -> str:
    """The first `most` characters of a text as HTML; special characters are shown as U+…."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return _SPECIAL.sub(_number, html.escape(shown))


def attribute(text: str) -> str:
    """A text as the value of an attribute in double quotes, without special characters."""
    return html.escape(_SPECIAL.sub(" ", text[:500]))


def badge(status: str) -> str:
    """A coloured status."""
    return f'<span class="status {status}">{status}</span>'


def document(title: str, main: str, *, update: bool) -> str:
    """A whole page: `title` is text, `main` is HTML. With `update` it reloads itself every second."""
    return _SHELL.format(title=attribute(title), main=main, update="on" if update else "off")


def message_page(what: str, why: str) -> str:
    """A page with one message."""
    return document(what, f'<h1>{escaped(what)}</h1><p class="note">{escaped(why)}</p>', update=False)


def _number(odd: re.Match[str]) -> str:
    return f'<span class="odd">U+{ord(odd[0]):04X}</span>'

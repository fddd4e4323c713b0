"""Line breaks: every text has line feeds, however its source ends a line."""

import re

_RETURN = re.compile(r"\r+\n|\r")
_LONE_RETURN = re.compile(r"\r(?!\r*\n)")


def with_line_feeds(text: str) -> str:
    """Return `text` with a line feed for each line break, which may be a carriage return too.

    Several returns before a line feed are one break: programs add one where there was one.
    """
    return _RETURN.sub("\n", text) if "\r" in text else text


def with_lines(text: str) -> str:
    """Return `text`, of the same length, with a line feed for each return that ends a line alone.

    So lines can be found in it that end in any way, at the same positions as in `text`.
    """
    return _LONE_RETURN.sub("\n", text) if "\r" in text else text

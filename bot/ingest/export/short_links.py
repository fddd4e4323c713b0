"""Twitter's short addresses, and what they stand for.

Positions in the export count escaped text, and mix code points with UTF-16: an address is found by
its letters, never by its position.
"""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_SANE = re.compile(r"(?i:https?)://[^\s\x00-\x1f\x7f]{1,4000}")


def expand(text: str, full: Mapping[str, str]) -> str:
    """Return `text` with each address of `full` replaced by what it stands for, all at once."""
    if not full:
        return text
    if "://t.co/" in text:
        text = _SHORT.sub(lambda match: _full(match[0], full), text)
    for short, long in full.items():
        if not _SHORT.fullmatch(short) and short in text and f"//{short}" not in text:
            text = text.replace(short, long)
    return text


def expansions(urls: object, short: str = "url", full: str = "expanded_url") -> dict[str, str]:
    """Return what a list of entities says that its short addresses stand for, where it is sane.

    `short` and `full` are the keys of the two.
    """
    found = {}
    for url in dicts(urls):
        key, long = url.get(short), url.get(full)
        if isinstance(key, str) and len(key) > 3 and isinstance(long, str) and is_address(long):  # noqa: PLR2004 - what is shorter is no address
            found[key] = long
    return found


def is_address(text: str) -> bool:
    """Tell whether `text` is an address of the web, whole and of a sane length."""
    return _SANE.fullmatch(text) is not None


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects in a list of JSON; none if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _full(short: str, full: Mapping[str, str]) -> str:
    """Return what a short address stands for; letters may follow it that are none of its own."""
    if short in full:
        return full[short]
    for end in count(len(short) - 1, -1):
        if short[end - 1] == "/":
            return short
        if short[:end] in full:
            return full[short[:end]] + short[end:]
    return short

"""Expansion of Twitter's short addresses.

Positions in the export count escaped text, and mix code points with UTF-16 units: an address is
found by its text, never by its position.
"""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_VALID = re.compile(r"(?i:https?)://[^\s\x00-\x1f\x7f]{1,4000}")


def expand(text: str, full: Mapping[str, str]) -> str:
    """Return `text` with each address of `full` replaced by its expansion, in one pass."""
    if not full:
        return text
    if "://t.co/" in text:
        text = _SHORT.sub(lambda match: _expansion(match[0], full), text)
    for short, long in full.items():
        if not _SHORT.fullmatch(short) and short in text and f"//{short}" not in text:
            text = text.replace(short, long)
    return text


def expansions(urls: object, short: str = "url", full: str = "expanded_url") -> dict[str, str]:
    """Return the expansions of short addresses in a list of entities, without invalid ones.

    `short` and `full` are the keys of the short and the full address.
    """
    found = {}
    for url in dicts(urls):
        key, long = url.get(short), url.get(full)
        if isinstance(key, str) and len(key) > 3 and isinstance(long, str) and is_address(long):  # noqa: PLR2004 - shorter text is no address
            found[key] = long
    return found


def is_address(text: str) -> bool:
    """Return whether `text` is a complete web address of at most 4,000 characters after `//`."""
    return _VALID.fullmatch(text) is not None


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects in a JSON list; none if `value` is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _expansion(short: str, full: Mapping[str, str]) -> str:
    """Return the expansion of a short address, which may have unrelated letters after it."""
    if short in full:
        return full[short]
    for end in count(len(short) - 1, -1):
        if short[end - 1] == "/":
            return short
        if short[:end] in full:
            return full[short[:end]] + short[end:]
    return short

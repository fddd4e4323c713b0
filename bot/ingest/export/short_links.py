"""Twitter's short addresses: their expansion, and where the expanded addresses end.

Positions in the export count escaped text, and mix code points with UTF-16 units: an address is
found by its text, never by its position.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from bot.ingest.text.entities import links

_SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_PLAIN = re.compile(r"https?://t\.co(?:/\w*)?", re.ASCII)
"""What `_SHORT` finds, or the beginning of all that it does."""
_VALID = re.compile(r"(?i:https?)://[^\s\x00-\x1f\x7f]{1,4000}")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_OPEN_ENDS = tuple("/=+-_")
_LONGEST_REST = 1_000  # characters that may follow such an end in the text


def expand(text: str, full: Mapping[str, str]) -> str:
    """Return `text` with each address of `full` replaced by its expansion, in one pass."""
    if not full:
        return text
    others = [
        short
        for short, long in full.items()
        if short != long and short in text and not _PLAIN.fullmatch(short)
    ]
    if "://t.co/" not in text and not others:
        return text
    pattern = _pattern(others) if others else _SHORT
    return pattern.sub(lambda match: _expansion(match[0], full), text)


def expansions(urls: object, short: str = "url", full: str = "expanded_url") -> dict[str, str]:
    """Return the expansions of short addresses in a list of entities, without invalid ones.

    `short` and `full` are the keys of the short and the full address. A short address without a
    valid expansion is its own.
    """
    found = {}
    for url in dicts(urls):
        key, long = url.get(short), url.get(full)
        if not isinstance(key, str) or len(key) <= 3:  # noqa: PLR2004 - shorter text is no address
            continue
        if isinstance(long, str) and is_address(long):
            found[key] = long
        elif is_address(key):
            found.setdefault(key, key)
    return found


def stated_links(text: str, stated: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses in `text`, each once, in order.

    Those that the export states, `stated`, are returned to the letter, also with text right behind
    them; others end as in any text. Twitter ends an address before the first letter that it does
    not expect in one, such as any Chinese one. So one that ends in any of `/ = + - _` is joined to
    the letters that follow.
    """
    if "://" not in text:
        return ()
    known = {one for one in stated if one}
    if not known:
        return links(text)
    lengths = sorted({len(one) for one in known}, reverse=True)
    found: list[str] = []
    position = 0
    for match in _SCHEME.finditer(text):
        start = match.start()
        if start < position:
            continue  # it is in the address before
        forms = (text[start : start + length] for length in lengths)
        link = next((form for form in forms if form in known), None)
        if link is None:
            continue
        found += links(text[position:start])
        link = _continued(link, text, start)
        found.append(link)
        position = start + len(link)
    found += links(text[position:])
    return tuple(dict.fromkeys(found))


def is_address(text: str) -> bool:
    """Return whether `text` is a complete web address of at most 4,000 characters after `//`."""
    return _VALID.fullmatch(text) is not None


def dicts(value: object) -> list[dict[str, Any]]:
    """Return the objects in a JSON list; none if `value` is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _continued(link: str, text: str, start: int) -> str:
    """Return `link`, which is in `text` at `start`, with the letters that it is joined to."""
    end = start + len(link)
    if not (link.endswith(_OPEN_ENDS) and text[end : end + 1].isalnum()):
        return link
    longer = links(text[start : end + _LONGEST_REST])
    return next((one for one in longer if one.startswith(link)), link)


def _pattern(others: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any code, and of `others` where they are no part of a longer address."""
    forms = [
        ("" if "://" in one else r"(?<![\w/.@])")
        + re.escape(one)
        + (r"(?!\w)" if re.match(r"\w", one[-1], re.ASCII) else "")
        for one in sorted(others, key=len, reverse=True)
    ]
    return re.compile("|".join([*forms, _SHORT.pattern]), re.ASCII)


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

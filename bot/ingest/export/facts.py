"""What an export states of a post beside its text: counts, marks, the language."""

import re

_DIGITS = 18
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z\d]{2,8}){0,3}", re.ASCII)
_NO_LANGUAGE = frozenset({"und", "art", "qam", "qct", "qht", "qme", "qst", "zxx"})


def count_of(value: object) -> int | None:
    """Return a count of likes or reposts, which exports write as text; None if it is not valid."""
    if not (isinstance(value, str) and value.isascii() and value.isdigit()):
        return None
    return int(value) if len(value) <= _DIGITS else None


def flag_of(value: object) -> int | None:
    """Return 1 for a mark that is set, 0 for one that is not; None if it is not stated."""
    return int(value) if isinstance(value, bool) else None


def language_of(value: object) -> str | None:
    """Return the language that the network found; None for its codes of posts without one.

    Such are posts of mentions (qam), hashtags (qht), links (qme) or nothing but media (zxx).
    """
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        return None
    return None if value in _NO_LANGUAGE else value

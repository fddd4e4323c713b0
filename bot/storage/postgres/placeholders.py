"""SQLite's placeholders as PostgreSQL's: `?` and `?1` as `$1`."""

import re
from functools import lru_cache

# What may contain a question mark that is none: literals, quoted names, comments.
_PARTS = re.compile(r"""'[^']*'|"[^"]*"|--[^\n]*|/\*.*?\*/|\?(\d*)""", re.DOTALL)


@lru_cache(1024)
def numbered(sql: str) -> str:
    """Return a statement with PostgreSQL's placeholders.

    As in SQLite, one without a number has the number after the greatest so far.
    """
    greatest = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal greatest
        number = match[1]
        if number is None:
            return match[0]
        index = int(number) if number else greatest + 1
        greatest = max(greatest, index)
        return f"${index}"

    return _PARTS.sub(replace, sql)

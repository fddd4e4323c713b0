"""Search for patterns that match at the beginning of lines alone."""

import re
from collections.abc import Iterator

from bot.archive.patterns import deferred


class LinePattern:
    """A pattern that matches at the beginning of a line.

    `re` tries `^` at every character. It finds a line feed with the pattern `first` after it, which
    every match begins with, about ten times as fast.
    """

    def __init__(self, pattern: str, first: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = deferred(f"^(?:{pattern})", flags | re.MULTILINE)
        self._before = deferred(rf"\n(?={first})", flags)

    def search(self, text: str, start: int, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in `text` from `start` to `end`, which ends all its lines."""
        end = len(text) if end is None else end
        found = self._pattern.match(text, start, end)
        while not found and (before := self._before.search(text, start, end)):
            start = before.end()
            found = self._pattern.match(text, start, end)
        return found

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield all matches in `text` from `start` to `end`; none is empty."""
        while found := self.search(text, start, end):
            yield found
            start = found.end()

"""like.js: what the owner of an export liked. It is counted and not imported.

The posts are those of others, and the file has neither their authors nor any date.
"""

import re
from collections.abc import Iterable

from bot.ingest.files.input_file import InputFile

_NAME = re.compile(r"like(?:-part\d+)?\.js", re.ASCII)
# In a text a quotation mark has a backslash before it, so no text has this.
_ENTRY = re.compile(r'(?<!\\)"like"\s{0,9}:\s{0,9}\{')
_OVERLAP = 40  # characters, more than an entry's beginning has


def is_likes(file: InputFile) -> bool:
    """Return whether a file is a list of likes, by its name."""
    return _NAME.fullmatch(file.identity[1]) is not None


def count_likes(chunks: Iterable[str]) -> int:
    """Return how many likes a file lists."""
    count = 0
    rest = ""
    for chunk in chunks:
        text = rest + chunk
        end = 0
        for match in _ENTRY.finditer(text):
            count += 1
            end = match.end()
        rest = text[max(end, len(text) - _OVERLAP) :]
    return count

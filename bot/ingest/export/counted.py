"""Files of an export that are counted and not imported: articles and likes.

Articles are long texts with headings. Drafts are among them, and nothing in the file says which:
the state is in `article-metadata.js`, which does not name the article. Liked posts are those of
others, and like.js has neither their authors nor any date.
"""

import re
from collections.abc import Iterable

from bot.ingest.export.json_objects import objects
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks

_CHUNK = 1 << 18  # characters
_LIKES = re.compile(r"like(?:-part\d+)?\.js", re.ASCII)
# In a text a quotation mark has a backslash before it, so no text has this.
_LIKE = re.compile(r'(?<!\\)"like"\s{0,9}:\s{0,9}\{')
_OVERLAP = 40  # characters, more than the beginning of an entry has


def count_articles(file: InputFile) -> int:
    """Return how many articles a file holds. Raises OSError or ArchiveFileError."""
    found = objects(chunks(file, _CHUNK), lambda value: "article" in value)
    return sum(isinstance(item, tuple) and "article" in item[1] for item in found)


def is_likes(file: InputFile) -> bool:
    """Return whether a file is a list of likes, by its name."""
    return _LIKES.fullmatch(file.identity[1]) is not None


def count_likes(text: Iterable[str]) -> int:
    """Return how many likes a list has, whose text comes in pieces."""
    count = 0
    rest = ""
    for chunk in text:
        piece = rest + chunk
        end = 0
        for match in _LIKE.finditer(piece):
            count += 1
            end = match.end()
        rest = piece[max(end, len(piece) - _OVERLAP) :]
    return count

"""Articles: long texts with headings, which the export keeps in files of their own.

They are counted and not imported. Drafts are among them, and nothing in the file says which: the
state is in `article-metadata.js`, which does not name the article.
"""

from bot.ingest.export.json_objects import objects
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks

_CHUNK = 1 << 18  # characters


def count_articles(file: InputFile) -> int:
    """Return how many articles a file holds. Raises OSError or ArchiveFileError."""
    found = objects(chunks(file, _CHUNK), lambda value: "article" in value)
    return sum(isinstance(item, tuple) and "article" in item[1] for item in found)

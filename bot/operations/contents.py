"""What the folder of a backup has to hold: its databases and its list of media files, with hashes.

SQLite finds damage in the structure of a file and in its indexes. But a text of which a byte has
changed is a text like any other: only a hash shows that.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.languages import Message
from bot.operations.file_lists import (
    ListedFile,
    differences,
    hash_of,
    read_list,
    size_of,
    write_list,
)
from bot.storage.copies import change_counter

CONTENTS = "contents.jsonl"


def write_contents(folder: Path, databases: Iterable[str], others: Iterable[str]) -> None:
    """Write the list of files in the folder of a backup, by their names. May raise OSError."""
    write_list(
        folder / CONTENTS,
        [
            *(_listed(folder / name, change_counter(folder / name)) for name in databases),
            *(_listed(folder / name) for name in others),
        ],
    )


def unlike_contents(folder: Path) -> Iterator[Message]:
    """Yield a sentence for each listed file that is not what was backed up; see `differences`.

    A database that SQLite has written to since, as an erasure does, is left out: it is no longer
    the same, and need not be damaged. So is everything if there is no list. Raises BackupError for
    a list that cannot be read.
    """
    yield from differences(
        folder,
        (
            one
            for one in read_list(folder / CONTENTS)
            if one.changes is None or change_counter(folder / one.name) in {one.changes, None}
        ),
    )


def _listed(path: Path, changes: int | None = None) -> ListedFile:
    return ListedFile(path.name, size_of(path), hash_of(path), changes)

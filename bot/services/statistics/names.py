"""The people whom posts answer or mention, and the hashtags of posts."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import nsmallest

from bot.archive.search.tokens import fold, tokenize_with_spans
from bot.archive.statistics.model import TOP, Counted
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns


def people(
    reader: ArchiveReader,
    columns: Columns,
    counted: Iterable[int],
    tags: Mapping[str, "array[int]"],
) -> tuple[Counted, ...]:
    """Return the accounts that most of the posts `counted` answer or mention, except their own.

    `tags` are the counted posts with each name.
    """
    signed = [f"@{fold(name)}" for name in columns.names]
    found: dict[str, set[int]] = defaultdict(set)
    for key in counted:
        if answered := columns.answered[key]:
            found[signed[answered]].add(key)
    for tag, keys in tags.items():
        if tag[0] == "@":
            found[tag].update(keys)
    owners: dict[str, set[int]] = defaultdict(set)
    for account, names in reader.statistics.names().items():
        for name in names:
            owners[f"@{fold(name)}"].add(account)
    for tag in found.keys() & owners.keys():
        own = owners[tag]
        found[tag] = {key for key in found[tag] if columns.account[key] not in own}
    return _most(reader, columns, found)


def among(
    tags: Mapping[str, "array[int]"], keys: Iterable[int], size: int
) -> dict[str, "array[int]"]:
    """Return the posts with each name and tag that are among `keys`, which are below `size`."""
    wanted = bytearray(size)
    for key in keys:
        wanted[key] = 1
    found = ((tag, array("I", (key for key in of if wanted[key]))) for tag, of in tags.items())
    return {tag: of for tag, of in found if of}


def hashtags(
    reader: ArchiveReader, columns: Columns, tags: Mapping[str, "array[int]"]
) -> tuple[Counted, ...]:
    """Return the hashtags in most posts."""
    return _most(reader, columns, {tag: keys for tag, keys in tags.items() if tag[0] == "#"})


def _most(
    reader: ArchiveReader, columns: Columns, found: Mapping[str, "array[int] | set[int]"]
) -> tuple[Counted, ...]:
    counts = [(-len(keys), tag) for tag, keys in found.items() if keys]
    return tuple(
        Counted(_spelled(reader, columns, tag, found[tag]), -count)
        for count, tag in nsmallest(TOP, counts)
    )


def _spelled(reader: ArchiveReader, columns: Columns, tag: str, keys: Iterable[int]) -> str:
    """Return a name or hashtag as the newest of its posts spells it."""
    newest = max(keys, key=lambda key: (columns.at[key], key))
    text = reader.statistics.texts([newest])[newest]
    for word, start, end in tokenize_with_spans(text):
        if word == tag:
            return tag[0] + text[start + 1 : end]
    return f"@{columns.names[columns.answered[newest]]}" if tag[0] == "@" else tag

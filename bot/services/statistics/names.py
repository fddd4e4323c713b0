"""The people whom posts answer or mention, and the hashtags of posts."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from heapq import nsmallest
from itertools import compress
from typing import NamedTuple

from bot.archive.search.tokens import fold, tokenize_with_spans
from bot.archive.statistics.lists import Lists
from bot.archive.statistics.masks import values_at
from bot.archive.statistics.model import TOP, Counted
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns


class Named(NamedTuple):
    """Names with their signs, and the posts with each."""

    names: Sequence[str]
    posts: Lists


class Names(NamedTuple):
    """The posts that answer or mention each account, but its own, and those with each hashtag."""

    people: Named
    hashtags: Named


def names_of(reader: ArchiveReader, columns: Columns) -> Names:
    """Return the names in all posts of the archive."""
    people: dict[str, array[int]] = defaultdict(lambda: array("I"))
    hashtags: dict[str, array[int]] = {}
    for name, positions in columns.answers.items():
        people[f"@{fold(name)}"] += positions
    for tag, keys in reader.statistics.tags():
        found = array("I", map(columns.positions.__getitem__, keys))
        if tag[0] == "#":
            hashtags[tag] = found
        elif tag in people:
            people[tag] = array("I", {*people[tag], *found})
        else:
            people[tag] = found
    owners: dict[str, set[int]] = defaultdict(set)
    for account, names in reader.statistics.names().items():
        for name in names:
            owners[f"@{fold(name)}"].add(account)
    account_of = columns.account
    for tag in people.keys() & owners.keys():
        own = owners[tag]
        people[tag] = array("I", (one for one in people[tag] if account_of[one] not in own))
    return Names(*(Named([*found], Lists.of(found.values())) for found in (people, hashtags)))


def most_named(
    reader: ArchiveReader, columns: Columns, own: bytes, named: Named
) -> tuple[Counted, ...]:
    """Return the names that most posts have, of those of the mask `own`."""
    counts = (
        (-count, name, number)
        for number, (name, count) in enumerate(
            zip(named.names, named.posts.counts(own), strict=True)
        )
    )
    return tuple(
        Counted(_spelled(reader, columns, own, name, named.posts[number]), -count)
        for count, name, number in nsmallest(TOP, counts)
        if count
    )


def _spelled(
    reader: ArchiveReader, columns: Columns, own: bytes, name: str, positions: "array[int]"
) -> str:
    """Return a name or hashtag as the newest of its posts spells it."""
    counted = compress(positions, values_at(own, positions))
    newest = columns.keys[max(counted, key=lambda one: (columns.at[one], columns.keys[one]))]
    (post,) = reader.posts.by_keys([newest])
    for word, start, end in tokenize_with_spans(post.text):
        if word == name:
            return name[0] + post.text[start + 1 : end]
    return f"@{post.reply_to_account}" if name[0] == "@" else name

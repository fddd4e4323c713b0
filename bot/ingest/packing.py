"""Batches of what was read, packed for the way from the reading process to the importing one."""

import marshal

from bot.archive.posts.people import Person
from bot.archive.posts.post import Deletions, Profile
from bot.archive.posts.row import PostRow
from bot.archive.search.analysis.of_posts import Analysed, AnalysedTexts, analyse
from bot.archive.threads.corrections import Correction
from bot.ingest.records.counts import FileCounts, LeftAlone, Withheld
from bot.ingest.records.quarantine import Quarantined

ReadItem = (
    PostRow
    | Profile
    | Deletions
    | Person
    | Correction
    | Quarantined
    | FileCounts
    | LeftAlone
    | Withheld
    | AnalysedTexts
)
"""An item read from an archive."""

Packed = tuple[bytes, list[ReadItem]]
"""A batch to send: its rows that are plain values, marshalled, and its other items.

Marshalling is more than twice as fast as pickling, in either process, but knows no objects.
"""


def pack(batch: list[ReadItem]) -> Packed:
    """Pack a batch, with the words of its posts: the reading process has time to analyse them."""
    plain = [item if isinstance(item, PostRow) and not item.full_post else None for item in batch]
    others = [item for item, row in zip(batch, plain, strict=True) if row is None]
    rows = [
        None if row is None else (*row, *analyse(row.text, row.language, row.beside))
        for row in plain
    ]
    return marshal.dumps(rows), others


def unpack(packed: Packed) -> list[ReadItem]:
    """Return the items of a packed batch, and the analyses of its texts as one more."""
    rows, others = marshal.loads(packed[0]), iter(packed[1])  # noqa: S302 - from the own process
    items: list[ReadItem] = []
    texts = AnalysedTexts()
    for row in rows:
        if row is None:
            items.append(next(others))
            continue
        post = PostRow._make(row[: -len(Analysed._fields)])
        texts[post.text, post.language, post.beside] = Analysed(*row[-len(Analysed._fields) :])
        items.append(post)
    return [texts, *items] if items else []

"""Ranked results with what is shown of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.archive.posts.picture_texts import PictureWords
from bot.archive.search.ranking import Ranked
from bot.archive.search.tokens import tokenize
from bot.services.search.results import Hit
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.reader import Extents


def load_hits(
    reader: ArchiveReader,
    ranked: Sequence[Ranked],
    near_misses: Collection[int] = (),
    extents: Extents | None = None,
) -> list[Hit]:
    """Return ranked results with their posts, and what their pictures say.

    The lengths of their threads are those of `extents`, or are looked up.
    """
    keys = [one.key for one in ranked]
    posts = reader.posts.by_keys(keys)
    extents = reader.threads.extents(keys) if extents is None else extents
    pictured = _pictured(reader, ranked)
    return [
        Hit(
            post,
            one.score,
            one.matched,
            extents[one.key].length,
            one.key in near_misses,
            pictured.get(one.key),
        )
        for post, one in zip(posts, ranked, strict=True)
    ]


def _pictured(reader: ArchiveReader, ranked: Iterable[Ranked]) -> Mapping[int, PictureWords]:
    """Return of each result that was found by its pictures the text with most of those words."""
    wanted = {
        one.key: {word for match in one.matched if match.pictured for word in match.found.split()}
        for one in ranked
    }
    found = reader.search.picture_words([key for key, words in wanted.items() if words])
    return {
        key: max(texts, key=lambda one: len(wanted[key].intersection(tokenize(one.text))))
        for key, texts in found.items()
        if texts
    }

"""Examples of queries that find something in the archive, as one audience sees it.

Nobody searched for the words in them, so they are not made of posts that owners keep quiet.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import islice

from bot.archive.posts.post import Post
from bot.archive.search.query import values
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import ThrowbackError, TooLongError
from bot.services.archive_views import Archive
from bot.services.recently_used import RecentlyUsed
from bot.services.search.execution import MAX_COUNTED, time_limit
from bot.services.search.index_cache import IndexCache
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.search.filters import Condition

_SAMPLE = 400  # posts, the newest, that examples are made of
_SEVERAL = 3  # posts
_MOST_KNOWN = 16  # audiences and time zones that ask at the same time
_TAG = re.compile(r"(?<!\w)#\w{2,30}")
_WORD = re.compile(r"(?<![\w@#/.])[^\W\d_]{5,20}(?![\w/.])")
_PHRASE = re.compile(r"(?<![\w@#/.])([A-Za-z]{2,12} [A-Za-z]{3,12} [A-Za-z]{2,12})(?![\w/.'])")
_KINDS = ("has:image", "has:video", "has:link", "is:thread", "is:reply", "is:repost", "is:quote")

Example = tuple[str, int]
"""A query, and how many posts it finds: MAX_COUNTED if they are as many or more."""


LeftOut = Callable[[ArchiveReader, tzinfo], Collection[int]]
"""Returns the keys of the posts that no example is to be made of."""


class Examples:
    """Makes examples from the newest posts, and keeps those that find something."""

    def __init__(self, archive: Archive, index: IndexCache, left_out: LeftOut) -> None:
        self._archive = archive
        self._index = index
        self._left_out = left_out
        self._known: RecentlyUsed[tuple[Example, ...]] = RecentlyUsed(_MOST_KNOWN)

    async def current(self, zone: tzinfo) -> tuple[Example, ...]:
        """Return examples; days are those of `zone`. None of them is left if nothing is there."""
        async with self._archive.view() as view:
            known = await view.read(self._if_known, zone)
            if known is not None:
                return known
            await view.read_long(self._prepare, zone)
            return await view.read(self._make, zone)

    def _key(self, reader: ArchiveReader, zone: tzinfo) -> tuple[object, ...]:
        return reader.accounts, str(zone), self._index.cache_key(reader), reader.generation()

    def _if_known(self, reader: ArchiveReader, zone: tzinfo) -> tuple[Example, ...] | None:
        return self._known.get(self._key(reader, zone))

    def _prepare(self, reader: ArchiveReader, zone: tzinfo) -> None:
        """Load what takes long the first time alone: it is not to count as time of the examples."""
        self._index.current(reader)
        self._left_out(reader, zone)

    def _make(self, reader: ArchiveReader, zone: tzinfo) -> tuple[Example, ...]:
        found, is_cut = list[Example](), False
        try:
            for one in self._found(reader, zone):
                found.append(one)
        except TooLongError:
            is_cut = True
        if found or not is_cut:
            self._known.put(self._key(reader, zone), tuple(found))
        return tuple(found)

    def _found(self, reader: ArchiveReader, zone: tzinfo) -> Iterator[Example]:
        """Yield those of the candidates that find something.

        Raises TooLongError if they take more than a second.
        """
        quiet = frozenset(self._left_out(reader, zone)) | reader.times.for_followers()
        newest = reader.search.in_order(Condition("1"), SortOrder.NEWEST)
        shown = (key for key in newest if key not in quiet)
        posts = reader.posts.by_keys([*islice(shown, _SAMPLE)])
        for query in dict.fromkeys(_candidates(posts, zone)):
            with time_limit(reader):
                try:
                    execution = self._index.execution(reader, parse(query), zone)
                    count = execution.count(MAX_COUNTED)
                except TooLongError:
                    raise
                except ThrowbackError:  # what looks like a query and is none
                    continue
            if count:
                yield query, count


def _candidates(posts: Sequence[Post], zone: tzinfo) -> Iterator[str]:
    """Yield queries that are about the commonest of what posts say."""
    texts = [post.text for post in posts if not post.content_warning]
    word = _typical(found.lower() for text in texts for found in set(_WORD.findall(text)))
    tag = _commonest(found for text in texts for found in _TAG.findall(text))
    account = _commonest(name for post in posts if (name := values.account(post.account)))
    answered = _commonest(
        name for post in posts if (name := values.account(post.reply_to_account or ""))
    )
    year = _commonest(
        (post.created_at if post.is_of_day else post.created_at.astimezone(zone)).strftime("%Y")
        for post in posts
    )
    yield from (one for one in (word, tag) if one)
    phrases = (f'"{found[1]}"' for text in texts if (found := _PHRASE.search(text)))
    yield from islice(phrases, 1)
    if account:
        yield f"from:{account}"
    if answered:
        yield f"to:{answered}"
    if year:
        yield f"year:{year}"
        yield from (f"{one} year:{year}" for one in (tag or word,) if one)
    yield from _KINDS
    if likes := max((post.likes or 0 for post in posts), default=0):
        yield f"min_likes:{max(1, likes // 2)}"


def _typical(words: Iterable[str]) -> str | None:
    """Return the longest of the words that several posts have: common ones are short."""
    counts = Counter(words)
    several = [word for word in counts if counts[word] >= _SEVERAL]
    return min(several, key=lambda word: (-len(word), word), default=None)


def _commonest(found: Iterator[str]) -> str | None:
    """Return what is found most often, of what is found as often the first in order."""
    counts = Counter(found)
    return min(counts, key=lambda one: (-counts[one], one), default=None)

"""What digests show: chosen by the digest and the date, so that a preview shows just that."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.archive.calendar import day_of
from bot.archive.digests import Choice, Content, Digest, Holds, Item, WhenEmpty
from bot.archive.posts import Post
from bot.archive.query import Query, parse
from bot.services.memories import Memories, Memory
from bot.services.search import Search
from bot.storage.posts import Posts
from bot.storage.runs import StoredRuns

_TRIES = 64  # draws that may hit what was shown already, before all posts are looked through
_HALF_A_YEAR = 183  # days


class Composing:
    """Composes digests of an archive. A post comes back when all others had their turn."""

    def __init__(self, memories: Memories, search: Search, posts: Posts, runs: StoredRuns) -> None:
        self._memories = memories
        self._search = search
        self._posts = posts
        self._runs = runs

    async def compose(self, digest: Digest, local_date: date) -> Content | None:
        """Return what the digest shows on a local date; None if there is nothing."""
        options = digest.options
        dice = Random(f"{digest.id} {local_date}")  # noqa: S311 - nothing secret
        day, items = day_of(local_date), list[Item]()
        if options.holds is not Holds.RANDOM:
            items = await self._on_this_day(digest, local_date, dice)
            if not items and options.when_empty is WhenEmpty.NEAREST:
                for near in _nearest(local_date):
                    if items := await self._on_this_day(digest, near, dice):
                        day = day_of(near)
                        break
        wants_random = options.holds is not Holds.ON_THIS_DAY or (
            not items and options.when_empty is WhenEmpty.RANDOM
        )
        if wants_random:
            taken = {item.post.id for item in items}
            count = options.count - len(items)
            items += await self._random(digest, local_date, count, taken, dice)
        return Content(local_date, day, tuple(items)) if items else None

    async def recall(self, local_date: date, choice: Choice) -> Content | None:
        """Return again what was chosen; None if nothing of it is left."""
        found = await self._posts.by_ids([id for id, _, _ in choice.items])
        posts = {post.id: post for post in found}
        items = [Item(posts[id], year, length) for id, year, length in choice.items if id in posts]
        return Content(local_date, choice.day, tuple(items)) if items else None

    async def _on_this_day(self, digest: Digest, day: date, dice: Random) -> list[Item]:
        """Choose among what is remembered, the newest year first; of both kinds one is random."""
        options = digest.options
        most = options.count - (options.holds is Holds.BOTH and options.count > 1)
        zone = ZoneInfo(options.schedule.zone)
        found = await self._memories.on_this_day(day_of(day), zone, _query(digest))
        past = [memory for memory in found.memories if memory.year < day.year]
        chosen = sorted(dice.sample(range(len(past)), min(most, len(past))))
        return [_item(past[number]) for number in chosen]

    async def _random(
        self, digest: Digest, local_date: date, count: int, taken: Collection[str], dice: Random
    ) -> list[Item]:
        drawn = await self._runs.drawn(digest.id, local_date)
        for id in taken:
            drawn.setdefault(id, local_date)
        query = _query(digest)
        zone = ZoneInfo(digest.options.schedule.zone)
        keys = None if query is None else await self._search.keys(query, zone)
        items: list[Item] = []
        while len(items) < count:
            post = await self._draw(keys, drawn, dice)
            if post is None or drawn.get(post.id) == local_date:
                break  # there are no more than those that this digest shows already
            drawn[post.id] = local_date
            items.append(Item(post))
        return items

    async def _draw(
        self, keys: list[int] | None, drawn: dict[str, date], dice: Random
    ) -> Post | None:
        """Draw a post that was not drawn; when all were, the one drawn the longest ago."""
        for _ in range(_TRIES):
            if keys is None:
                post = await self._memories.random(seed=dice.getrandbits(64))
            else:
                found = await self._posts.by_keys([dice.choice(keys)]) if keys else []
                post = found[0] if found else None
            if post is None or post.id not in drawn:
                return post
        if keys is None:
            keys = await self._posts.all_own_words() or await self._posts.all_keys()
        posts = await self._posts.by_keys(keys)
        fresh = [post for post in posts if post.id not in drawn]
        if fresh:
            return dice.choice(fresh)
        return min(posts, key=lambda post: drawn[post.id], default=None)


def _query(digest: Digest) -> Query | None:
    return parse(digest.options.query) if digest.options.query else None


def _item(memory: Memory) -> Item:
    return Item(memory.post, memory.year, memory.thread_length)


def _nearest(local_date: date) -> Iterator[date]:
    """Yield the days around a date by how near they are, the later of two first."""
    for distance in range(1, _HALF_A_YEAR + 1):
        for sign in (1, -1):
            yield local_date + sign * timedelta(days=distance)

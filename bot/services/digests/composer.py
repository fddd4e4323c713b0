"""What digests show. It is chosen once for a date, so that a preview shows just what is posted."""

import contextlib
import json
from collections.abc import Collection
from datetime import date
from random import Random

from bot.archive.calendar import day_of
from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestChoice,
    DigestContent,
    DigestItem,
    WhenEmpty,
)
from bot.archive.posts.post import Post
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.errors import BadQueryError
from bot.services import time_zones as zones
from bot.services.memories.memories import Memories, Memory
from bot.services.posts.hidden import Hidden
from bot.services.threads.threads import Threads
from bot.storage.archive.posts.posts import PostStore
from bot.storage.state.digest_choices import DigestChoiceStore

_QUERY = 1  # its place in the terms of a choice


class DigestComposer:
    """Composes digests of an archive. A post comes back when all others had their turn.

    A choice that was kept for a date holds as long as its posts are there and not hidden, and the
    digest is to show the same: then a new one takes its place. What was drawn for the old one, and
    not shown, may be drawn again.
    """

    def __init__(
        self,
        memories: Memories,
        threads: Threads,
        posts: PostStore,
        hidden: Hidden,
        choices: DigestChoiceStore,
    ) -> None:
        self._memories = memories
        self._threads = threads
        self._posts = posts
        self._hidden = hidden
        self._choices = choices

    async def compose(self, digest: Digest, local_date: date) -> DigestContent | None:
        """Return what the digest shows on a local date; None if there is nothing."""
        terms = _terms(digest)
        kept = await self._choices.get(digest.id, local_date, terms)
        if kept is not None:
            recalled = await self.recall(local_date, kept)
            if recalled is not None and recalled.choice == kept:
                return recalled
        for old in await self._choices.take_back(digest.id, local_date, terms, kept):
            await self._give_back(digest.id, *old)
        content = await self._choose(digest, local_date)
        if content is None:
            return None
        choice = await self._choices.put(digest.id, local_date, terms, content.choice, kept)
        if choice == content.choice:
            return content
        await self._give_back(digest.id, terms, content.choice, besides=choice)
        return await self.recall(local_date, choice)

    async def recall(self, local_date: date, choice: DigestChoice) -> DigestContent | None:
        """Return again what was chosen, without what is gone or hidden; None if all of it is."""
        hidden = await self._hidden.ids()
        found = await self._posts.by_ids([id for id, _, _ in choice.items if id not in hidden])
        posts = {post.id: post for post in found}
        items = [
            DigestItem(posts[id], year, length) for id, year, length in choice.items if id in posts
        ]
        return DigestContent(local_date, choice.day, tuple(items)) if items else None

    async def _give_back(
        self, digest_id: int, terms: str, choice: DigestChoice, besides: DigestChoice | None = None
    ) -> None:
        """Let be drawn again what was drawn for a choice that is not shown, on its `terms`."""
        shown = {id for id, _, _ in besides.items} if besides else set()
        ids = {id for id, year, _ in choice.items if year is None} - shown
        query = str(json.loads(terms)[_QUERY])
        with contextlib.suppress(BadQueryError):  # an older Throwback could read it
            await self._memories.give_back(_shuffle(digest_id), _parsed(query), ids)

    async def _choose(self, digest: Digest, local_date: date) -> DigestContent | None:
        options = digest.options
        dice = Random(f"{digest.id} {local_date}")  # noqa: S311 - nothing secret
        day, items = day_of(local_date), list[DigestItem]()
        if options.holds is not ContentKind.RANDOM:
            items = await self._on_this_day(digest, local_date, dice)
            if not items and options.when_empty is WhenEmpty.NEAREST:
                zone = zones.of_digest(options.schedule.zone)
                near = await self._memories.nearest(local_date, zone, _query(digest))
                if near is not None:
                    day, items = day_of(near), await self._on_this_day(digest, near, dice)
        wants_random = options.holds is not ContentKind.ON_THIS_DAY or (
            not items and options.when_empty is WhenEmpty.RANDOM
        )
        if wants_random:
            taken = {item.post.id for item in items}
            items += await self._random(digest, options.count - len(items), taken)
        return DigestContent(local_date, day, tuple(items)) if items else None

    async def _on_this_day(self, digest: Digest, day: date, dice: Random) -> list[DigestItem]:
        """Choose among what is remembered, the newest year first; of both kinds one is random."""
        options = digest.options
        most = options.count - (options.holds is ContentKind.BOTH and options.count > 1)
        zone = zones.of_digest(options.schedule.zone)
        found = await self._memories.on_this_day(
            day_of(day), zone, _query(digest), seen_in=day.year
        )
        past = found.memories
        chosen = sorted(dice.sample(range(len(past)), min(most, len(past))))
        return [_item(past[number]) for number in chosen]

    async def _random(self, digest: Digest, count: int, taken: Collection[str]) -> list[DigestItem]:
        """Draw posts that the digest does not show already.

        Where one round ends and the next begins, posts come that were drawn a moment ago: at most
        as many as that were, and as are taken.
        """
        name, query = _shuffle(digest.id), _query(digest)
        zone = zones.of_digest(digest.options.schedule.zone)
        shown, drawn = set(taken), list[Post]()
        for _ in range(2 * (count + len(taken))):
            post = None if len(drawn) == count else await self._memories.draw(name, query, zone)
            if post is None:
                break
            if post.id not in shown:
                shown.add(post.id)
                drawn.append(post)
        lengths = await self._threads.lengths([post.id for post in drawn])
        return [DigestItem(post, thread_length=lengths.get(post.id, 1)) for post in drawn]


def _terms(digest: Digest) -> str:
    """Return all that decides on what a digest shows; its query stands at _QUERY."""
    options = digest.options
    zone = options.schedule.zone
    return json.dumps([options.holds, options.query, options.count, options.when_empty, zone])


def _query(digest: Digest) -> Query | None:
    return _parsed(digest.options.query)


def _parsed(query: str) -> Query | None:
    return parse(query) if query else None


def _shuffle(digest_id: int) -> str:
    return f"digest:{digest_id}"


def _item(memory: Memory) -> DigestItem:
    return DigestItem(memory.post, memory.year, memory.thread_length)

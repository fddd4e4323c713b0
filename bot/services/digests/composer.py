"""Composition of digests: posts are chosen once per date, so that previews match the runs."""

import contextlib
import hashlib
import json
import logging
from collections.abc import Collection, Sequence
from datetime import date, tzinfo
from random import Random

from bot.archive.calendar import Day, day_of
from bot.archive.digests import reasons
from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestChoice,
    DigestContent,
    DigestItem,
    WhenEmpty,
)
from bot.errors import BadDateError, BadQueryError, MissingPostError
from bot.languages import Message
from bot.services import time_zones as zones
from bot.services.audience import answering
from bot.services.digests.related import related_query
from bot.services.digests.rounds import draw_several, drawn_as, parse_for, round_name
from bot.services.meaning.by_meaning import ByMeaning
from bot.services.meaning.errors import ComparingFailedError, MeaningError
from bot.services.memories.memories import Memories
from bot.services.memories.quiet import QuietRules
from bot.services.memories.results import Memory
from bot.services.posts.posts import Posts
from bot.storage.state.digest_choices import DigestChoiceStore

_HOLDS, _QUERY = 0, 1  # indexes in the terms of a choice

_log = logging.getLogger(__name__)


class DigestComposer:
    """Composes digests of an archive, of what their servers may see.

    A random post repeats only after all others were shown, a related one after all that are near.

    A choice stored for a date is valid as long as its posts exist and are not hidden, and the
    digest has the same terms, quiet rules included; after that, a new choice replaces it. Posts
    that were drawn for the old choice, but not shown, can be drawn again.
    """

    def __init__(
        self,
        memories: Memories,
        quiet: QuietRules,
        posts: Posts,
        by_meaning: ByMeaning,
        choices: DigestChoiceStore,
    ) -> None:
        self._memories = memories
        self._quiet = quiet
        self._posts = posts
        self._by_meaning = by_meaning
        self._choices = choices

    async def compose(self, digest: Digest, local_date: date) -> DigestContent | None:
        """Return the content of the digest for a local date; None if there is none."""
        with answering(digest.guild_id):
            return await self._compose(digest, local_date)

    async def why_nothing(self, digest: Digest) -> Message:
        """Return why the digest has no content, for its history."""
        holds = digest.options.holds
        if holds is ContentKind.BEST:
            return reasons.NONE_COUNTED
        if holds is ContentKind.RELATED and await self._by_meaning.problem() is not None:
            return reasons.NOT_COMPARED
        return reasons.NOTHING

    async def recall(
        self, digest: Digest, local_date: date, choice: DigestChoice
    ) -> DigestContent | None:
        """Return the content of an earlier choice without the posts that are gone or hidden.

        None if no post is left.
        """
        with answering(digest.guild_id):
            return await self._recall(digest, local_date, choice)

    async def _compose(self, digest: Digest, local_date: date) -> DigestContent | None:
        terms = _terms(digest, await self._quiet.all())
        stored = await self._choices.get(digest.id, local_date, terms)
        if stored is not None:
            recalled = await self._recall(digest, local_date, stored)
            if recalled is not None and recalled.choice == stored:
                return recalled
        for unsent in await self._choices.delete_stale(digest.id, local_date, terms, stored):
            await self._give_back(digest.id, *unsent)
        content = await self._choose(digest, local_date)
        if content is None:
            return None
        choice = await self._choices.put(digest.id, local_date, terms, content.choice, stored)
        if choice == content.choice:
            return content
        await self._give_back(digest.id, terms, content.choice, shown_instead=choice)
        return await self._recall(digest, local_date, choice)

    async def _recall(
        self, digest: Digest, local_date: date, choice: DigestChoice
    ) -> DigestContent | None:
        found = await self._posts.visible([id for id, _, _ in choice.items])
        posts = {post.id: post for post in found}
        items = [
            DigestItem(posts[id], year, length) for id, year, length in choice.items if id in posts
        ]
        return _content(digest, local_date, choice.day, items, is_related=choice.is_related)

    async def _give_back(
        self,
        digest_id: int,
        terms: str,
        choice: DigestChoice,
        shown_instead: DigestChoice | None = None,
    ) -> None:
        """Return the random posts of a choice that is not shown, made on `terms`, to the shuffle.

        Posts that `shown_instead` shows stay drawn.
        """
        shown = {id for id, _, _ in shown_instead.items} if shown_instead else set()
        ids = {id for id, year, _ in choice.items if year is None} - shown
        query = str(json.loads(terms)[_QUERY])
        with contextlib.suppress(
            BadDateError, BadQueryError
        ):  # an older version of Throwback could parse it
            holds = ContentKind(json.loads(terms)[_HOLDS])
            kind = drawn_as(holds, is_related=choice.is_related)
            name, drawn_for = round_name(digest_id, kind), parse_for(holds, kind, query)
            await self._memories.give_back(name, drawn_for, ids)

    async def _choose(self, digest: Digest, local_date: date) -> DigestContent | None:
        options = digest.options
        rng = Random(f"{digest.id} {local_date}")  # noqa: S311 - nothing secret
        day, items = day_of(local_date), list[DigestItem]()
        if options.holds is ContentKind.RELATED:
            items = await self._related_items(digest)
        elif options.holds is ContentKind.BEST:
            items = await self._random_items(digest, options.count, (), best=True)
        elif options.holds is not ContentKind.RANDOM:
            day, items = await self._memories_of(digest, local_date, rng)
        wants_random = options.holds in {ContentKind.RANDOM, ContentKind.BOTH} or (
            not items and options.when_empty is WhenEmpty.RANDOM
        )
        is_related = options.holds is ContentKind.RELATED and bool(items)
        if wants_random:
            shown = {item.post.id for item in items}
            items += await self._random_items(digest, options.count - len(items), shown)
        return _content(digest, local_date, day, items, is_related=is_related)

    async def _memories_of(
        self, digest: Digest, local_date: date, rng: Random
    ) -> tuple[Day, list[DigestItem]]:
        """Return random memories of a day, or of the nearest if the digest wants that.

        The newest year comes first. A digest of both kinds reserves one item for a random post.
        """
        options = digest.options
        max_items = options.count - (options.holds is ContentKind.BOTH and options.count > 1)
        found = await self._memories.on_date(
            local_date,
            zones.require_stored(options.schedule.zone),
            parse_for(options.holds, options.holds, options.query),
            or_nearest=options.when_empty is WhenEmpty.NEAREST,
        )
        memories = found.memories
        indexes = sorted(rng.sample(range(len(memories)), min(max_items, len(memories))))
        return found.day, [_item(memories[index]) for index in indexes]

    async def _random_items(
        self, digest: Digest, count: int, already_shown: Collection[str], *, best: bool = False
    ) -> list[DigestItem]:
        """Draw `count` random posts, or the `best` ones, that are not among `already_shown` ids."""
        options, kind = digest.options, ContentKind.BEST if best else ContentKind.RANDOM
        name, query = round_name(digest.id, kind), parse_for(options.holds, kind, options.query)
        drawn = await draw_several(
            lambda: self._memories.draw(name, query, _zone(digest), best=best), count, already_shown
        )
        if best:  # a new round begins with better ones than those that were left of the old one
            drawn.sort(key=lambda one: -(one.post.likes or 0) - (one.post.reposts or 0))
        return [DigestItem(one.post, thread_length=one.thread_length) for one in drawn]

    async def _related_items(self, digest: Digest) -> list[DigestItem]:
        """Draw posts that are near to the query; none where posts cannot be compared with it.

        Raises ComparingFailedError, after which another try may succeed.
        """
        query = related_query(digest.options.query)
        if query is None:  # an older version of Throwback found words in it
            return []
        name = round_name(digest.id, ContentKind.RELATED)
        try:
            drawn = await draw_several(
                lambda: self._memories.draw_related(name, query, _zone(digest)),
                digest.options.count,
            )
        except ComparingFailedError:
            raise
        except (MeaningError, MissingPostError) as error:
            _log.warning("Digest %d finds no related post: %s", digest.id, type(error).__name__)
            return []
        return [DigestItem(one.post, thread_length=one.thread_length) for one in drawn]


def _terms(digest: Digest, quiet: Sequence[str]) -> str:
    """Return all that determines the content as JSON text, the query at index _QUERY.

    Of quiet rules it has a hash: their words are to go when they are removed.
    """
    options = digest.options
    zone = options.schedule.zone
    terms = [options.holds, options.query, options.count, options.when_empty, zone]
    if quiet:
        terms.append(hashlib.blake2b("\n".join(quiet).encode(), digest_size=8).hexdigest())
    return json.dumps(terms)


def _content(
    digest: Digest,
    local_date: date,
    day: Day,
    items: Sequence[DigestItem],
    *,
    is_related: bool = False,
) -> DigestContent | None:
    """Return a content; None without items.

    Posts at random fill a digest of the best only where none has a like or a repost.
    """
    if not items:
        return None
    is_liked = any(item.post.likes or item.post.reposts for item in items)
    is_best = digest.options.holds is ContentKind.BEST and is_liked
    return DigestContent(local_date, day, tuple(items), is_best, is_related)


def _zone(digest: Digest) -> tzinfo:
    return zones.require_stored(digest.options.schedule.zone)


def _item(memory: Memory) -> DigestItem:
    return DigestItem(memory.post, memory.year, memory.thread_length)

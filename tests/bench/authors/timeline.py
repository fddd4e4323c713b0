"""The authors' posts: the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.archive.posts.ids.snowflake import TWITTER_EPOCH_MS
from bot.archive.posts.post import Kind, Post
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.ingest.text.entities import kind_of, links
from tests.archives import post, snowflake
from tests.bench.authors.episodes import Draft, Sitting, sittings
from tests.bench.authors.figures import AUTHORS, Author
from tests.bench.authors.gaps import DAY, HOUR
from tests.bench.authors.words import FRIENDS, rare_word, sentence

_SEE_ALSO = 0.02  # of single posts: a link to an own earlier post; assumed
_TOPICAL = 0.6  # of posts that have a rare word; assumed
_SAME_TOPIC = 0.5  # of continuations whose parents have one that have the same; assumed
_LONG = 0.5  # of posts of threads that are twice as long as others; assumed
_RECENT = 50  # posts, one of which is the parent of a post that names its author
_OWN_PARENT_PRESENT = 84 / 99
_PARENT_IS_LAST = 1 / 3


class _Era(NamedTuple):
    begin: datetime
    end: datetime
    share: float
    composer: bool


_ERAS = (
    _Era(datetime(2009, 1, 1, tzinfo=UTC), datetime(2010, 10, 1, tzinfo=UTC), 0.03, composer=False),
    _Era(datetime(2014, 1, 1, tzinfo=UTC), datetime(2017, 12, 1, tzinfo=UTC), 0.17, composer=False),
    _Era(datetime(2018, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC), 0.80, composer=True),
)
"""The share of posts in each era: before ids contained their time, before the composer, since.
The shares are assumed."""


def posts(
    author: Author, count: int | None = None, *, seed: int = 7, number: int = 0
) -> list[Post]:
    """Return about `count` posts of an author, by default as many as its figures say, oldest first.

    Each names its parent, if it has one. The same author with another `number` is another account
    with the same figures.
    """
    rng = random.Random(f"{seed} {author.name} {number}")
    account = f"{author.name}{number}" if number else author.name
    low = number * len(AUTHORS) + AUTHORS.index(author)  # bits of its ids that no other account has
    writer = _Writer(author, account, low, rng)
    for era in _ERAS:
        writer.write(era, round((count or author.posts) * era.share))
    return writer.posts


class _Writer:
    """Writes an author's posts, era by era."""

    def __init__(self, author: Author, account: str, low: int, rng: random.Random) -> None:
        self.posts: list[Post] = []
        self._author = author
        self._account = account
        self._low = low
        self._rng = rng
        self._last_ms = 0

    def write(self, era: _Era, count: int) -> None:
        """Write about `count` posts of an era."""
        made, with_own_name = sittings(self._author, count, self._rng, composer=era.composer)
        self._rng.shuffle(made)
        drafts: list[tuple[float, Draft]] = []
        now = 0.0
        for sitting, pause in zip(made, self._pauses(era, made), strict=False):
            now += pause
            drafts += ((now + draft.at, draft) for draft in sitting.drafts)
            now += sitting.length
        drafts.sort(key=lambda timed: timed[0])
        alone = [one.drafts[0] for one in made if len(one.drafts) == 1]
        naming = [one for one in alone if not (one.names or one.repost)][:with_own_name]
        own = set(map(id, naming))
        parents = {id(draft.parent) for _, draft in drafts}
        topics: dict[int, str] = {}
        written: dict[int, str] = {}
        for at, draft in drafts:
            when = self._moment(era.begin + timedelta(seconds=at))
            topics[id(draft)] = self._topic(topics.get(id(draft.parent)))
            text = self._sentence(
                draft, topics[id(draft)], long=bool(draft.parent or id(draft) in parents)
            )
            new = (
                self._with_own_name(when)
                if id(draft) in own
                else self._post(when, draft, text, written)
            )
            written[id(draft)] = new.id
            self.posts.append(new)

    def _pauses(self, era: _Era, sittings: Sequence[Sitting]) -> list[float]:
        """Return the seconds before each sitting, and after the last: an hour or more."""
        left = (era.end - era.begin).total_seconds() - 3 * DAY
        left -= sum(one.length + HOUR for one in sittings)
        each = [self._rng.expovariate(1) for _ in range(len(sittings) + 1)]
        return [HOUR + one * left / sum(each) for one in each]

    def _moment(self, when: datetime) -> datetime:
        """Return the moment to the millisecond, later than the one before."""
        self._last_ms = max(to_milliseconds(when), self._last_ms + 1)
        return from_milliseconds(self._last_ms)

    def _topic(self, of_parent: str | None) -> str:
        """Return a rare word of a post, often that of its parent; often none."""
        if of_parent and self._rng.random() < _SAME_TOPIC:
            return of_parent
        new = self._rng.random() < _TOPICAL
        return rare_word(self._rng, self._author.language) if new else ""

    def _sentence(self, draft: Draft, topic: str, *, long: bool) -> str:
        cued = self._author.cued if draft.parent else self._author.cued / 3
        return sentence(
            self._rng,
            self._author.language,
            cued=self._rng.random() < cued,
            long=long and self._rng.random() < _LONG,
            rare=topic,
        )

    def _post(self, when: datetime, draft: Draft, text: str, written: dict[int, str]) -> Post:
        parent = written[id(draft.parent)] if draft.parent else None
        linked = self._author.linked / (2 if parent else 1)
        if draft.number:
            text = f"{draft.number}/ {text}"
        if self._rng.random() < linked:
            text += f" https://example.org/{self._rng.randrange(10**6)}"
        elif not (parent or draft.names) and self.posts and self._rng.random() < _SEE_ALSO:
            earlier = self._rng.choice(self.posts).id
            text += f" https://twitter.com/{self._account}/status/{earlier}"
        if draft.repost:
            return self._finished(when, f"RT @{self._rng.choice(FRIENDS)}: {text}", None)
        if draft.names:
            text = " ".join([f"@{name}" for name in draft.names] + [text])
            parent = parent or snowflake(
                when - timedelta(minutes=self._rng.randint(1, 600)), 1 << 21
            )
        return self._finished(when, text, parent)

    def _with_own_name(self, when: datetime) -> Post:
        """Return a post that begins with its author's name; its parent may be missing."""
        text = f"@{self._account} {sentence(self._rng, self._author.language, cued=False)}"
        before = [one for one in self.posts[-_RECENT:] if one.kind is not Kind.REPOST]
        last = [one for one in before if not one.text.startswith("@")][-1:]
        if not before or self._rng.random() > _OWN_PARENT_PRESENT:
            return self._finished(when, text, snowflake(when - timedelta(hours=1), 1 << 21))
        among = last if last and self._rng.random() < _PARENT_IS_LAST else before
        return self._finished(when, text, self._rng.choice(among).id)

    def _finished(self, when: datetime, text: str, parent: str | None) -> Post:
        kind, names = kind_of(text)
        known = post(
            when, text, account=self._account, low=self._low, links=links(text), kind=kind,
            reply_to=parent, reply_to_account=names, parent_known=True,
        )  # fmt: skip
        if to_milliseconds(when) > TWITTER_EPOCH_MS:
            return known
        return replace(known, id=self._counted(when), created_at=when.replace(microsecond=0))

    def _counted(self, when: datetime) -> str:
        """Return an id of the counter that ids were before they contained their time."""
        since = to_milliseconds(when) - to_milliseconds(datetime(2006, 3, 21, tzinfo=UTC))
        return str(since // 5)

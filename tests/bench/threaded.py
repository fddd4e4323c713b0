"""An archive with threads: English posts over fourteen years, some of which continue each other."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bot.archive.posts.post import Kind
from tests.archives import snowflake
from tests.bench.archives import Draft, write_early, write_quoted
from tests.bench.english import posts as english_posts

_SEED = 7
_BEGIN, _END = datetime(2011, 6, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)
_COMPOSER = datetime(2017, 12, 12, tzinfo=UTC)
_FRIENDS = 200  # accounts that get replies
# Shares of the posts that continue none: beginnings of threads, and links.
_THREAD, _QUICK, _LINK = 0.06, 0.03, 0.15


def write(folder: Path, count: int) -> None:
    """Write `count` posts: the first half in layout F16, which names parents, the rest in F7.

    So threads of the first half are recorded; those of the second can only be seen by the times of
    their posts: the composer sends a thread within seconds, some are typed within minutes.
    """
    posts = drafts(count)
    write_quoted(folder / "2011-06-01-tweets.md", islice(posts, count // 2))
    write_early(folder / "output.md", posts)


def drafts(count: int) -> Iterator[Draft]:
    """Yield the posts, oldest first, each later than the one before by at least 0.4 seconds."""
    rng = random.Random(_SEED)
    pause = (_END - _BEGIN) / count
    when, thread, remaining, composed = _BEGIN, _BEGIN, 0, False
    for number, post in enumerate(english_posts(count)):
        continues = remaining > 0 and post.kind is Kind.POST
        seconds = rng.uniform(0.4, 1.6) if composed else rng.uniform(20, 200)
        when += timedelta(seconds=seconds) if remaining else pause * rng.uniform(0.5, 1.5)
        friend = f"friend{rng.randrange(_FRIENDS)}" if post.kind is Kind.REPLY else None
        answers = "ada" if continues else friend
        parent = thread if continues else when - timedelta(hours=1)
        yield Draft(
            when=when,
            words=post.text.removeprefix("@friend "),
            answers=answers,
            parent=snowflake(parent) if answers else None,
            link=f"https://example.org/{number}" if rng.random() < _LINK else None,
            picture=None,
        )
        if continues:
            thread, remaining = when, remaining - 1
        elif not remaining and post.kind is Kind.POST and rng.random() < _THREAD + _QUICK:
            thread, remaining = when, 1 + int(rng.expovariate(1 / 2))
            composed = when > _COMPOSER and rng.random() < _THREAD / (_THREAD + _QUICK)

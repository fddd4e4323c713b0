"""Commands as users give them, with options that are drawn from an archive's own posts."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.archive.timestamps import from_milliseconds
from tests.bench.english import mistype

_SEED = 7
_SAMPLE = 60  # posts, of which some have words that users would search for
_SHORTEST, _LONG = 4, 7  # letters
_COMMON = 0.05  # of the posts; nobody looks for words that are in more of them


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command, its options, and how many posts its answer shows at least."""

    command: str
    options: dict[str, Any]
    least: int = 1


@dataclass(frozen=True, slots=True)
class _Known:
    """A post of the archive, with the words that users would search for, the longest last."""

    id: str
    date: str
    words: Sequence[str]


def draw(database: Path, each: int) -> list[Invocation]:
    """Return invocations that the archive can answer, `each` of a kind.

    They are the same for the same archive. Raises LookupError if it has too few posts, or
    no thread of three.
    """
    uri = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        rng = random.Random(_SEED)
        words = _words(connection)
        lone = _posts(connection, rng, "kind = 'post'")
        threaded = _posts(
            connection,
            rng,
            """post IN (SELECT child FROM parent_links
                        WHERE child IN (SELECT parent FROM parent_links))""",
        )
    return [
        *(Invocation("search", {"query": query}) for query in _queries(words, lone, each, rng)),
        *_random(lone[:each]),
        *_days(lone[: 3 * each]),
        *_threads(threaded[: 3 * each]),
    ]


def _queries(
    words: Sequence[str], lone: Sequence[_Known], each: int, rng: random.Random
) -> Iterator[str]:
    """Yield common words, rare ones, typos, words of one post, and words with a filter."""
    yield from words[:each]
    yield from words[-each:]
    long = [word for word in words if len(word) >= _LONG]
    yield from (mistype(word, rng) for word in rng.sample(long[: len(long) // 2], each))
    for post in lone[:each]:
        yield " ".join(post.words[:2])
    filters = ("is:post", f"since:{lone[1].date}", f"until:{lone[2].date}")
    for post, text in list(zip(lone, filters, strict=False))[:each]:
        yield f"{post.words[0]} {text}"


def _random(lone: Sequence[_Known]) -> Iterator[Invocation]:
    for post in lone:
        yield Invocation("random", {})
        yield Invocation("random", {})
        yield Invocation("random", {"query": post.words[-1]})
        yield Invocation("random", {"query": f"since:{post.date}"})


def _days(lone: Sequence[_Known]) -> Iterator[Invocation]:
    for number, post in enumerate(lone):
        yield Invocation("onthisday", {"date": post.date[5:]})
        if number % 3 == 0:
            yield Invocation("onthisday", {"date": post.date[5:], "query": post.words[-1]})


def _threads(threaded: Sequence[_Known]) -> Iterator[Invocation]:
    for number, post in enumerate(threaded):
        yield Invocation("thread", {"post": post.id}, least=3)
        if number % 3 == 0:
            yield Invocation("thread", {"post": " ".join(post.words)})


def _words(connection: sqlite3.Connection) -> list[str]:
    """Return the words of the archive, the most frequent first."""
    rows = connection.execute(
        """SELECT word FROM vocabulary WHERE posts <= ? * (SELECT count(*) FROM posts)
           ORDER BY posts DESC, word""",
        (_COMMON,),
    )
    return [word for (word,) in rows if _fit(word)]


def _posts(connection: sqlite3.Connection, rng: random.Random, condition: str) -> list[_Known]:
    """Return posts that meet a condition, in random order, with at least two words each."""
    rows = connection.execute(
        f"SELECT id, created_at, text FROM posts WHERE {condition} ORDER BY id"
    ).fetchall()
    found = []
    for id, created_at, text in rng.sample(rows, min(len(rows), _SAMPLE)):
        words = sorted(
            {word for word in text.split() if _fit(word)}, key=lambda word: (len(word), word)
        )
        if len(words) > 1:
            date = f"{from_milliseconds(created_at):%Y-%m-%d}"
            found.append(_Known(id, date, words[-3:]))
    if not found:
        raise LookupError(f"no post meets the condition {condition}")
    return found


def _fit(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()

"""Posts about everyday life, and others about other topics, made of the parts in the files here.

A topic has three lists of eight: who, did what, and how. Two such posts that stand side by side are
one post at times, as people write. No made post may answer a query as its own post does: what
shares too many words with a pair is left out.
"""

import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.bench.meaning.pairs import content, forms_of, pairs, words_of

EVERYDAY, ELSEWHERE = "topics.txt", "elsewhere.txt"
_FOREIGN = "foreign.txt"
_HERE = Path(__file__).parent
_SEED = 23
_LONG = 0.3  # of the posts: two clauses
_OPENED, _CLOSED = 0.4, 0.5  # of the posts
_FOREIGN_SHARE = 0.06
_QUERY_WORDS, _POST_WORDS = 2, 3
"""From so many words on that a post shares with a query, or with its post, it might answer it."""

Topic = tuple[list[str], list[str], list[str]]


def made_posts(count: int, source: str = EVERYDAY) -> list[str]:
    """Return `count` posts, all different, the same ones each time."""
    found: dict[str, None] = {}
    for text in _drawn(source):
        if text not in found and not answers_any(text):
            found[text] = None
            if len(found) == count:
                break
    return list(found)


def answers_any(text: str) -> bool:
    """Return whether a post has enough of a query's words, or of its post's, to be an answer."""
    words = words_of(text)
    queries, posts = _taken()
    return _most_shared(words, queries) >= _QUERY_WORDS or _most_shared(words, posts) >= _POST_WORDS


def topics(source: str) -> dict[str, Topic]:
    """Return the three lists of each topic of a file, by its name."""
    found = {}
    for part in (_HERE / source).read_text("utf-8").split("# ")[1:]:
        name, *lists = part.strip().splitlines()
        who, what, how = (line.split("; ") for line in lists)
        found[name] = (who, what, how)
    return found


def _drawn(source: str) -> Iterator[str]:
    rng = random.Random(f"{_SEED} {source}")
    named = list(topics(source).values())
    foreign = list(topics(_FOREIGN).items()) if source == EVERYDAY else []
    openings, closings = (
        line.split("; ") for line in (_HERE / "grammar.txt").read_text("utf-8").splitlines()
    )
    while True:
        if foreign and rng.random() < _FOREIGN_SHARE:
            code, topic = rng.choice(foreign)
            yield _clause(topic, rng, "" if code == "ja" else " ")
            continue
        topic = rng.choice(named)
        text = _clause(topic, rng)
        if rng.random() < _LONG:
            text += rng.choice((", and ", "; then ", ", but ")) + _clause(topic, rng)
        if rng.random() < _OPENED:
            text = rng.choice(openings) + text
        if rng.random() < _CLOSED:
            text += rng.choice(closings)
        yield text[0].upper() + text[1:]


def _clause(topic: Topic, rng: random.Random, space: str = " ") -> str:
    return space.join(rng.choice(part) for part in topic)


@cache
def _taken() -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return which queries have a word, and which posts."""
    queries: dict[str, list[int]] = {}
    posts: dict[str, list[int]] = {}
    for number, pair in enumerate(pairs()):
        for word in content(pair.query):
            queries.setdefault(word, []).append(number)
        for word in content(pair.post):
            posts.setdefault(word, []).append(number)
    return queries, posts


def _most_shared(words: Iterable[str], having: dict[str, list[int]]) -> int:
    """Return how many of the words the text has that shares most, in any form."""
    shared: dict[int, int] = {}
    for word in words:
        for number in {one for form in forms_of(word) for one in having.get(form, ())}:
            shared[number] = shared.get(number, 0) + 1
    return max(shared.values(), default=0)

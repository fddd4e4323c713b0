"""Posts that share words, phrases and topics, as people's posts do; the same for the same seed.

With words that are drawn independently any search looks perfect. Here an author has recurring
topics, pet phrases, conversations in which a post repeats words of the one before, posts repeated
with one word changed, and reposts. The vocabulary grows with the archive: names and words are
coined and then used again, and some words are mistyped.

The words are those of wordfreq if it is installed, otherwise generated.
"""

import itertools
import random
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import Stemmer

from bot.archive.posts.post import Kind, Post
from tests.archives import post

_SEED = 7
_TOPICS = 400
_WORDS_OF_A_TOPIC = 120
_PHRASES_OF_A_TOPIC = 25
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SYLLABLES = [c + v for c in "bcdfghklmnprstvwz" for v in "aeiou"] + ["th", "st", "er", "on", "an"]

# Shares of all posts.
_REPLY, _REPEAT, _REPOST = 0.25, 0.01, 0.01
# Shares of all words.
_COMMON, _TOPICAL, _PHRASE, _RARE, _COINED = 0.52, 0.28, 0.05, 0.09, 0.06
_NEW_COINAGE = 0.35  # of the coined words; the others were coined before
_MISTYPED = 0.004
_OTHER_FORM = 0.25  # a word of a topic in another of its forms
_RECENT = 3_000  # posts that can get a reply or be repeated


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, the most frequent first, their cumulative weights, and their other forms.

    `syllables` are those that new words are coined of; `letters` those that typos are made with.
    """

    words: list[str]
    summed: list[float]
    forms: dict[str, list[str]]
    syllables: Sequence[str] = tuple(_SYLLABLES)
    letters: str = _LETTERS

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """Draw words by their frequency."""
        return rng.choices(self.words, cum_weights=self.summed, k=count)


@cache
def lexicon() -> Lexicon:
    """Return the words of English, or generated ones if wordfreq is not installed."""
    weights = _real_words() or _made_up_words()
    names = list(weights)
    return Lexicon(names, list(itertools.accumulate(weights.values())), forms(names))


def forms(words: list[str], stemmer: str = "english") -> dict[str, list[str]]:
    """Return the words that have other forms among `words`, each with its forms.

    `stemmer` is the name of a language's rules in Snowball.
    """
    stem_of = Stemmer.Stemmer(stemmer).stemWord
    by_stem: dict[str, list[str]] = defaultdict(list)
    for word in words[:30_000]:
        by_stem[stem_of(word)].append(word)
    return {
        word: [other for other in family if other != word]
        for family in by_stem.values()
        if len(family) > 1
        for word in family
    }


def mistype(word: str, rng: random.Random, letters: str = _LETTERS) -> str:
    """Return `word` with one typo: an added, missing or wrong letter, or two swapped ones."""
    while True:
        index = rng.randrange(len(word))
        head, here, tail = word[:index], word[index], word[index + 1 :]
        typed = rng.choice(
            [
                head + rng.choice(letters) + here + tail,
                head + tail,
                head + rng.choice(letters) + tail,
                head + tail[:1] + here + tail[1:],
            ]
        )
        if typed not in ("", word):
            return typed


def posts(count: int) -> Iterator[Post]:
    """Yield `count` posts of one author, the oldest first."""
    author = Author(lexicon())
    when = datetime(2010, 12, 1, tzinfo=UTC)
    for _ in range(count):
        when += timedelta(milliseconds=author.rng.randint(1_000, 400_000))
        kind, words = author.write()
        before = {Kind.REPLY: "@friend ", Kind.REPOST: "RT @friend: "}.get(kind, "")
        yield post(when, before + " ".join(words), kind=kind)


class Author:
    """A writer of posts, in the words of a lexicon."""

    def __init__(self, lexicon: Lexicon, topics: int = _TOPICS) -> None:
        self.rng = random.Random(_SEED)
        self._lexicon = lexicon
        self._topics = [self._topic() for _ in range(topics)]
        self._coined: list[str] = []
        self._recent: deque[tuple[int, list[str]]] = deque(maxlen=_RECENT)
        self._by_source = list(itertools.accumulate([_COMMON, _TOPICAL, _PHRASE, _RARE, _COINED]))
        self._by_rank = list(itertools.accumulate(1 / (n + 2) for n in range(topics)))
        self._in_topic = list(itertools.accumulate(1 / (n + 4) for n in range(_WORDS_OF_A_TOPIC)))

    def write(self) -> tuple[Kind, list[str]]:
        """Return the next post: its kind and its words."""
        draw = self.rng.random()
        repeated: list[str] = []
        kind = Kind.POST
        topic = self.rng.choices(range(len(self._topics)), cum_weights=self._by_rank)[0]
        if self._recent and draw < _REPLY + _REPEAT + _REPOST:
            # The latest posts get most replies.
            back = min(int(self.rng.expovariate(1 / 40)) + 1, len(self._recent))
            topic, before = self._recent[-back]
            if draw < _REPEAT:
                return Kind.POST, self._repeated(before)
            if draw < _REPEAT + _REPOST:
                return Kind.REPOST, before
            kind = Kind.REPLY
            repeated = self.rng.sample(before, min(len(before), self.rng.randint(1, 4)))
        length = min(4 + int(self.rng.expovariate(1 / 13)), 55)
        words = repeated
        while len(words) < length:
            words += self._next(topic)
        if repeated:
            self.rng.shuffle(words)
        words = [
            mistype(word, self.rng, self._lexicon.letters)
            if self.rng.random() < _MISTYPED
            else word
            for word in words
        ]
        self._recent.append((topic, words))
        return kind, list(words)

    def _next(self, topic: int) -> list[str]:
        words, phrases = self._topics[topic]
        source = self.rng.choices(range(5), cum_weights=self._by_source)[0]
        if source == 0:
            return self._lexicon.draw(self.rng, 1)
        if source == 1:
            word = self.rng.choices(words, cum_weights=self._in_topic)[0]
            others = self._lexicon.forms.get(word)
            return [self.rng.choice(others) if others and self._chance(_OTHER_FORM) else word]
        if source == 2:
            return phrases[min(int(self.rng.expovariate(1 / 5)), len(phrases) - 1)]
        if source == 3:
            # The tail of the list, whose weights are almost equal.
            start = min(3_000, len(self._lexicon.words) // 2)
            spread = (len(self._lexicon.words) - start) ** self.rng.random()
            return [self._lexicon.words[start + int(spread) - 1]]
        return [self._coinage()]

    def _coinage(self) -> str:
        if not self._coined or self._chance(_NEW_COINAGE):
            word = "".join(self.rng.choices(self._lexicon.syllables, k=self.rng.randint(2, 4)))
            if self._chance(0.4):  # a name made of two words
                word = "".join(self._lexicon.draw(self.rng, 2))
            self._coined.append(word)
            return word
        # Mostly words that were coined lately.
        back = int(self.rng.paretovariate(0.35))
        return self._coined[-min(back, len(self._coined))]

    def _repeated(self, words: list[str]) -> list[str]:
        index = self.rng.randrange(len(words))
        return [*words[:index], *self._lexicon.draw(self.rng, 1), *words[index + 1 :]]

    def _topic(self) -> tuple[list[str], list[list[str]]]:
        """Return the words of a topic, its favourites first, and its phrases."""
        size = len(self._lexicon.words)
        low, high = size // 400, size // 3
        words = [
            self._lexicon.words[low + int((high - low) * self.rng.random() ** 3)]
            for _ in range(_WORDS_OF_A_TOPIC)
        ]
        phrases = [
            [
                self.rng.choice(words) if self._chance(0.7) else self._lexicon.draw(self.rng, 1)[0]
                for _ in range(self.rng.randint(2, 4))
            ]
            for _ in range(_PHRASES_OF_A_TOPIC)
        ]
        return words, phrases

    def _chance(self, probability: float) -> bool:
        return self.rng.random() < probability


def _real_words() -> dict[str, float]:
    try:
        from wordfreq import get_frequency_dict  # noqa: PLC0415 - of the bench extra alone
    except ImportError:
        return {}
    frequencies = get_frequency_dict("en", wordlist="large")
    return {word: often for word, often in frequencies.items() if word.isascii() and word.isalpha()}


def _made_up_words(count: int = 30_000) -> dict[str, float]:
    rng = random.Random(_SEED)
    made = dict.fromkeys(
        "".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) + ending
        for _ in range(count)
        for ending in ("", rng.choice(("s", "ed", "ing")))
    )
    return {word: 1 / (rank + 3) for rank, word in enumerate(made)}

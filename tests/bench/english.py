"""Posts that share words, phrases and topics, as those of people do; the same for the same seed.

Words drawn apart from each other make any search look perfect. Here an author has topics that
come up again, pet phrases, conversations in which the next post takes up the last one's words,
posts said twice with a word changed, and reposts. The vocabulary grows as the archive does: names
and words are coined and then used again, and some words are mistyped.

The words are those of wordfreq where it is installed, else made up.
"""

import itertools
import random
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import snowballstemmer

from bot.archive.posts.post import Kind, Post
from tests.archives import post

_SEED = 7
_TOPICS = 400
_WORDS_OF_A_TOPIC = 120
_PHRASES_OF_A_TOPIC = 25
_SYLLABLES = [c + v for c in "bcdfghklmnprstvwz" for v in "aeiou"] + ["th", "st", "er", "on", "an"]

# How often, of all posts.
_REPLY, _AGAIN, _REPOST = 0.25, 0.01, 0.01
# How often, of all words.
_COMMON, _TOPICAL, _PHRASE, _RARE, _COINED = 0.52, 0.28, 0.05, 0.09, 0.06
_NEW_COINAGE = 0.35  # of the coined words; the others were coined before
_MISTYPED = 0.004
_OTHER_FORM = 0.25  # a word of a topic in another of its forms
_RECENT = 3_000  # posts that may be answered or said again


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, the commonest first, with weights summed up from the first on, and their forms."""

    words: list[str]
    summed: list[float]
    forms: dict[str, list[str]]

    def draw(self, dice: random.Random, count: int) -> list[str]:
        """Draw words, each as often as it is common."""
        return dice.choices(self.words, cum_weights=self.summed, k=count)


def lexicon() -> Lexicon:
    """Return the words of English, or made-up ones where wordfreq is not installed."""
    weights = _real_words() or _made_up_words()
    names = list(weights)
    return Lexicon(names, list(itertools.accumulate(weights.values())), forms(names))


def forms(words: list[str]) -> dict[str, list[str]]:
    """Return the words that have other forms among `words`, each with these."""
    stem_of = snowballstemmer.stemmer("english").stemWord
    by_stem: dict[str, list[str]] = defaultdict(list)
    for word in words[:30_000]:
        by_stem[stem_of(word)].append(word)
    return {
        word: [other for other in family if other != word]
        for family in by_stem.values()
        if len(family) > 1
        for word in family
    }


def mistype(word: str, dice: random.Random) -> str:
    """Return `word` with one typo: a letter too many, too few, a wrong one, two the wrong way."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    while True:
        place = dice.randrange(len(word))
        head, here, tail = word[:place], word[place], word[place + 1 :]
        typed = dice.choice(
            [
                head + dice.choice(letters) + here + tail,
                head + tail,
                head + dice.choice(letters) + tail,
                head + tail[:1] + here + tail[1:],
            ]
        )
        if typed not in ("", word):
            return typed


def posts(count: int) -> Iterator[Post]:
    """Yield `count` posts of one author, the oldest first."""
    author = _Author(lexicon())
    when = datetime(2010, 12, 1, tzinfo=UTC)
    for _ in range(count):
        when += timedelta(milliseconds=author.dice.randint(1_000, 400_000))
        kind, words = author.write()
        before = {Kind.REPLY: "@friend ", Kind.REPOST: "RT @friend: "}.get(kind, "")
        yield post(when, before + " ".join(words), kind=kind)


class _Author:
    """Someone who writes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.dice = random.Random(_SEED)
        self._lexicon = lexicon
        self._topics = [self._topic() for _ in range(_TOPICS)]
        self._coined: list[str] = []
        self._recent: deque[tuple[int, list[str]]] = deque(maxlen=_RECENT)
        self._how = list(itertools.accumulate([_COMMON, _TOPICAL, _PHRASE, _RARE, _COINED]))
        self._by_rank = list(itertools.accumulate(1 / (n + 2) for n in range(_TOPICS)))
        self._in_topic = list(itertools.accumulate(1 / (n + 4) for n in range(_WORDS_OF_A_TOPIC)))

    def write(self) -> tuple[Kind, list[str]]:
        """Return the next post: its kind and its words."""
        luck = self.dice.random()
        taken_up: list[str] = []
        kind = Kind.POST
        topic = self.dice.choices(range(_TOPICS), cum_weights=self._by_rank)[0]
        if self._recent and luck < _REPLY + _AGAIN + _REPOST:
            # What was said last is answered most.
            back = min(int(self.dice.expovariate(1 / 40)) + 1, len(self._recent))
            topic, before = self._recent[-back]
            if luck < _AGAIN:
                return Kind.POST, self._said_again(before)
            if luck < _AGAIN + _REPOST:
                return Kind.REPOST, before
            kind = Kind.REPLY
            taken_up = self.dice.sample(before, min(len(before), self.dice.randint(1, 4)))
        length = min(4 + int(self.dice.expovariate(1 / 13)), 55)
        words = taken_up
        while len(words) < length:
            words += self._next(topic)
        if taken_up:
            self.dice.shuffle(words)
        words = [
            mistype(word, self.dice) if self.dice.random() < _MISTYPED else word for word in words
        ]
        self._recent.append((topic, words))
        return kind, list(words)

    def _next(self, topic: int) -> list[str]:
        words, phrases = self._topics[topic]
        how = self.dice.choices(range(5), cum_weights=self._how)[0]
        if how == 0:
            return self._lexicon.draw(self.dice, 1)
        if how == 1:
            word = self.dice.choices(words, cum_weights=self._in_topic)[0]
            others = self._lexicon.forms.get(word)
            return [self.dice.choice(others) if others and self._chance(_OTHER_FORM) else word]
        if how == 2:
            return phrases[min(int(self.dice.expovariate(1 / 5)), len(phrases) - 1)]
        if how == 3:
            # The tail of the list: its weights are all much the same.
            start = min(3_000, len(self._lexicon.words) // 2)
            spread = (len(self._lexicon.words) - start) ** self.dice.random()
            return [self._lexicon.words[start + int(spread) - 1]]
        return [self._coinage()]

    def _coinage(self) -> str:
        if not self._coined or self._chance(_NEW_COINAGE):
            word = "".join(self.dice.choices(_SYLLABLES, k=self.dice.randint(2, 4)))
            if self._chance(0.4):  # a name made of two words
                word = "".join(self._lexicon.draw(self.dice, 2))
            self._coined.append(word)
            return word
        # Mostly what was coined lately.
        back = int(self.dice.paretovariate(0.35))
        return self._coined[-min(back, len(self._coined))]

    def _said_again(self, words: list[str]) -> list[str]:
        place = self.dice.randrange(len(words))
        return [*words[:place], *self._lexicon.draw(self.dice, 1), *words[place + 1 :]]

    def _topic(self) -> tuple[list[str], list[list[str]]]:
        """Return the words of a topic, its favourites first, and its phrases."""
        size = len(self._lexicon.words)
        low, high = size // 400, size // 3
        words = [
            self._lexicon.words[low + int((high - low) * self.dice.random() ** 3)]
            for _ in range(_WORDS_OF_A_TOPIC)
        ]
        phrases = [
            [
                self.dice.choice(words)
                if self._chance(0.7)
                else self._lexicon.draw(self.dice, 1)[0]
                for _ in range(self.dice.randint(2, 4))
            ]
            for _ in range(_PHRASES_OF_A_TOPIC)
        ]
        return words, phrases

    def _chance(self, probability: float) -> bool:
        return self.dice.random() < probability


def _real_words() -> dict[str, float]:
    try:
        from wordfreq import get_frequency_dict  # noqa: PLC0415 - of the bench extra alone
    except ImportError:
        return {}
    frequencies = get_frequency_dict("en", wordlist="large")
    return {word: often for word, often in frequencies.items() if word.isascii() and word.isalpha()}


def _made_up_words(count: int = 30_000) -> dict[str, float]:
    dice = random.Random(_SEED)
    made = dict.fromkeys(
        "".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) + ending
        for _ in range(count)
        for ending in ("", dice.choice(("s", "ed", "ing")))
    )
    return {word: 1 / (rank + 3) for rank, word in enumerate(made)}

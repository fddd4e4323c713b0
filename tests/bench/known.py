"""Known items: a query that a user might type to find a certain post, and that post."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import Stemmer

from bot.archive.search.tokens import tokenize
from tests.bench.english import mistype

KINDS = ("0 typos", "1 typo", "2 typos", "3 typos", "endings")

_SEED = 11
_WORDS = 3  # of a query
_SHORTEST = 4  # letters; users do not search for shorter words
_RARER = 7  # the rarest words of a post, of which the query's are drawn


@dataclass(frozen=True, slots=True)
class Item:
    """A query, its kind, and the key of the post that it should find."""

    kind: str
    query: str
    key: int


def make(texts: Mapping[int, str], each: int) -> list[Item]:
    """Return `each` items of every kind, for posts drawn from `texts`."""
    rng = random.Random(_SEED)
    often = Counter(word for text in texts.values() for word in set(tokenize(text)))
    other_forms = _Forms(often)
    keys = list(texts)
    items = []
    for typos, kind in enumerate(KINDS):
        found = _of_kind(kind, typos, rng, keys, texts, often, other_forms)
        items += [item for item, _ in zip(found, range(each), strict=False)]
    return items


def load(path: Path) -> list[Item]:
    """Return the items in the file `path`, one JSON object per line."""
    return [Item(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def save(path: Path, items: Iterable[Item]) -> None:
    """Write items in the format that `load` reads."""
    path.write_text("".join(json.dumps(asdict(item)) + "\n" for item in items), "utf-8")


class _Forms:
    """The other forms of words in an archive: a bug, bugs; to debug, debugging."""

    def __init__(self, often: Mapping[str, int]) -> None:
        self._stem = cache(Stemmer.Stemmer("english").stemWord)
        self._near: dict[str, list[str]] = defaultdict(list)
        for word, posts in often.items():
            if posts > 1 and _fit(word):
                self._near[word[:_SHORTEST]].append(word)

    def of(self, word: str) -> list[str]:
        """Return other forms, the nearest in length first: users omit "s" more than "ness"."""
        stem = self._stem(word)
        close = (w for w in self._near[word[:_SHORTEST]] if abs(len(w) - len(word)) <= _SHORTEST)
        others = (w for w in close if w != word and self._stem(w) == stem)
        return sorted(others, key=lambda other: (abs(len(other) - len(word)), other))


def _of_kind(
    kind: str,
    typos: int,
    rng: random.Random,
    keys: Sequence[int],
    texts: Mapping[int, str],
    often: Mapping[str, int],
    forms: _Forms,
) -> Iterator[Item]:
    for _ in range(len(keys) * 20):
        key = rng.choice(keys)
        fitting = sorted({word for word in tokenize(texts[key]) if _fit(word)})
        rarer = sorted(fitting, key=lambda word: (often[word], word))[:_RARER]
        if kind == "endings":
            rarer = [word for word in rarer if forms.of(word)]
        if len(rarer) < _WORDS:
            continue
        chosen = rng.sample(rarer, _WORDS)
        if kind == "endings":
            typed = [_mostly_first(forms.of(word), rng) for word in chosen]
        else:
            wrong = set(rng.sample(range(_WORDS), typos))
            typed = [mistype(w, rng) if n in wrong else w for n, w in enumerate(chosen)]
        yield Item(kind, " ".join(typed), key)


def _mostly_first(words: Sequence[str], rng: random.Random) -> str:
    return words[min(int(rng.expovariate(2)), len(words) - 1)]


def _fit(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()

"""Known items in any language: what a user might type to find a post, and that post.

Each item has one right answer: no other post has all the words that were meant.

exact: three of the rarer words of a post, as they are in it. one typo, two typos: as many of these
words have one. short typo: of two words one is mistyped, and other posts have the other too.
endings, lemmas: each of the three in another form (see forms.py). no marks: as people type who
leave accents, points or vowel signs out; only of words that have some. keyboard: ä as ae, ø as oe.
compounds: a part of a compound beside another word. parts: three runs of two to four characters of
a script without spaces, or nouns of Korean without particles. kana: katakana as hiragana. Of a
script without spaces, exact and with typos is one run of five to eight characters.
"""

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from tests.bench.known import Item
from tests.bench.quality import runs
from tests.bench.quality.forms import Forms, endings_of, lemmas_of
from tests.bench.quality.languages import Language, on_another_keyboard, plain
from tests.bench.quality.typos import alphabet, mistype
from tests.bench.quality.words import Index, words_of

_SEED = 17
_WORDS = 3  # of a query
_RARER = 7  # the rarest words of a post, of which the query's are drawn
_KNOWN = 30_000  # words of the language, of which forms may be typed; rarer ones are dubious
_COMMON = 15_000  # words that may be parts of compounds
_PART, _COMPOUND = 4, 9  # letters of a part and of a compound, at least
_LINKS = ("", "s", "es", "n", "en", "er", "e")  # between the parts of German and Dutch compounds

KINDS = (
    "exact", "one typo", "two typos", "short typo", "endings", "lemmas", "no marks", "keyboard",
    "compounds", "parts", "kana",
)  # fmt: skip
"""The kinds of items; not every language has all."""

Maker = Callable[[int, random.Random], str | None]


def make(
    texts: Mapping[int, str],
    language: Language,
    each: int,
    known: Iterable[str] = (),
    kinds: Collection[str] = (),
) -> list[Item]:
    """Return up to `each` items of every kind that the language has, for posts of `texts`.

    `known` are further words of the language, the forms of which may be typed. With `kinds` only
    items of these are made.
    """
    if language.unspaced:
        makers = runs.makers(texts, language)
    else:
        makers = _Words(texts, language, known).makers()
    items: list[Item] = []
    for kind, maker in makers.items():
        if kinds and kind not in kinds:
            continue
        rng = random.Random(f"{_SEED} {language.code} {kind}")
        items += islice(_draw(kind, maker, texts, rng), each)
    return items


def _draw(kind: str, maker: Maker, texts: Mapping[int, str], rng: random.Random) -> Iterator[Item]:
    keys = list(texts)
    made: set[str] = set()
    for _ in range(2):  # a second item of the same post is better than none
        rng.shuffle(keys)
        for key in keys:
            query = maker(key, rng)
            if query and query not in made:
                made.add(query)
                yield Item(kind, query, key)


class _Words:
    """Makers of queries in a script with spaces."""

    def __init__(self, texts: Mapping[int, str], language: Language, known: Iterable[str]) -> None:
        self._language = language
        self._shortest = {"ko": 2, "ar": 3, "he": 3}.get(language.code, 4)
        self._words = {key: list(words_of(text, language)) for key, text in texts.items()}
        self._index = Index(self._words)
        every = self._index.posts
        fit = [word for word in every if self._is_fit(word)]
        self._letters = alphabet(fit)
        known = list(islice(filter(self._is_fit, known), _KNOWN))
        often = [word for word in fit if len(every[word]) > 1]
        forms = dict.fromkeys([*often, *known])
        self._endings = endings_of(language, forms)
        self._lemmas = lemmas_of(language, forms)
        self._plain = Index({k: map(plain, words) for k, words in self._words.items()})
        common = known[:_COMMON]
        self._parts = {word for word in (*common, *often) if len(word) >= _PART}

    def makers(self) -> dict[str, Maker]:
        """Return the makers by kind."""
        found: dict[str, Maker] = {
            "exact": lambda key, rng: self._typed(key, rng, 0),
            "one typo": lambda key, rng: self._typed(key, rng, 1),
            "two typos": lambda key, rng: self._typed(key, rng, 2),
            "short typo": self._short,
        }
        for kind, forms in (("endings", self._endings), ("lemmas", self._lemmas)):
            if forms:
                found[kind] = self._in_forms(forms)
        if any(word != plain(word) for word in self._index.posts):
            found["no marks"] = lambda key, rng: self._unmarked(key, rng, plain)
        code = self._language.code
        if on_another_keyboard("äæø", code) != "äæø":
            found["keyboard"] = lambda key, rng: self._unmarked(
                key, rng, lambda word: on_another_keyboard(word, code)
            )
        if self._language.compounds:
            found["compounds"] = self._with_a_part
        if code == "ko" and self._endings:
            nouns = self._endings.family_of
            found["parts"] = lambda key, rng: self._bare(key, rng, nouns)
        return found

    def _is_fit(self, word: str) -> bool:
        same_script = word[0].isascii() == self._language.letters[0].isascii() or any(
            letter in self._language.letters for letter in word
        )
        return len(word) >= self._shortest and same_script

    def _rarer(self, key: int) -> list[str]:
        fitting = sorted(filter(self._is_fit, set(self._words[key])))
        return sorted(fitting, key=lambda word: len(self._index.posts[word]))

    def _three(self, key: int, words: Sequence[str], rng: random.Random, index: Index) -> list[str]:
        """Return three of the first of `words` that name the post alone, or none."""
        rarer = words[:_RARER]
        if len(rarer) < _WORDS:
            return []
        chosen = rng.sample(rarer, _WORDS)
        return chosen if index.is_alone(key, chosen) else []

    def _typed(self, key: int, rng: random.Random, typos: int) -> str | None:
        chosen = self._three(key, self._rarer(key), rng, self._index)
        wrong = set(rng.sample(range(len(chosen)), typos)) if chosen else set()
        return " ".join(
            mistype(word, self._letters, rng) if n in wrong else word
            for n, word in enumerate(chosen)
        )

    def _short(self, key: int, rng: random.Random) -> str | None:
        """Return a mistyped word beside one that other posts have too: neither alone will do."""
        rarer = self._rarer(key)[:_RARER]
        beside = [word for word in rarer if len(self._index.posts[word]) > 1]
        if not beside or len(rarer) < 2:
            return None
        exact = rng.choice(beside)
        wrong = rng.choice([word for word in rarer if word != exact])
        if not self._index.is_alone(key, (exact, wrong)):
            return None
        typed = [exact, mistype(wrong, self._letters, rng)]
        rng.shuffle(typed)
        return " ".join(typed)

    def _in_forms(self, forms: Forms) -> Maker:
        index = Index({k: map(forms.family_of, words) for k, words in self._words.items()})

        def typed(key: int, rng: random.Random) -> str | None:
            words = [word for word in self._rarer(key) if forms.other(word, rng)]
            if len(words) < _WORDS:
                return None
            chosen = rng.sample(words[:_RARER], _WORDS)
            if not index.is_alone(key, map(forms.family_of, chosen)):
                return None
            return " ".join(form for word in chosen if (form := forms.other(word, rng)))

        return typed

    def _unmarked(self, key: int, rng: random.Random, write: Callable[[str], str]) -> str | None:
        """Return two or three words that have marks, written without."""
        words = [word for word in self._rarer(key) if write(word) != word][:_RARER]
        if len(words) < 2:
            return None
        chosen = rng.sample(words, min(_WORDS, len(words)))
        if not self._plain.is_alone(key, map(plain, chosen)):
            return None
        return " ".join(map(write, chosen))

    def _bare(self, key: int, rng: random.Random, noun_of: Callable[[str], str]) -> str | None:
        words = [word for word in self._rarer(key) if noun_of(word) != word]
        return " ".join(map(noun_of, self._three(key, words, rng, self._index)))

    def _with_a_part(self, key: int, rng: random.Random) -> str | None:
        """Return a part of a compound beside another word: no other post has both in any way."""
        rarer = self._rarer(key)[:_RARER]
        compounds = [word for word in rarer if self._split(word)]
        if not compounds or len(rarer) < 2:
            return None
        compound = rng.choice(compounds)
        part = rng.choice(self._split(compound))
        beside = rng.choice([word for word in rarer if word != compound])
        if len(self._index.posts[beside]) == 1:
            return None  # it alone would find the post
        having = self._index.posts[beside]
        rivals = sum(any(part in word for word in self._words[post]) for post in having)
        return f"{part} {beside}" if rivals == 1 else None

    def _split(self, word: str) -> list[str]:
        """Return the two parts of a compound of known words, or nothing."""
        if len(word) < _COMPOUND:
            return []
        for cut in range(len(word) - _PART, _PART - 1, -1):
            head, tail = word[:cut], word[cut:]
            if tail not in self._parts:
                continue
            for link in _LINKS:
                first = head.removesuffix(link) if link else head
                if len(first) >= _PART and first in self._parts and first + link == head:
                    return [first, tail]
        return []

"""Forms: what else a person may type for a word of the archive.

While a post is indexed, each of its words gives, from how it is written there: its stem by the
language of the post; its spelling on a keyboard without its letters ("Maedchen" for "Mädchen"); and
its parts, where a capital letter or a digit shows them ("torch" in "PyTorch"). A search looks up
the forms of what was typed, and so finds words that no typo explains.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from bot.archive.search.forms.korean import is_hangul
from bot.archive.search.forms.stems import is_stemmed, stem_of
from bot.archive.search.tokens import fold, is_unspaced, tokenize_with_spans

USUAL_LANGUAGE = "en"
"""The language of posts of which nothing is known."""

_MIN_STEMMED = 3  # letters; shorter words have no endings
_MIN_PART = 2  # letters of a part
_MOST_SEEN = 50_000  # texts between spaces in each language, some 5 MB
_LONGEST = 60  # letters; what is longer is an address or a mistake

_CAPITALS = re.compile(
    r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+"  # as in PyTorch, HTMLPage, covid19
)
_IN_PARTS = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|[^\W\d_]\d|\d[^\W\d_]")
# By DIN 5007-2 and the customs of Scandinavia, and for ligatures.
_KEYBOARD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


class Kind(Enum):
    """How a form belongs to a word: its value begins the form in the database."""

    KEYBOARD = "~"
    PART = "/"
    STEM = ":"


_KEYBOARD_SIGN, _PART_SIGN, _STEM_SIGN = (
    kind.value for kind in (Kind.KEYBOARD, Kind.PART, Kind.STEM)
)


class Related(NamedTuple):
    """A word of the archive of which a typed word is a form of the given kind."""

    word: str
    kind: Kind


@dataclass(slots=True)
class FormsOfPosts:
    """Collects the forms of the words of posts, each once: pairs of a form and a word in `new`.

    Words that were seen before in the same language are passed over quickly. `usual` is the
    language of most posts of the archive.
    """

    usual: str | None = None
    new: set[tuple[str, str]] = field(default_factory=set)
    _seen: dict[str | None, set[str]] = field(default_factory=dict)
    _posts: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, language: str | None) -> None:
        """Add those of the words of a post, which is in a language, if that is known.

        A post whose language cannot be said is mostly in the usual one; of an archive that is new,
        in that of most posts before it.
        """
        if language is None:
            most = max(self._posts, key=self._posts.__getitem__, default=USUAL_LANGUAGE)
            language = self.usual or most
        else:
            self._posts[language] = self._posts.get(language, 0) + 1
        seen = self._seen.setdefault(language if is_stemmed(language) else None, set())
        tokens = set(text.split()) - seen
        for token in tokens:
            self.new.update(forms_of(token, language))
        if len(seen) > _MOST_SEEN:
            seen.clear()
        seen |= tokens


def forms_of(text: str, language: str | None) -> Iterator[tuple[str, str]]:
    """Yield pairs of a form and the word of the index that it is a form of, for each in `text`.

    A stem that is the word itself is left out: a search looks for words anyway.
    """
    if text.isascii() and text.isalpha() and text.islower():  # most, and it is its only word
        yield from _stem(text, text, language)
        return
    for word, start, end in tokenize_with_spans(text):
        if word[0] in "#@" or len(word) > _LONGEST or is_unspaced(word):
            continue
        written = text[start:end]
        yield from _stem(word, written, language)
        if not written.isascii() and (spelled := _on_keyboard(written)) != word:
            yield f"{_KEYBOARD_SIGN}{spelled}", word
        yield from ((f"{_PART_SIGN}{part}", word) for part in _parts(word, written))


def _stem(word: str, written: str, language: str | None) -> Iterator[tuple[str, str]]:
    if language and is_stemmed(language) and _has_endings(word):
        stem = stem_of(written, language)
        if stem and stem != word:
            yield f"{language}{_STEM_SIGN}{stem}", word


def _parts(word: str, written: str) -> Iterator[str]:
    """Yield the parts that a capital letter or a digit shows, and the later ones of Korean.

    Of a word of Hangul they are all of its endings: what is inside of it begins one of those.
    """
    if is_hangul(word):
        yield from (word[start:] for start in range(1, len(word) - 1))
    elif _IN_PARTS.search(written):
        parts = map(fold, _CAPITALS.findall(written))
        yield from (part for part in parts if len(part) >= _MIN_PART and part != word)


def _has_endings(word: str) -> bool:
    return _MIN_STEMMED <= len(word) <= _LONGEST and word[0] not in "#@" and not _has_digit(word)


class TypedWord(NamedTuple):
    """A word of a query: as the index would have it, and as it was typed, with its accents."""

    word: str
    typed: str

    def forms(self, languages: Iterable[str]) -> list[str]:
        """Return the forms to look up, for an archive in these languages."""
        if is_unspaced(self.word):
            return []
        found = [f"{_KEYBOARD_SIGN}{self.word}", f"{_PART_SIGN}{self.word}"]
        for language, stem in self._stems(languages):
            found += f"{language}{_STEM_SIGN}{stem}", f"{language}{_STEM_SIGN}{self.word}"
        return found

    def spellings(self, languages: Iterable[str]) -> Iterator[Related]:
        """Yield words that the archive may have: the stem, which no form in it names, and so on."""
        if is_unspaced(self.word):
            return
        for _, stem in self._stems(languages):
            yield Related(stem, Kind.STEM)
        if not self.typed.isascii():
            yield Related(_on_keyboard(self.typed), Kind.KEYBOARD)

    def _stems(self, languages: Iterable[str]) -> list[tuple[str, str]]:
        word, typed = self
        if len(word) < _MIN_STEMMED or word[0] in "#@" or _has_digit(word):
            return []
        return [(one, _stem_of_typed(typed, one)) for one in languages if is_stemmed(one)]


_stem_of_typed = lru_cache(maxsize=2_048)(stem_of)


@lru_cache(maxsize=512)
def typed_words(text: str) -> tuple[TypedWord, ...]:
    """Return the words in a part of a query, with how each was typed."""
    return tuple(TypedWord(word, text[start:end]) for word, start, end in tokenize_with_spans(text))


def related_words(
    typed: TypedWord,
    languages: Sequence[str],
    stems: Iterable[str],
    words_by_form: Mapping[str, Sequence[str]],
) -> Iterator[Related]:
    """Yield the words that the archive may have of which `typed` is a form, some of them twice.

    `stems` are forms that the archive has of it: typed without its accents it has another stem.
    """
    yield from typed.spellings(languages)
    for form in stems:
        yield Related(base_of(form), Kind.STEM)
    for form in (*typed.forms(languages), *stems):
        if words := words_by_form.get(form):
            kind = kind_of(form)
            for word in words:
                yield Related(word, kind)


def kind_of(form: str) -> Kind:
    """Return the kind of a form, as the database has it."""
    return Kind(form[0]) if form[0] in "~/" else Kind.STEM


def base_of(form: str) -> str:
    """Return the stem that a form is, without its language."""
    return form.partition(_STEM_SIGN)[2]


def _on_keyboard(written: str) -> str:
    return fold(written.lower().translate(_KEYBOARD))


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))

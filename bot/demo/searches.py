"""Searches that show how words are found, chosen from what an archive holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.archive.posts.post import Post
from bot.archive.search.forms.stems import is_stemmed, stem_of
from bot.archive.search.languages import language_of
from bot.archive.search.query.parser import parse
from bot.archive.search.tokens import tokenize_query
from bot.services.container import Services

_MIN_LETTERS = 5
_MOST_WORDS = 5_000  # the commonest words, among which a similar one is looked for
_MOST_COMMON = 200
_TIMES_COMMONER = 8  # is a word of which a rare one may be a typo
_MOST_TRIED = 20  # pairs of similar words


@dataclass(slots=True)
class WordsOfPosts:
    """Counts the words of posts: in how many posts each of them is, and in which languages."""

    words: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    _stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, post: Post) -> None:
        """Count the words of a post."""
        language = language_of(post.language, post.text)
        if language is not None:
            self.languages[language] += 1
        for word in set(tokenize_query(post.text)):
            if word.isalpha() and len(word) >= _MIN_LETTERS:
                self.words[word] += 1
                if language is not None and is_stemmed(language):
                    self._stems[f"{language}:{stem_of(word, language)}"].add(word)

    @property
    def with_endings(self) -> str | None:
        """The rarest of the forms of a word that has most of them; None if none has two."""
        forms = max(self._stems.values(), key=lambda forms: (len(forms), max(forms)), default=())
        return min(forms, key=lambda word: (self.words[word], word)) if len(forms) > 1 else None

    @property
    def rare_language(self) -> str | None:
        """The code of the language with the fewest posts but one alone, if there are several."""
        several = {code: count for code, count in self.languages.items() if count > 1}
        return min(several, key=lambda code: (several[code], code)) if len(several) > 1 else None

    def similar(self) -> Iterator[str]:
        """Yield rare words of which a much commoner one is a letter away."""
        known = [word for word, _ in self.words.most_common(_MOST_WORDS)]
        for common in known[:_MOST_COMMON]:
            near = process.extract(common, known, scorer=OSA.distance, score_cutoff=1, limit=None)
            for word, _, _ in near:
                if self.words[word] * _TIMES_COMMONER <= self.words[common]:
                    yield word


async def with_similar_words(services: Services, words: WordsOfPosts) -> str | None:
    """Return a word that some posts have and others only as a similar one; None if none is."""
    for tried, word in enumerate(words.similar()):
        if tried == _MOST_TRIED:
            break
        results = await services.search.find(parse(word))
        if any(hit.is_near_miss for hit in results.hits):
            return word
    return None

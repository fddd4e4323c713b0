"""One query, answered over one state of the archive, on a thread of its own.

The words of a query say which posts to look at and rank them. Filters are decided by storage, for
all posts if few pass, else for those that the words brought. Phrases, "not" and "or" are decided
post by post, over candidates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from heapq import nlargest
from itertools import islice

from bot.archive.filters import Filter
from bot.archive.gathering import gather, holding_all, needed_words
from bot.archive.matching import Facts, Seed, cover, holds
from bot.archive.phrases import stands_in
from bot.archive.query import Query
from bot.archive.ranking import Candidate, Ranked, rank
from bot.archive.spelling import Variant
from bot.archive.terms import Term, terms
from bot.archive.tree import EVERYTHING, Phrase, Word, is_filter
from bot.archive.vocabulary import Vocabulary
from bot.services.sort import Sort
from bot.storage.filters import condition
from bot.storage.search import SearchReader

MOST_COUNTED = 1_000
"""Answers that are counted exactly where each has to be looked at."""

_RANKED = 80  # posts whose own words decide on their order; those behind them stay as gathered
_FEW = 20_000  # posts: where no more pass the filters, the words are looked for in those alone
_AT_ONCE = 500  # candidates that are read together


@dataclass(frozen=True, slots=True)
class Index:
    """What is kept in memory of one state of the archive."""

    generation: int
    vocabulary: Vocabulary
    total: int
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Some of the answers, in order, and how many there are; with `more`, at least so many."""

    ranked: Sequence[Ranked]
    total: int
    more: bool = False


class Answering:
    """Answers one query."""

    def __init__(self, reader: SearchReader, index: Index, query: Query, zone: tzinfo) -> None:
        self._reader = reader
        self._index = index
        self._query = query
        self._zone = zone
        self._filter = condition(query.filters, zone)
        self._has_filter = query.filters != EVERYTHING
        # A phrase counts for the order, as words that forgive nothing.
        exact = dict.fromkeys(word for phrase in query.phrases for word in phrase.exactly)
        self._terms = terms(index.vocabulary, query.words)
        self._ranking = [*self._terms, *(self._exactly(word) for word in exact)]
        self._postings: dict[str, Sequence[int]] = dict(
            reader.postings(needed_words(self._ranking))
        )

    def find(self, start: int, end: int, sort: Sort) -> Answers:
        """Return the answers from the `start`-th up to the `end`-th, in the order of `sort`."""
        if self._asks_nothing:
            return Answers((), 0)
        if not self._ranking:
            return self._by_time(start, end, sort)
        gained, more = self._gained(sort)
        if sort is not Sort.RELEVANCE:
            newest = sort is Sort.NEWEST
            keys = self._reader.by_time(
                gained, newest_first=newest, offset=start, limit=end - start
            )
            ranked = sorted(self._ranked(keys), key=lambda hit: hit.order, reverse=newest)
            return Answers(ranked, len(gained), more)
        keys = nlargest(max(_RANKED, end), gained, key=lambda key: (gained[key], key))
        best = self._ranked(keys[:_RANKED])
        behind = {hit.key: hit for hit in self._ranked(keys[_RANKED:])}
        answers = best + [behind[key] for key in keys[_RANKED:] if key in behind]
        return Answers(answers[start:end], len(gained) - (len(keys) - len(answers)), more)

    def all(self) -> list[int]:
        """Return the keys of all posts that fit every part of the query, typos allowed."""
        if self._asks_nothing:
            return []
        if not self._ranking and self._query.rest == EVERYTHING:
            return list(self._reader.in_time(self._filter, newest_first=False))
        keys = self._looked_at(all_words=True)
        if keys is None:
            keys = holding_all(self._terms, self._postings)
        if self._has_filter:
            keys = self._reader.passing_of(keys, self._filter)
        return sorted(keys if self._is_plain else self._fitting(sorted(keys), all_words=True))

    def count(self, most: int) -> int:
        """Return how many posts answer, at most `most`."""
        return min(self.find(0, 1, Sort.RELEVANCE).total, most)

    @property
    def _asks_nothing(self) -> bool:
        """Whether there is no word to look for in all of the query, such as in a smiley."""
        tree = self._query.tree
        return isinstance(tree, Word) and not tree.words

    @property
    def _is_plain(self) -> bool:
        """Whether nothing is asked for but words, and filters that storage decides."""
        return all(isinstance(part, Word) or is_filter(part) for part in self._query.parts)

    def _gained(self, sort: Sort) -> tuple[dict[int, float], bool]:
        """Return the keys of the answers with what each gains, and whether there are more."""
        keys = self._looked_at(all_words=False)
        allowed = keys
        few = self._few_passing() if keys is None else None
        if keys is None and few is not None:
            allowed = few
        gained = gather(self._ranking, self._postings, self._index.total, allowed)
        if keys is not None:
            gained = dict.fromkeys(keys, 0.0) | gained
        if self._has_filter and few is None:
            passing = self._reader.passing_of(gained, self._filter)
            if not passing and keys is None:
                # The best of all posts do not pass: look among those that do.
                passing = set(self._reader.in_time(self._filter, newest_first=True))
                gained = gather(self._ranking, self._postings, self._index.total, passing)
            gained = {key: gain for key, gain in gained.items() if key in passing}
        if self._is_plain:
            return gained, False
        most = MOST_COUNTED if sort is Sort.RELEVANCE else len(gained)
        order = sorted(gained, key=lambda key: (-gained[key], -key))
        kept = list(islice(self._fitting(order, all_words=False), most + 1))
        return {key: gained[key] for key in kept[:most]}, len(kept) > most

    def _few_passing(self) -> set[int] | None:
        """Return the posts that pass the filters if they are few."""
        if not self._has_filter:
            return None
        keys = set(islice(self._reader.in_time(self._filter, newest_first=True), _FEW + 1))
        return keys if len(keys) <= _FEW else None

    def _looked_at(self, *, all_words: bool) -> set[int] | None:
        """Return the posts that may fit; None where it is best to begin with the words."""
        if self._is_plain:
            return None
        seeds = cover(self._query.rest, self._cost, all_words=all_words)
        if all(isinstance(seed, Word) for seed in seeds):
            return None if not all_words else {key for seed in seeds for key in self._of(seed)}
        return {key for seed in seeds for key in self._of(seed)}

    def _cost(self, seed: Seed) -> float:
        if isinstance(seed, Word):
            return sum(len(self._postings_of(word)) for word in seed.words)
        if isinstance(seed, Phrase):
            return min(len(self._postings.get(word, ())) for word in seed.exactly)
        return self._index.total

    def _of(self, seed: Seed) -> Iterable[int]:
        """Return the keys of the posts that a seed is."""
        if isinstance(seed, Word):
            return {key for word in seed.words for key in self._postings_of(word)}
        if isinstance(seed, Phrase):
            lists = sorted((self._postings.get(word, ()) for word in seed.exactly), key=len)
            return set(lists[0]).intersection(*lists[1:])
        within = self._query.filters if seed == EVERYTHING else seed
        return self._reader.in_time(condition(within, self._zone), newest_first=True)

    def _postings_of(self, word: str) -> set[int]:
        term = next((one for one in self._terms if one.word == word), None)
        return holding_all([term], self._postings) if term else set()

    def _fitting(self, keys: Sequence[int], *, all_words: bool) -> Iterator[int]:
        """Yield those of `keys` whose posts the whole query holds for, in their order."""
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            passing = {
                one: self._reader.passing_of(some, condition(one, self._zone))
                for one in self._query.mixed
            }
            there = {one.key: one for one in self._reader.candidates(some)}
            for key in some:
                if key in there and self._holds(there[key], passing, all_words=all_words):
                    yield key

    def _holds(
        self, candidate: Candidate, passing: Mapping[Filter, set[int]], *, all_words: bool
    ) -> bool:
        words = candidate.words
        there = set(words)
        matched = {
            term.word
            for term in self._terms
            if any(_stands(variant, words, there) for variant in term.variants)
        }
        facts = Facts(words, matched, lambda one: candidate.key in passing[one])
        return holds(self._query.rest, facts, all_words=all_words)

    def _by_time(self, start: int, end: int, sort: Sort) -> Answers:
        """Return what fits a query without words: the newest first, unless the oldest are asked."""
        found = self._reader.in_time(self._filter, newest_first=sort is not Sort.OLDEST)
        most = max(MOST_COUNTED, end)
        if self._query.rest == EVERYTHING:
            keys = list(islice(found, most + 1))
        else:
            keys = list(islice(self._fitting_all(found), most + 1))
        ranked = {one.key: Ranked(one.key, one.order, 0.0, ())
                  for one in self._reader.candidates(keys[start:end])}  # fmt: skip
        some = [ranked[key] for key in keys[start:end] if key in ranked]
        return Answers(some, min(len(keys), most), len(keys) > most)

    def _fitting_all(self, keys: Iterable[int]) -> Iterator[int]:
        rest = iter(keys)
        while some := list(islice(rest, _AT_ONCE)):
            yield from self._fitting(some, all_words=False)

    def _ranked(self, keys: list[int]) -> list[Ranked]:
        return rank(self._reader.candidates(keys), self._ranking, self._index.total)

    def _exactly(self, word: str) -> Term:
        posts = self._index.vocabulary.posts(word)
        return Term(word, {word: Variant(word, 0, 1.0, posts)} if posts else {})


def _stands(variant: str, words: Sequence[str], there: set[str]) -> bool:
    return stands_in(variant.split(" "), words) if " " in variant else variant in there

"""A query resolved against the index: its terms, their postings, and which posts match.

Storage decides filters. Words come from the index, with the variants that a typed word may mean.
Phrases, NOT and OR are decided post by post, over candidates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import islice

from bot.archive.search.candidates import (
    intersect,
    needed_words,
    postings_of_variant,
    posts_matching_all,
)
from bot.archive.search.fuzzy import Variant
from bot.archive.search.matching import CandidateSource, PostFacts, candidate_sources, matches
from bot.archive.search.phrases import phrase_occurs
from bot.archive.search.query.ast import EVERYTHING, Or, Phrase, Query, Word, is_filter, nodes
from bot.archive.search.query.filters import Filter, TimeFilter, intersect_time_ranges
from bot.archive.search.ranking import Candidate
from bot.archive.search.terms import Term, terms
from bot.archive.search.tokens import is_partial
from bot.services.search.results import SearchIndex
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.search.filters import condition

_MAX_PAIRS = 5_000  # posts that are checked for two words side by side
_SHORT_MS = 60 * 86_400_000  # milliseconds: posts of a shorter time span are looked at one by one
_BATCH = 500  # candidates that are read together


class QueryMatcher:
    """Decides which posts match one query, over one state of the archive.

    `terms` are the words to search for, with their variants; `ranking_terms` also hold the words of
    phrases, which count for the ranking but forgive no typo. `postings` are keys by word.
    """

    def __init__(
        self, reader: ArchiveReader, index: SearchIndex, query: Query, zone: tzinfo
    ) -> None:
        self.reader = reader
        self.index = index
        self.query = query
        self.zone = zone
        self.filter = condition(query.filters, zone)
        self.has_filter = query.filters != EVERYTHING
        exact = dict.fromkeys(word for phrase in query.phrases for word in phrase.exact_words)
        self.terms = terms(index.vocabulary, query.words)
        self.ranking_terms = [*self.terms, *(self._exact_term(word) for word in exact)]
        self.postings: dict[str, Sequence[int]] = dict(
            reader.search.postings(needed_words(self.ranking_terms))
        )
        self._find_neighbours()

    @property
    def matches_nothing(self) -> bool:
        """Whether the whole query has no word to search for, as if it is a smiley."""
        root = self.query.root
        return isinstance(root, Word) and not root.words

    @property
    def is_plain(self) -> bool:
        """Whether the query is nothing but words, and filters that storage decides."""
        return all(isinstance(part, Word) or is_filter(part) for part in self.query.parts)

    @property
    def has_or(self) -> bool:
        """Whether there is an OR: a post that matches one side is no worse for the other."""
        return any(isinstance(node, Or) for node in nodes(self.query.root))

    def all_matching(self) -> list[int]:
        """Return the keys of all posts that match every part of the query, typos allowed."""
        if self.matches_nothing:
            return []
        if not self.ranking_terms and self.query.rest == EVERYTHING:
            return self.reader.search.meeting(self.filter)
        keys = self.candidate_keys(all_words=True)
        if keys is None:
            keys = posts_matching_all(self.terms, self.postings)
        if self.has_filter:
            keys = self.reader.search.passing(keys, self.filter)
        return sorted(keys if self.is_plain else self.matching(keys, all_words=True))

    def matching_among(self, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` whose posts match every part of the query, typos allowed."""
        found = set(keys)
        if self.matches_nothing:
            return set()
        if self.is_plain:
            for term in self.terms:
                lists = (postings_of_variant(variant, self.postings) for variant in term.variants)
                found = {key for one in lists for key in intersect(found, one)}
        found = self.reader.search.passing(found, self.filter)
        return found if self.is_plain else set(self.matching(found, all_words=True))

    def matching(
        self, keys: Iterable[int], *, all_words: bool = False, with_filters: bool = False
    ) -> Iterator[int]:
        """Yield those of `keys` whose posts match the parts with words or phrases, in their order.

        With `with_filters` also the parts that are made of filters alone. `all_words` is as in
        `bot.archive.search.matching.matches`.
        """
        rest = iter(keys)
        while batch := list(islice(rest, _BATCH)):
            if with_filters:
                passed = self.reader.search.passing(batch, self.filter)
                batch = [key for key in batch if key in passed]
            if self.is_plain:
                yield from batch
                continue
            passing = {
                one: self.reader.search.passing(batch, condition(one, self.zone))
                for one in self.query.mixed
            }
            candidates = {one.key: one for one in self.reader.search.candidates(batch)}
            for key in batch:
                if key in candidates and self._matches(
                    candidates[key], passing, all_words=all_words
                ):
                    yield key

    def candidate_lists(self) -> list[Sequence[int]] | None:
        """Return lists of keys, as short as possible, that contain all matching posts.

        Only what the index knows at once is used. None where every post may match.
        """
        choices: list[list[Sequence[int]]] = []
        for part in self.query.parts:
            if isinstance(part, Word):
                choices += (
                    [postings_of_variant(variant, self.postings) for variant in term.variants]
                    for term in self.terms
                    if term.word in part.words
                )
            elif isinstance(part, Phrase):
                whole = (word for word in part.exact_words if not is_partial(word))
                choices += ([self.postings.get(word, ())] for word in whole)
        timed = [part for part in self.query.parts if isinstance(part, TimeFilter)]
        ranges = intersect_time_ranges(timed, self.zone) if timed else []
        if timed and sum(max(0, one.end - one.start) for one in ranges) <= _SHORT_MS:
            choices.append([self.reader.times.within(ranges)])
        if self.matches_nothing:
            choices.append([])
        return min(choices, key=lambda lists: sum(map(len, lists)), default=None)

    def candidate_keys(self, *, all_words: bool) -> set[int] | None:
        """Return the keys of the posts that may match; None where words are the best start."""
        if self.is_plain:
            return None
        sources = candidate_sources(self.query.rest, self._cost, all_words=all_words)
        if all(isinstance(one, Word) for one in sources) and not (all_words or self.has_or):
            return None
        return {key for source in sources for key in self._keys_of(source)}

    def _cost(self, source: CandidateSource) -> float:
        if isinstance(source, Word):
            return sum(
                variant.posts
                for term in self.terms
                if term.word in source.words
                for variant in term.variants.values()
            )
        if isinstance(source, Phrase):
            return min(len(self.postings.get(word, ())) for word in source.exact_words)
        return self.index.total

    def _keys_of(self, source: CandidateSource) -> Iterable[int]:
        if isinstance(source, Word):
            return {key for word in source.words for key in self._postings_of(word)}
        if isinstance(source, Phrase):
            *whole, last = source.exact_words
            # A part of a pair has no postings of its own.
            known = whole if is_partial(last) else [*whole, last]
            lists = sorted((self.postings.get(word, ()) for word in known), key=len)
            if not lists:
                return self.postings.get(last, ())
            both = set(lists[0]).intersection(*lists[1:])
            return self.reader.search.containing_phrase(
                both, source.exact_words, unfinished=is_partial(last)
            )
        within = self.query.filters if source == EVERYTHING else source
        return self.reader.search.meeting(condition(within, self.zone))

    def _postings_of(self, word: str) -> set[int]:
        term = next((one for one in self.terms if one.word == word), None)
        return posts_matching_all([term], self.postings) if term else set()

    def _matches(
        self, candidate: Candidate, passing: Mapping[Filter, set[int]], *, all_words: bool
    ) -> bool:
        words = candidate.words
        distinct = set(words)
        matched = {
            term.word
            for term in self.terms
            if any(_occurs(variant, words, distinct) for variant in term.variants)
        }
        facts = PostFacts(words, matched, lambda one: candidate.key in passing[one])
        return matches(self.query.rest, facts, all_words=all_words)

    def _find_neighbours(self) -> None:
        """Find the posts in which two words that one typed word may mean are neighbours.

        Left out if the archive has the word as it was typed, and for words so common that many
        posts hold both: those would be no evidence.
        """
        for term in self.terms:
            known = self.index.vocabulary.post_count(term.word) > 1
            for pair in (word for word in term.variants if " " in word):
                self.postings[pair] = [] if known else self._neighbours(pair.split(" "))

    def _neighbours(self, words: Sequence[str]) -> list[int]:
        """Return the posts in which two words are neighbours; none if very many hold both."""
        rarer, other = sorted((self.postings.get(word, ()) for word in words), key=len)
        both = intersect(set(rarer), other)
        if len(both) > _MAX_PAIRS:
            return []
        return sorted(self.reader.search.containing_phrase(both, words))

    def _exact_term(self, word: str) -> Term:
        posts = self.index.vocabulary.post_count(word)
        return Term(word, {word: Variant(word, 0, 1.0, posts)} if posts else {})


def _occurs(variant: str, words: Sequence[str], distinct: set[str]) -> bool:
    return phrase_occurs(variant.split(" "), words) if " " in variant else variant in distinct

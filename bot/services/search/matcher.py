"""A query resolved against the index: its terms, their postings, and which posts match.

Storage decides filters. Words come from the index, with the variants that a typed word may mean.
Phrases, NOT and OR are decided post by post, over candidates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import islice

from pyroaring import BitMap

from bot.archive.search.candidates import (
    needed_words,
    posts_matching_all,
    posts_of_term,
    union_of,
)
from bot.archive.search.forms.compounds import compounds_with
from bot.archive.search.forms.words import Kind, Related, related_words
from bot.archive.search.fuzzy import Variant
from bot.archive.search.matching import CandidateSource, PostFacts, candidate_sources, matches
from bot.archive.search.phrases import phrase_occurs
from bot.archive.search.query.ast import EVERYTHING, Or, Phrase, Query, Word, is_filter, nodes
from bot.archive.search.query.filters import Filter, TimeFilter, intersect_time_ranges
from bot.archive.search.ranking import Candidate
from bot.archive.search.terms import Term, terms, widened, without_typos
from bot.archive.search.tokens import is_partial
from bot.services.search.results import SearchIndex
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.search.filters import condition

_MAX_PAIRS = 5_000  # posts that are checked for two words side by side
_SHORT_MS = 60 * 86_400_000  # milliseconds: posts of a shorter time span are looked at one by one
_BATCH = 500  # candidates that are read together
_FEW_CHECKED = 10_000  # posts with all words of which it is found out whether they pass filters
_NOTHING = BitMap()


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
        exact_terms = [self._exact_term(word) for word in exact]
        self.terms = terms(index.vocabulary, query.words, self._related())
        self.postings: dict[str, BitMap] = {}
        self._load([*self.terms, *exact_terms])
        self._widen()
        self.ranking_terms = [*self.terms, *exact_terms]

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
            keys = BitMap(self.reader.search.passing(keys, self.filter))
        return sorted(keys if self.is_plain else self.matching(keys, all_words=True))

    def has_all_words(self, least: int) -> bool:
        """Return whether at least so many posts have all words; True where that takes long."""
        if not self.is_plain or len(self.terms) <= 1:
            return True
        keys = posts_matching_all(self.terms, self.postings)
        if self.has_filter and len(keys) < _FEW_CHECKED:
            keys = BitMap(self.reader.search.passing(keys, self.filter))
        return len(keys) >= least

    def matching_among(self, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` whose posts match every part of the query, typos allowed."""
        if self.matches_nothing:
            return set()
        found = BitMap(keys)
        if self.is_plain:
            for term in self.terms:
                found &= posts_of_term(term, self.postings)
        passing = self.reader.search.passing(found, self.filter)
        return passing if self.is_plain else set(self.matching(passing, all_words=True))

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
                    [posts_of_term(term, self.postings).to_array()]
                    for term in self.terms
                    if term.word in part.words
                )
            elif isinstance(part, Phrase):
                whole = (word for word in part.exact_words if not is_partial(word))
                choices += ([self._posts(word).to_array()] for word in whole)
        timed = [part for part in self.query.parts if isinstance(part, TimeFilter)]
        ranges = intersect_time_ranges(timed, self.zone) if timed else []
        if timed and sum(max(0, one.end - one.start) for one in ranges) <= _SHORT_MS:
            choices.append([self.reader.times.within(ranges)])
        if self.matches_nothing:
            choices.append([])
        return min(choices, key=lambda lists: sum(map(len, lists)), default=None)

    def candidate_keys(self, *, all_words: bool) -> BitMap | None:
        """Return the keys of the posts that may match; None where words are the best start."""
        if self.is_plain:
            return None
        sources = candidate_sources(self.query.rest, self._cost, all_words=all_words)
        if all(isinstance(one, Word) for one in sources) and not (all_words or self.has_or):
            return None
        return union_of(self._keys_of(source) for source in sources)

    def _cost(self, source: CandidateSource) -> float:
        if isinstance(source, Word):
            return sum(
                variant.posts
                for term in self.terms
                if term.word in source.words
                for variant in term.variants.values()
            )
        if isinstance(source, Phrase):
            return min(len(self._posts(word)) for word in source.exact_words)
        return self.index.total

    def posts_with(self, node: Word | Phrase) -> BitMap:
        """Return the posts that contain a word or a phrase exactly as it is written."""
        words = node.exact_words
        self.postings |= self.reader.search.postings({*words} - self.postings.keys())
        if not words:
            return BitMap()
        if len(words) == 1 and not is_partial(words[0]):
            return self._posts(words[0])
        return self._keys_of(Phrase(node.text, node.analysis))

    def _keys_of(self, source: CandidateSource) -> BitMap:
        if isinstance(source, Word):
            wanted = [term for term in self.terms if term.word in source.words]
            return union_of(posts_of_term(term, self.postings) for term in wanted)
        if isinstance(source, Phrase):
            *whole, last = source.exact_words
            # A part of a pair has no postings of its own.
            known = whole if is_partial(last) else [*whole, last]
            if not known:
                return self._posts(last)
            return self._neighbours(
                known, source.exact_words, most=None, unfinished=is_partial(last)
            )
        within = self.query.filters if source == EVERYTHING else source
        return BitMap(self.reader.search.meeting(condition(within, self.zone)))

    def _posts(self, word: str) -> BitMap:
        return self.postings.get(word, _NOTHING)

    def _related(self) -> dict[str, list[Related]]:
        """Return for each word of the query the words of which it is a form."""
        languages, search = self.index.languages, self.reader.search
        typed = {one.word: one for one in self.query.typed_words}
        known = search.forms(typed, {f for one in typed.values() for f in one.forms(languages)})
        return {
            word: [
                *related_words(one, languages, known.stems.get(word, ()), known.words),
                *compounds_with(self.index.vocabulary, word, languages),
                *(Related(whole, Kind.PART) for whole in search.words_with_part(word)),
            ]
            for word, one in typed.items()
        }

    def _widen(self) -> None:
        """Add doubtful variants while no post has all words: without a typo, then with any."""
        if not self.terms or posts_matching_all(map(without_typos, self.terms), self.postings):
            return
        for edits in (1, 2):
            self.terms = widened(self.index.vocabulary, self.terms, edits)
            self._load(self.terms)
            if posts_matching_all(self.terms, self.postings):
                return

    def _load(self, terms: Sequence[Term]) -> None:
        """Load the postings of the variants of terms, and find those that are several words."""
        needed = needed_words(terms) - self.postings.keys()
        self.postings |= self.reader.search.postings(needed)
        for term in terms:
            for several in (word for word in term.variants if " " in word):
                if several in self.postings:
                    continue
                words = several.split(" ")
                self.postings[several] = self._neighbours(words, words, most=_MAX_PAIRS)

    def _matches(
        self, candidate: Candidate, passing: Mapping[Filter, set[int]], *, all_words: bool
    ) -> bool:
        words = candidate.all_words
        distinct = set(words)
        matched = {
            term.word
            for term in self.terms
            if any(_occurs(variant, words, distinct) for variant in term.variants)
        }
        facts = PostFacts(words, matched, lambda one: candidate.key in passing[one])
        return matches(self.query.rest, facts, all_words=all_words)

    def _neighbours(
        self,
        known: Sequence[str],
        words: Sequence[str],
        *,
        most: int | None,
        unfinished: bool = False,
    ) -> BitMap:
        """Return the posts in which `words` are neighbours; the index has those `known`.

        None if more than `most` posts hold all of them: those would be no evidence. The last word
        may be `unfinished`.
        """
        candidates = BitMap.intersection(*map(self._posts, known))
        if most is not None and len(candidates) > most:
            return BitMap()
        search = self.reader.search
        return BitMap(search.containing_phrase(candidates, words, unfinished=unfinished))

    def _exact_term(self, word: str) -> Term:
        posts = self.index.vocabulary.post_count(word)
        return Term(word, {word: Variant(word, 0, 1.0, posts)} if posts else {})


def _occurs(variant: str, words: Sequence[str], distinct: set[str]) -> bool:
    return phrase_occurs(variant.split(" "), words) if " " in variant else variant in distinct

"""One query, answered over one state of the archive, on a thread of its own.

The words of a query say which posts to look at and rank them. Filters are decided by storage, for
all posts if few pass, else for those that the words brought. Phrases, "not" and "or" are decided
post by post, over candidates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from heapq import nlargest
from itertools import islice

from bot.archive.search.candidates import (
    intersect,
    needed_words,
    postings_of_variant,
    posts_matching_all,
    score_candidates,
)
from bot.archive.search.fuzzy import Variant
from bot.archive.search.matching import CandidateSource, PostFacts, candidate_sources, matches
from bot.archive.search.phrases import phrase_occurs
from bot.archive.search.query.ast import EVERYTHING, Or, Phrase, Query, Word, is_filter, nodes
from bot.archive.search.query.filters import Filter, TimeFilter, intersect_time_ranges
from bot.archive.search.ranking import Candidate, Ranked, rank
from bot.archive.search.terms import Term, terms
from bot.archive.search.tokens import is_partial
from bot.services.search.results import RankedPage, ResultOrder, SearchIndex
from bot.services.search.sort_order import Sort
from bot.storage.archive.search.filters import Condition, condition
from bot.storage.archive.search.reader import SearchReader

MAX_COUNTED = 1_000
"""Answers that are counted exactly where each has to be looked at."""

_RANKED = 80  # posts whose own words decide on their order; those behind them stay as gathered
_FEW = 20_000  # posts: where no more pass the filters, the words are looked for in those alone
_MOST_PAIRS = 5_000  # posts that are looked at for two words side by side
_FIRST = 5_000  # posts that are put in order by what they gain, before all are
_SHARE = 20  # where more than one in so many posts may answer, all are gone through by time
_SHORT_MS = 60 * 86_400_000  # milliseconds: what was posted meanwhile is looked at one by one
_AT_ONCE = 500  # candidates that are read together


class QueryExecution:
    """Answers one query."""

    def __init__(
        self, reader: SearchReader, index: SearchIndex, query: Query, zone: tzinfo
    ) -> None:
        self._reader = reader
        self._index = index
        self._query = query
        self._zone = zone
        self._filter = condition(query.filters, zone)
        self._has_filter = query.filters != EVERYTHING
        # A phrase counts for the order, as words that forgive nothing.
        exact = dict.fromkeys(word for phrase in query.phrases for word in phrase.exact_words)
        self._terms = terms(index.vocabulary, query.words)
        self._ranking = [*self._terms, *(self._exactly(word) for word in exact)]
        self._postings: dict[str, Sequence[int]] = dict(
            reader.postings(needed_words(self._ranking))
        )
        self._filters_later = False
        self._check_pairs()

    def page(self, start: int, end: int, sort: Sort) -> RankedPage:
        """Return the answers from the `start`-th up to the `end`-th, in the order of `sort`."""
        keys, total, more = self._keys(end, sort)
        if not self._by_points(sort):
            return RankedPage(self.ranked(keys[start:end]), total, more)
        best = self._best(keys)
        behind = self.ranked(keys[_RANKED:end])
        return RankedPage((best + behind)[start:end], total, more)

    def ordering(self, most: int, sort: Sort) -> ResultOrder:
        """Return the first `most` of the answers in the order of `sort`, by their keys alone."""
        keys, total, more = self._keys(most, sort)
        best = self._best(keys) if self._by_points(sort) else []
        if best:
            keys[:_RANKED] = [hit.key for hit in best]
        return ResultOrder(keys[:most], best, total, more)

    def ranked(self, keys: Sequence[int]) -> list[Ranked]:
        """Return the posts that have these keys, in this order, with their points.

        One that answers by something else than a word comes with no points.
        """
        place = {key: number for number, key in enumerate(keys)}
        return sorted(self._ranked(keys), key=lambda hit: place[hit.key])

    def all_matching(self) -> list[int]:
        """Return the keys of all posts that fit every part of the query, typos allowed."""
        if self._asks_nothing:
            return []
        if not self._ranking and self._query.rest == EVERYTHING:
            return list(self._reader.in_time_order(self._filter, newest_first=False))
        keys = self._looked_at(all_words=True)
        if keys is None:
            keys = posts_matching_all(self._terms, self._postings)
        if self._has_filter:
            keys = self._reader.passing(keys, self._filter)
        return sorted(keys if self._is_plain else self._fitting(keys, all_words=True))

    def matching_among(self, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` whose posts fit every part of the query, typos allowed."""
        found = set(keys)
        if self._asks_nothing:
            return set()
        if self._is_plain:
            for term in self._terms:
                lists = (postings_of_variant(variant, self._postings) for variant in term.variants)
                found = {key for one in lists for key in intersect(found, one)}
        found = self._reader.passing(found, self._filter)
        return found if self._is_plain else set(self._fitting(found, all_words=True))

    def candidate_lists(self) -> list[Sequence[int]] | None:
        """Return lists of keys that hold those of all posts that fit, as short as is known at once.

        None where nothing at once tells more than that any post may fit.
        """
        pools: list[list[Sequence[int]]] = []
        for part in self._query.parts:
            if isinstance(part, Word):
                pools += (
                    [postings_of_variant(variant, self._postings) for variant in term.variants]
                    for term in self._terms
                    if term.word in part.words
                )
            elif isinstance(part, Phrase):
                whole = (word for word in part.exact_words if not is_partial(word))
                pools += ([self._postings.get(word, ())] for word in whole)
        timed = [part for part in self._query.parts if isinstance(part, TimeFilter)]
        spans = intersect_time_ranges(timed, self._zone) if timed else []
        if timed and sum(end - start for start, end in spans) <= _SHORT_MS:
            pools.append([[key for _, key in self._reader.in_time_spans(spans)]])
        if self._asks_nothing:
            pools.append([])
        return min(pools, key=lambda lists: sum(map(len, lists)), default=None)

    @property
    def matches_everything(self) -> bool:
        """Whether every post fits."""
        return self._query.root == EVERYTHING

    @property
    def cache_key(self) -> tuple[int, ...]:
        """What tells states apart in which the query may find other posts."""
        return (self._index.generation, *self._reader.hidden.cache_key)

    def count(self, most: int) -> int:
        """Return how many posts answer, at most `most`."""
        return min(self.page(0, 1, Sort.RELEVANCE).total, most)

    def _check_pairs(self) -> None:
        """Find out where two words that stand for one typed word are neighbours.

        Not asked where the archive has the word as typed, nor of words so common that many posts
        hold both: they would say nothing.
        """
        for term in self._terms:
            known = self._index.vocabulary.post_count(term.word) > 1
            for pair in (word for word in term.variants if " " in word):
                words = pair.split(" ")
                first, second = (set(self._postings.get(word, ())) for word in words)
                both = set() if known else first & second
                there = (
                    self._reader.containing_phrase(both, words) if len(both) <= _MOST_PAIRS else ()
                )
                self._postings[pair] = sorted(there)

    @property
    def _asks_nothing(self) -> bool:
        """Whether there is no word to look for in all of the query, such as in a smiley."""
        tree = self._query.root
        return isinstance(tree, Word) and not tree.words

    @property
    def _is_plain(self) -> bool:
        """Whether nothing is asked for but words, and filters that storage decides."""
        return all(isinstance(part, Word) or is_filter(part) for part in self._query.parts)

    def _in_order(self, gained: Mapping[int, float], sort: Sort) -> Iterator[int]:
        """Yield the keys in the order of `sort`, with no more work than the first of them take."""
        if sort is not Sort.RELEVANCE:
            newest = sort is Sort.NEWEST
            if len(gained) < self._index.total / _SHARE:
                yield from self._reader.by_time(gained, newest_first=newest)
            else:
                every = self._reader.in_time_order(Condition("1"), newest_first=newest)
                yield from (key for key in every if key in gained)
            return
        done = 0
        for first in (_FIRST, len(gained)):
            keys = nlargest(first, gained, key=lambda key: (gained[key], key))
            yield from keys[done:]
            done = len(keys)

    @property
    def _has_choice(self) -> bool:
        """Whether there is an "or": then a post that fits one side is no worse for the other."""
        return any(isinstance(node, Or) for node in nodes(self._query.root))

    def _gained(self) -> dict[int, float]:
        """Return the keys of the posts that may answer, with what each gains; filters applied.

        Where many posts pass them and many may answer, filters are left to `_fitting`.
        """
        keys = self._looked_at(all_words=False)
        few = self._few_passing() if keys is None else None
        allowed = few if keys is None or self._has_choice else keys
        gained = score_candidates(self._ranking, self._postings, self._index.total, allowed)
        if keys is not None:
            gained = dict.fromkeys(keys, 0.0) | {k: gained[k] for k in gained.keys() & keys}
        self._filters_later = self._has_filter and few is None and len(gained) > _FEW
        if not self._has_filter or few is not None or self._filters_later:
            return gained
        passing = self._reader.passing(gained, self._filter)
        if not passing and keys is None:
            # The best of all posts do not pass: look among those that do.
            passing = set(self._reader.in_time_order(self._filter, newest_first=True))
            gained = score_candidates(self._ranking, self._postings, self._index.total, passing)
        return {key: gain for key, gain in gained.items() if key in passing}

    def _few_passing(self) -> set[int] | None:
        """Return the posts that pass the filters if they are few."""
        if not self._has_filter:
            return None
        keys = set(islice(self._reader.in_time_order(self._filter, newest_first=True), _FEW + 1))
        return keys if len(keys) <= _FEW else None

    def _looked_at(self, *, all_words: bool) -> set[int] | None:
        """Return the posts that may fit; None where it is best to begin with the words."""
        if self._is_plain:
            return None
        seeds = candidate_sources(self._query.rest, self._cost, all_words=all_words)
        if all(isinstance(seed, Word) for seed in seeds) and not (all_words or self._has_choice):
            return None
        return {key for seed in seeds for key in self._of(seed)}

    def _cost(self, seed: CandidateSource) -> float:
        if isinstance(seed, Word):
            return sum(
                variant.posts
                for term in self._terms
                if term.word in seed.words
                for variant in term.variants.values()
            )
        if isinstance(seed, Phrase):
            return min(len(self._postings.get(word, ())) for word in seed.exact_words)
        return self._index.total

    def _of(self, seed: CandidateSource) -> Iterable[int]:
        """Return the keys of the posts that a seed is."""
        if isinstance(seed, Word):
            return {key for word in seed.words for key in self._postings_of(word)}
        if isinstance(seed, Phrase):
            *whole, last = seed.exact_words
            known = [
                *whole,
                *([] if is_partial(last) else [last]),
            ]  # a part is in no list of its own
            lists = sorted((self._postings.get(word, ()) for word in known), key=len)
            if not lists:
                return self._postings.get(last, ())
            both = set(lists[0]).intersection(*lists[1:])
            return self._reader.containing_phrase(
                both, seed.exact_words, unfinished=is_partial(last)
            )
        within = self._query.filters if seed == EVERYTHING else seed
        return self._reader.in_time_order(condition(within, self._zone), newest_first=True)

    def _postings_of(self, word: str) -> set[int]:
        term = next((one for one in self._terms if one.word == word), None)
        return posts_matching_all([term], self._postings) if term else set()

    def _fitting(self, keys: Iterable[int], *, all_words: bool = False) -> Iterator[int]:
        """Yield those of `keys` whose posts the whole query holds for, in their order."""
        rest = iter(keys)
        while some := list(islice(rest, _AT_ONCE)):
            if self._filters_later:
                passed = self._reader.passing(some, self._filter)
                some = [key for key in some if key in passed]
            if self._is_plain:
                yield from some
                continue
            passing = {
                one: self._reader.passing(some, condition(one, self._zone))
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
        facts = PostFacts(words, matched, lambda one: candidate.key in passing[one])
        return matches(self._query.rest, facts, all_words=all_words)

    def _by_points(self, sort: Sort) -> bool:
        """Whether the points of posts decide on their order."""
        return bool(self._ranking) and sort is Sort.RELEVANCE

    def _best(self, keys: Sequence[int]) -> list[Ranked]:
        return self._ranked(keys[:_RANKED])

    def _keys(self, end: int, sort: Sort) -> tuple[list[int], int, bool]:
        """Return the answers up to the `end`-th at least, their number, and whether it is more.

        The best of them are not yet in their order.
        """
        if self._asks_nothing:
            return [], 0, False
        most = max(MAX_COUNTED, end)
        if not self._ranking:  # without words the newest are first, unless the oldest are asked
            found = self._reader.in_time_order(self._filter, newest_first=sort is not Sort.OLDEST)
            if self._query.rest != EVERYTHING:
                found = self._fitting(found)
        else:
            gained = self._gained()
            found = self._in_order(gained, sort)
            if self._is_plain and not self._filters_later:
                return list(islice(found, max(_RANKED, end))), len(gained), False
            found = self._fitting(found)
        keys = list(islice(found, most + 1))
        return keys, min(len(keys), most), len(keys) > most

    def _ranked(self, keys: Sequence[int]) -> list[Ranked]:
        """Return the posts that have these keys ranked, the best first."""
        candidates = self._reader.candidates(keys)
        ranked = rank(candidates, self._ranking, self._index.total)
        by_words = {hit.key for hit in ranked}
        return ranked + [
            Ranked(one.key, one.sort_key, 0.0, ()) for one in candidates if one.key not in by_words
        ]

    def _exactly(self, word: str) -> Term:
        posts = self._index.vocabulary.post_count(word)
        return Term(word, {word: Variant(word, 0, 1.0, posts)} if posts else {})


def _stands(variant: str, words: Sequence[str], there: set[str]) -> bool:
    return phrase_occurs(variant.split(" "), words) if " " in variant else variant in there

"""Likely links, decided on each read: one more recorded link may change them all."""

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bot.archive.threads.candidate import CandidateLink, SeenPair
from bot.archive.threads.likelihood import DEFAULT_THRESHOLD, LikelihoodModel, rarity
from bot.archive.threads.links import Link
from bot.archive.threads.phrases import likely_link
from bot.archive.threads.teaching import Pair
from bot.archive.threads.words import word_as_written
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.words import OwnCounts, OwnWords

_PRIOR = LikelihoodModel()
_BOTH = 2  # posts that have a shared word, at least
_RARE = 100  # of so many posts at most one has a word that is worth a mention
_BATCH = 500  # pairs of which the words are in memory together
_LONG_STEM = 5  # letters; in a small archive a shorter word that two posts share is mostly "with"


class ScoredLink(NamedTuple):
    """A candidate link, and the probability that it is one, from 0 to 1: never shown."""

    candidate: CandidateLink
    probability: float


@dataclass(frozen=True, slots=True)
class _Models:
    """What one generation of the archive says of each author, by the key of the account."""

    generation: int
    of_authors: Mapping[int, LikelihoodModel] = field(default_factory=dict)
    words: OwnWords = field(default_factory=OwnWords)

    def probability(self, candidate: CandidateLink) -> float:
        """Return the probability of a candidate link."""
        return self.of_authors.get(candidate.account, _PRIOR).probability(candidate)


class LikelyLinks:
    """Selects the likely ones among candidate links, with a likelihood model for each author.

    A change of the archive may change the models, so they are cached for one generation of it.
    `threshold` is the lowest probability of a likely link, None for the one that measures best.
    """

    def __init__(self, threshold: float | None) -> None:
        self.threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._models = _Models(-1)
        # Held only by a thread that learns, and never while that waits for another thread.
        self._learning = threading.Lock()

    def links(self, reader: ArchiveReader, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from or to the posts `ids`."""
        return self._links(reader, reader.threads.candidate_links(ids))

    def links_to_parents(self, reader: ArchiveReader, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from the posts `ids` to their parents."""
        return self._links(reader, reader.threads.candidate_links_to_parents(ids))

    def all(self, reader: ArchiveReader) -> list[CandidateLink]:
        """Return every candidate link that is likely; shared words may not be looked up."""
        return [one.candidate for one in self._likely(reader, reader.threads.candidate_links())]

    def scored(
        self, reader: ArchiveReader, candidates: Iterable[CandidateLink]
    ) -> list[ScoredLink]:
        """Return candidate links with their probabilities, and the words that they share.

        They are those of `reader.threads.candidate_links`: undecided ones, of hidden posts too.
        """
        models = self._current(reader)
        worded = _worded(reader, models, candidates)
        return [ScoredLink(one, models.probability(one)) for one in worded]

    def between(
        self, reader: ArchiveReader, candidates: Iterable[CandidateLink], least: float, most: float
    ) -> list[CandidateLink]:
        """Return the candidate links with a probability from `least` to `most`."""
        models = self._current(reader)
        possible = [
            one
            for one in _reaching(reader, [models], candidates, least)
            if models.probability(one) <= most
        ]
        found = self.scored(reader, possible)
        return [one.candidate for one in found if least <= one.probability <= most]

    def change(
        self, reader: ArchiveReader, answered: Collection[Pair]
    ) -> tuple[set[Pair], set[Pair]]:
        """Return the likely links without and with the answers to some pairs.

        Only those of the authors of these pairs: there are no others that the answers change.
        """
        after = self._current(reader)
        seen = [*reader.threads.seen_pairs()]
        asked = [one.candidate for one in seen if pair_of(one.candidate) in answered]
        unseen = [one for one in seen if pair_of(one.candidate) not in answered]
        before = _learnt(reader, after, unseen)
        accounts = {one.account for one in asked}
        undecided = (one for one in reader.threads.candidate_links() if one.account in accounts)
        found = [*_reaching(reader, [before, after], [*asked, *undecided], self.threshold)]
        open_ = [
            index
            for index, one in enumerate(found)
            if min(before.probability(one), after.probability(one)) < self.threshold
        ]
        worded = _worded(reader, after, [found[index] for index in open_])
        for index, one in zip(open_, worded, strict=True):
            found[index] = one
        without, with_answers = (
            {pair_of(one) for one in found if models.probability(one) >= self.threshold}
            for models in (before, after)
        )
        return without, with_answers.difference(answered)

    def _likely(
        self, reader: ArchiveReader, candidates: Sequence[CandidateLink]
    ) -> list[ScoredLink]:
        """Return the likely ones; words are only looked up where they decide it."""
        if not candidates:
            return []
        models = self._current(reader)
        found: list[ScoredLink] = []
        undecided: list[int] = []
        for one in _reaching(reader, [models], candidates, self.threshold):
            probability = models.probability(one)
            if probability < self.threshold:
                undecided.append(len(found))
            found.append(ScoredLink(one, probability))
        decided = self.scored(reader, [found[index].candidate for index in undecided])
        for index, scored in zip(undecided, decided, strict=True):
            found[index] = scored
        return [one for one in found if one.probability >= self.threshold]

    def _links(self, reader: ArchiveReader, candidates: Sequence[CandidateLink]) -> list[Link]:
        likely = [one.candidate for one in self._likely(reader, candidates)]
        if not likely:
            return []
        worded = _worded(reader, self._current(reader), likely)
        return [likely_link(one) for one in as_written(reader, worded)]

    def _current(self, reader: ArchiveReader) -> _Models:
        """Return the models of the reader's generation: the first to ask learns them for all."""
        models = self._models
        if models.generation != reader.generation():
            with self._learning:
                models = self._models
                if models.generation != reader.generation():
                    models = _Models(reader.generation())
                    models = _learnt(reader, models, reader.threads.seen_pairs())
                    self._models = models
        return models


def pair_of(candidate: CandidateLink) -> Pair:
    """Return the two posts of a candidate link, by their ids."""
    return candidate.child, candidate.parent


def as_written(reader: ArchiveReader, candidates: Sequence[CandidateLink]) -> list[CandidateLink]:
    """Return scored candidate links, the words that they share as the children have them."""
    texts = reader.threads.words.texts(one.keys[0] for one in candidates if one.word)
    return [
        one._replace(word=word_as_written(texts[one.keys[0]], one.word)) if one.word else one
        for one in candidates
    ]


def _reaching(
    reader: ArchiveReader,
    several: Sequence[_Models],
    candidates: Iterable[CandidateLink],
    threshold: float,
) -> Iterator[CandidateLink]:
    """Yield those candidate links that may reach `threshold` by some of the models.

    That depends on the words that the posts share, which are not looked up.
    """
    known: dict[int, tuple[float, list[LikelihoodModel]]] = {}
    for one in candidates:
        if one.account not in known:
            own = reader.threads.words.own_counts(several[0].words, one.account, ())
            models = [each.of_authors.get(one.account, _PRIOR) for each in several]
            known[one.account] = rarity(own.posts, _BOTH), models
        most_rarity, models = known[one.account]
        if any(model.may_reach(one, threshold, most_rarity) for model in models):
            yield one


def _learnt(reader: ArchiveReader, models: _Models, pairs: Iterable[SeenPair]) -> _Models:
    """Return the models of the authors of whom these pairs are known, instead of others."""
    seen: dict[int, list[SeenPair]] = defaultdict(list)
    rest = iter(pairs)
    while some := [*islice(rest, _BATCH)]:  # the texts and words of all would be ten megabytes
        candidates = _worded(reader, models, [pair.candidate for pair in some])
        for candidate, pair in zip(candidates, some, strict=True):
            seen[candidate.account].append(SeenPair(candidate, pair.followed))
    learnt = {account: LikelihoodModel.learnt(own) for account, own in seen.items()}
    return _Models(models.generation, learnt, models.words)


def _worded(
    reader: ArchiveReader, models: _Models, candidates: Iterable[CandidateLink]
) -> list[CandidateLink]:
    """Return candidate links, in their order, with the rarest word that their posts share."""
    worded = [*candidates]
    missing = [index for index, one in enumerate(worded) if one.rarity is None]
    shared = reader.threads.words.shared([worded[index].keys for index in missing])
    stems: dict[int, set[str]] = defaultdict(set)
    for index, some in zip(missing, shared, strict=True):
        stems[worded[index].account] |= some
    counts = {
        account: reader.threads.words.own_counts(models.words, account, some)
        for account, some in stems.items()
    }
    for index, some in zip(missing, shared, strict=True):
        one = worded[index]
        weight, word = _rarest(some, counts[one.account])
        worded[index] = one._replace(rarity=weight, word=word)
    return worded


def _rarest(stems: Iterable[str], counts: OwnCounts) -> tuple[float, str]:
    """Return the weight of the rarest of the stems that two posts share, and that stem.

    Of equally rare ones it is the longest; "" if it says nothing.
    """
    # Both posts have it, even if the index was made by rules that saw another word.
    found = ((max(counts.with_stem[stem], _BOTH), -len(stem), stem) for stem in stems)
    rarest = min(found, default=None)
    if rarest is None:
        return 0.0, ""
    count, _, stem = rarest
    says_something = count * _RARE <= counts.posts or (count == _BOTH and len(stem) >= _LONG_STEM)
    return rarity(counts.posts, count), stem if says_something else ""

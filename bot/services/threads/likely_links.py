"""Likely links, decided on each read: one more recorded link may change them all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.threads.candidate import CandidateLink, SeenPair
from bot.archive.threads.likelihood import DEFAULT_THRESHOLD, LikelihoodModel, rarity
from bot.archive.threads.links import Link
from bot.archive.threads.phrases import likely_link
from bot.archive.threads.teaching import Pair
from bot.archive.threads.words import word_as_written
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.rarity import OwnCounts, OwnWords

_PRIOR = LikelihoodModel()
_BOTH = 2  # posts that have a shared word, at least
_RARE = 100  # of so many posts at most one has a word that is worth a mention
_LONG_STEM = 5  # letters; in a small archive a shorter word that two posts share is mostly "with"


class _Rarest(NamedTuple):
    """The weight of the rarest word that two posts share, and its stem if it says something."""

    rarity: float
    word: str


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


class LikelyLinks:
    """Selects the likely ones among candidate links, with a likelihood model for each author.

    A change of the archive may change the models, so they are cached for one generation of it.
    `threshold` is the lowest probability of a likely link, None for the one that measures best.
    """

    def __init__(self, threshold: float | None) -> None:
        self.threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._models = _Models(-1)

    def links(self, reader: ArchiveReader, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from or to the posts `ids`."""
        return self._links(reader, reader.threads.candidate_links(ids))

    def links_to_parents(self, reader: ArchiveReader, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from the posts `ids` to their parents."""
        return self._links(reader, reader.threads.candidate_links_to_parents(ids))

    def all(self, reader: ArchiveReader) -> list[CandidateLink]:
        """Return every candidate link that is likely."""
        return self._likely(reader, reader.threads.candidate_links())

    def scored(
        self, reader: ArchiveReader, candidates: Iterable[CandidateLink]
    ) -> list[ScoredLink]:
        """Return candidate links with their probabilities, and the stems of shared rare words.

        They are those of `reader.threads.candidate_links`: undecided ones, of hidden posts too.
        """
        models = self._current(reader)
        return [
            ScoredLink(one, models.of_authors.get(one.account, _PRIOR).probability(one))
            for one in _with_words(reader, models.words, candidates)
        ]

    def change(
        self, reader: ArchiveReader, answered: Collection[Pair]
    ) -> tuple[set[Pair], set[Pair]]:
        """Return the likely links without and with the answers to some pairs.

        Only those of the authors of these pairs: there are no others that the answers change.
        """
        models = self._current(reader)
        seen = reader.threads.seen_pairs()
        asked = [one.candidate for one in seen if pair_of(one.candidate) in answered]
        unseen = [one for one in seen if pair_of(one.candidate) not in answered]
        accounts = {one.account for one in asked}
        earlier = _learnt(reader, models.words, unseen)
        both = {
            key: (earlier.get(key, _PRIOR), models.of_authors.get(key, _PRIOR)) for key in accounts
        }
        undecided = [
            one
            for one in reader.threads.candidate_links()
            # What is likely by no word at all needs no look at the words.
            if one.account in both and any(model.probability(one) for model in both[one.account])
        ]
        before, after = set[Pair](), set[Pair]()
        for one in _with_words(reader, models.words, [*asked, *undecided]):
            without, with_answers = both[one.account]
            if without.probability(one) >= self.threshold:
                before.add(pair_of(one))
            if with_answers.probability(one) >= self.threshold:
                after.add(pair_of(one))
        return before, after.difference(answered)

    def _likely(
        self, reader: ArchiveReader, candidates: Sequence[CandidateLink]
    ) -> list[CandidateLink]:
        if not candidates:
            return []
        found = self.scored(reader, candidates)
        return [one.candidate for one in found if one.probability >= self.threshold]

    def _links(self, reader: ArchiveReader, candidates: Sequence[CandidateLink]) -> list[Link]:
        likely = self._likely(reader, candidates)
        return [likely_link(one) for one in as_written(reader, likely)]

    def _current(self, reader: ArchiveReader) -> _Models:
        generation = reader.generation()
        if self._models.generation != generation:
            words = OwnWords()
            learnt = _learnt(reader, words, reader.threads.seen_pairs())
            self._models = _Models(generation, learnt, words)
        return self._models


def as_written(reader: ArchiveReader, candidates: Sequence[CandidateLink]) -> list[CandidateLink]:
    """Return scored candidate links with the words that they share as the children have them."""
    texts = reader.threads.texts([one.child for one in candidates if one.word])
    return [
        one._replace(word=word_as_written(texts[one.child], one.word)) if one.word else one
        for one in candidates
    ]


def pair_of(candidate: CandidateLink) -> Pair:
    """Return the two posts of a candidate link, by their ids."""
    return candidate.child, candidate.parent


def _learnt(
    reader: ArchiveReader, words: OwnWords, pairs: Sequence[SeenPair]
) -> dict[int, LikelihoodModel]:
    """Return the models of the authors of whom pairs are known, by the keys of their accounts."""
    seen: dict[int, list[SeenPair]] = defaultdict(list)
    candidates = _with_words(reader, words, [pair.candidate for pair in pairs])
    for candidate, pair in zip(candidates, pairs, strict=True):
        seen[candidate.account].append(SeenPair(candidate, pair.followed))
    return {account: LikelihoodModel.learnt(own) for account, own in seen.items()}


def _with_words(
    reader: ArchiveReader, words: OwnWords, candidates: Iterable[CandidateLink]
) -> list[CandidateLink]:
    """Return candidate links, in their order, with the weight of their rarest shared word."""
    candidates = list(candidates)
    stems: dict[int, set[str]] = defaultdict(set)
    for one in candidates:
        stems[one.account].update(one.shared)
    counts = {
        account: reader.threads.own_counts(words, account, some) for account, some in stems.items()
    }
    return [
        one._replace(**_rarest(one.shared, counts[one.account])._asdict()) if one.shared else one
        for one in candidates
    ]


def _rarest(stems: Iterable[str], counts: OwnCounts) -> _Rarest:
    """Return the rarest of the stems that two posts share; of equally rare ones the first."""
    # Both posts have it, even if the index was made by rules that saw another word.
    count, stem = min((max(counts.with_stem[stem], _BOTH), stem) for stem in stems)
    is_telling = count * _RARE <= counts.posts or (count == _BOTH and len(stem) >= _LONG_STEM)
    return _Rarest(rarity(counts.posts, count), stem if is_telling else "")

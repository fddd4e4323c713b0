"""Likely links, decided on each read: one more recorded link may change them all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.archive.threads.likelihood import CandidateLink, LikelihoodModel, Pattern, pattern_of
from bot.archive.threads.links import Link
from bot.archive.threads.teaching import Pair
from bot.storage.archive.reader import ArchiveReader

_PRIOR = LikelihoodModel()


@dataclass(frozen=True, slots=True)
class _Models:
    """What one generation of the archive says of each author, by the key of the account."""

    generation: int
    likely_patterns: Mapping[int, frozenset[Pattern]]


class LikelyLinks:
    """Selects the likely ones among candidate links, with a likelihood model for each author.

    A change of the archive may change the models, so they are cached for one generation of it.
    `threshold` is the lowest probability of a likely link, None for the one that measures best.
    """

    def __init__(self, threshold: float | None) -> None:
        self._threshold = threshold
        self._models = _Models(-1, {})
        self._default_patterns = _PRIOR.likely(threshold)

    def links(self, reader: ArchiveReader, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from or to the posts `ids`."""
        return self._select_likely(reader, reader.threads.candidate_links(ids))

    def links_to_parents(self, reader: ArchiveReader, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from the posts `ids` to their parents."""
        return self._select_likely(reader, reader.threads.candidate_links_to_parents(ids))

    def all(self, reader: ArchiveReader) -> list[Link]:
        """Return every likely link."""
        return self._select_likely(reader, reader.threads.candidate_links())

    def probabilities(
        self, reader: ArchiveReader, candidates: Sequence[CandidateLink]
    ) -> list[float]:
        """Return how probable it is that each candidate link is one."""
        models = reader.threads.likelihood_models()
        known = {account: model.probabilities() for account, model in models.items()}
        prior = _PRIOR.probabilities()
        return [
            known.get(one.account, prior)[pattern_of(one.features, one.gap_ms)]
            for one in candidates
        ]

    def pairs(self, reader: ArchiveReader, without: Collection[Pair] = ()) -> set[Pair]:
        """Return every likely link, as child and parent, as if `without` had not been answered."""
        return {(link.child, link.parent) for link in self.all(reader)}

    def _select_likely(
        self, reader: ArchiveReader, candidates: Sequence[CandidateLink]
    ) -> list[Link]:
        if not candidates:
            return []
        likely_patterns = self._current(reader).likely_patterns
        return [
            candidate.link
            for candidate in candidates
            if pattern_of(candidate.features, candidate.gap_ms)
            in likely_patterns.get(candidate.account, self._default_patterns)
        ]

    def _current(self, reader: ArchiveReader) -> _Models:
        models, generation = self._models, reader.generation()
        if models.generation != generation:
            learnt = reader.threads.likelihood_models()
            patterns = {account: model.likely(self._threshold) for account, model in learnt.items()}
            models = self._models = _Models(generation, patterns)
        return models

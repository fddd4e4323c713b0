"""Likely links, decided on each read: one more recorded link may change them all."""

from collections.abc import Sequence

from bot.archive.threads.likelihood import CandidateLink, LikelihoodModel, Pattern, pattern_of
from bot.archive.threads.links import Link
from bot.storage.archive.threads.threads import ThreadStore

_PRIOR = LikelihoodModel()


class LikelyLinks:
    """Selects the likely ones among candidate links, with a likelihood model for each author.

    A change of the archive may change the models, so they are cached for one generation of it.
    `threshold` is the lowest probability of a likely link, None for the one that measures best.
    """

    def __init__(self, store: ThreadStore, threshold: float | None) -> None:
        self._store = store
        self._threshold = threshold
        self._generation: int | None = None
        self._likely_patterns: dict[int, frozenset[Pattern]] = {}
        self._default_patterns = _PRIOR.likely(threshold)

    async def links(self, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from or to the posts `ids`."""
        return await self._select_likely(await self._store.candidate_links(ids))

    async def links_to_parents(self, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from the posts `ids` to their parents."""
        return await self._select_likely(await self._store.candidate_links_to_parents(ids))

    async def all(self) -> list[Link]:
        """Return every likely link."""
        return await self._select_likely(await self._store.candidate_links())

    async def _select_likely(self, candidates: Sequence[CandidateLink]) -> list[Link]:
        if not candidates:
            return []
        await self._refresh()
        return [
            candidate.link
            for candidate in candidates
            if pattern_of(candidate.features, candidate.gap_ms)
            in self._likely_patterns.get(candidate.account, self._default_patterns)
        ]

    async def _refresh(self) -> None:
        generation = await self._store.generation()
        if generation != self._generation:
            models = await self._store.likelihood_models()
            self._likely_patterns = {
                account: model.likely(self._threshold) for account, model in models.items()
            }
            self._generation = generation

"""Which links are likely: decided when reading, as one recorded link may move them all."""

from collections.abc import Sequence

from bot.archive.threads.likelihood import CandidateLink, LikelihoodModel, Pattern, pattern_of
from bot.archive.threads.links import Link
from bot.storage.archive.threads.threads import ThreadStore

_UNKNOWN = LikelihoodModel()


class LikelyLinks:
    """Decides on guesses by the habits of their authors, which a change of the archive may change.

    `threshold` is the probability from which on a link is likely, None for what measures best.
    """

    def __init__(self, stored: ThreadStore, threshold: float | None) -> None:
        self._stored = stored
        self._threshold = threshold
        self._generation: int | None = None
        self._patterns: dict[int, frozenset[Pattern]] = {}
        self._default = _UNKNOWN.likely(threshold)

    async def links(self, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from or to the posts `ids`."""
        return await self._decide(await self._stored.candidate_links(ids))

    async def links_to_parents(self, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from the posts `ids` to what they may go on from."""
        return await self._decide(await self._stored.candidate_links_to_parents(ids))

    async def all(self) -> list[Link]:
        """Return every likely link."""
        return await self._decide(await self._stored.candidate_links())

    async def _decide(self, guesses: Sequence[CandidateLink]) -> list[Link]:
        if not guesses:
            return []
        await self._renew()
        return [
            guess.link
            for guess in guesses
            if pattern_of(guess.features, guess.gap_ms)
            in self._patterns.get(guess.account, self._default)
        ]

    async def _renew(self) -> None:
        generation = await self._stored.generation()
        if generation != self._generation:
            habits = await self._stored.likelihood_models()
            self._patterns = {key: one.likely(self._threshold) for key, one in habits.items()}
            self._generation = generation

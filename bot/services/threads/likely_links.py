"""Which links are likely: decided when reading, as one recorded link may move them all."""

from collections.abc import Sequence

from bot.archive.threads.assembly import Link
from bot.archive.threads.likelihood import Guess, Habits, Pattern, pattern_of
from bot.storage.archive.threads.threads import Threads

_UNKNOWN = Habits()


class Likely:
    """Decides on guesses by the habits of their authors, which a change of the archive may change.

    `threshold` is the probability from which on a link is likely, None for what measures best.
    """

    def __init__(self, stored: Threads, threshold: float | None) -> None:
        self._stored = stored
        self._threshold = threshold
        self._generation: int | None = None
        self._patterns: dict[int, frozenset[Pattern]] = {}
        self._default = _UNKNOWN.likely(threshold)

    async def links(self, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from or to the posts `ids`."""
        return await self._decide(await self._stored.guesses(ids))

    async def links_to_parents(self, ids: Sequence[str]) -> list[Link]:
        """Return the likely links from the posts `ids` to what they may go on from."""
        return await self._decide(await self._stored.guesses_to_parents(ids))

    async def all(self) -> list[Link]:
        """Return every likely link."""
        return await self._decide(await self._stored.guesses())

    async def _decide(self, guesses: Sequence[Guess]) -> list[Link]:
        if not guesses:
            return []
        await self._renew()
        return [
            guess.link
            for guess in guesses
            if pattern_of(guess.cue, guess.gap_ms)
            in self._patterns.get(guess.account, self._default)
        ]

    async def _renew(self) -> None:
        generation = await self._stored.generation()
        if generation != self._generation:
            habits = await self._stored.habits()
            self._patterns = {key: one.likely(self._threshold) for key, one in habits.items()}
            self._generation = generation

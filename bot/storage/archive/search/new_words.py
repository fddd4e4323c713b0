"""The words of new posts, gathered for the index while an import writes them."""

import asyncio
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.archive.search.languages import language_of
from bot.archive.search.tokens import tokenize
from bot.storage.archive.search import index
from bot.storage.database import Transaction


class NewWords:
    """Gathers the words of new posts, so that the index needs not read and split them again.

    Those of one part of the archive are in memory together. They are in the index once `write` is
    called, before the transaction ends and before the update of the index: later changes of those
    are noted in the table `dirty`.
    """

    def __init__(self) -> None:
        self._part = 0
        self._keys: dict[str, array[int]] = _no_keys()

    async def add(self, tx: Transaction, texts: Sequence[tuple[int, str, str | None]]) -> None:
        """Write the words of new posts: their ascending keys, texts and stated languages."""
        if not texts:
            return
        part = texts[0][0] >> index.PART_BITS
        if part != self._part:
            await self.write(tx)
            self._part = part
        end = (part + 1) << index.PART_BITS
        within = [one for one in texts if one[0] < end]
        rows = await asyncio.to_thread(self._gather, within)
        await tx.execute_many("INSERT INTO words (post, spaced, language) VALUES (?, ?, ?)", rows)
        await tx.execute(
            "DELETE FROM dirty WHERE post BETWEEN ? AND ?", (within[0][0], within[-1][0])
        )
        await self.add(tx, texts[len(within) :])

    async def write(self, tx: Transaction) -> None:
        """Write the gathered words to the index, and forget them."""
        keys, self._keys = self._keys, _no_keys()
        if keys:
            await index.write_changes(tx, self._part, index.Changes(added=keys))

    def _gather(
        self, texts: Iterable[tuple[int, str, str | None]]
    ) -> list[tuple[int, str, str | None]]:
        """Note the words of posts, and return their rows."""
        keys = self._keys
        rows: list[tuple[int, str, str | None]] = []
        for key, text, stated in texts:
            words = tokenize(text)
            rows.append((key, " ".join(words), language_of(stated, text)))
            for word in set(words):
                keys[word].append(key)
        return rows


def _no_keys() -> "dict[str, array[int]]":
    return defaultdict(lambda: array("I"))

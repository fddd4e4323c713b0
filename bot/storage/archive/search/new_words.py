"""The words of posts, written with their forms; those of new posts are gathered for the index."""

import asyncio
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.archive.search.analysis.of_posts import analyse
from bot.archive.search.forms.words import FormsOfPosts
from bot.storage.archive.search import index
from bot.storage.database import Transaction

_SAVE = """
    INSERT INTO words (post, spaced, language) VALUES (?, ?, ?)
    ON CONFLICT (post) DO UPDATE SET spaced = excluded.spaced, language = excluded.language
"""


class ShownText(NamedTuple):
    """The key of a post, its text as it is shown, and the language that its export states."""

    key: int
    text: str
    stated: str | None


async def save_words(tx: Transaction, texts: Sequence[ShownText]) -> None:
    """Write the words of changed posts; `update_index` puts them into the index."""
    forms = FormsOfPosts()
    rows = []
    for key, text, stated in texts:
        analysed = analyse(text, stated)
        forms.add(text, analysed.language)
        rows.append((key, *analysed))
    await tx.execute_many(_SAVE, rows)
    await _save_forms(tx, forms)


class NewWords:
    """Gathers the words of new posts, so that the index needs not read and split them again.

    Those of one part of the archive are in memory together. They are in the index once `write` is
    called, before the transaction ends and before the update of the index: later changes of those
    are noted in the table `dirty`.
    """

    def __init__(self) -> None:
        self._part = 0
        self._keys: dict[str, array[int]] = _no_keys()
        self._forms = FormsOfPosts()

    async def add(self, tx: Transaction, texts: Sequence[ShownText]) -> None:
        """Write the words of posts that are not in the index, given by ascending keys."""
        if not texts:
            return
        part = texts[0].key >> index.PART_BITS
        if part != self._part:
            await self.write(tx)
            self._part = part
        end = (part + 1) << index.PART_BITS
        within = [one for one in texts if one.key < end]
        rows = await asyncio.to_thread(self._gather, within)
        await tx.execute_many(_SAVE, rows)
        await tx.execute(
            "DELETE FROM dirty WHERE post BETWEEN ? AND ?", (within[0].key, within[-1].key)
        )
        await self.add(tx, texts[len(within) :])

    async def write(self, tx: Transaction) -> None:
        """Write the gathered words to the index, and forget them."""
        keys, self._keys = self._keys, _no_keys()
        if keys:
            await index.write_changes(tx, self._part, index.Changes(added=keys))
        await _save_forms(tx, self._forms)

    def _gather(self, texts: Iterable[ShownText]) -> list[tuple[int, str, str | None]]:
        """Note the words of posts, and return their rows."""
        keys, forms = self._keys, self._forms
        rows: list[tuple[int, str, str | None]] = []
        for key, text, stated in texts:
            spaced, language = analyse(text, stated)
            rows.append((key, spaced, language))
            forms.add(text, language)
            if spaced:
                for word in set(spaced.split(" ")):
                    keys[word].append(key)
        return rows


async def _save_forms(tx: Transaction, forms: FormsOfPosts) -> None:
    new, forms.new = forms.new, set()
    await tx.execute_many("INSERT OR IGNORE INTO forms VALUES (?, ?)", sorted(new))


def _no_keys() -> "dict[str, array[int]]":
    return defaultdict(lambda: array("I"))

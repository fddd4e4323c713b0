"""The words of new posts, gathered for the index while an import writes them."""

import asyncio
from collections.abc import Iterable, Sequence

from bot.archive.search.analysis.of_posts import AnalysedTexts
from bot.archive.search.forms.words import FormsOfPosts
from bot.storage.archive.posts.words import (
    ShownText,
    WordsRow,
    save_forms,
    save_rows,
    usual_language,
    words_row,
)
from bot.storage.archive.search import index
from bot.storage.archive.search.gathered import GatheredPosts
from bot.storage.transaction import Transaction

_MOST_FORMS = 50_000  # that are in memory together, some 10 MB


class NewWords:
    """Gathers the words of new posts, so that the index needs not read and split them again.

    At most those of one part of the archive are in memory together, and no more than is said in
    `bot.storage.archive.search.gathered`. They are in the index once `write` is called, before the
    transaction ends and before the update of the index: later changes of those are noted in the
    table `dirty`. `analysed` are texts that need not be analysed any more.
    """

    def __init__(self) -> None:
        self._part = 0
        self._gathered = GatheredPosts()
        self._forms: FormsOfPosts | None = None
        self.analysed = AnalysedTexts()

    async def add(self, tx: Transaction, texts: Sequence[ShownText]) -> None:
        """Write the words of posts that are not in the index, given by ascending keys."""
        if not texts:
            return
        if self._forms is None:
            self._forms = FormsOfPosts(await usual_language(tx))
        part = texts[0].key >> index.PART_BITS
        if part != self._part:
            await self.write(tx)
            self._part = part
        end = (part + 1) << index.PART_BITS
        within = [one for one in texts if one.key < end]
        await save_rows(tx, await asyncio.to_thread(self._gather, within, self._forms))
        await tx.execute(
            "DELETE FROM dirty WHERE post BETWEEN ? AND ?", (within[0].key, within[-1].key)
        )
        if self._gathered.is_full:
            await self.write(tx)
        elif len(self._forms.new) > _MOST_FORMS:
            await save_forms(tx, self._forms)
        await self.add(tx, texts[len(within) :])

    async def write(self, tx: Transaction) -> None:
        """Write the gathered words to the index, and forget them."""
        gathered, self._gathered = self._gathered, GatheredPosts()
        if len(gathered):
            await index.write_changes(tx, self._part, index.Changes(added=gathered))
        if self._forms is not None:
            await save_forms(tx, self._forms)

    def _gather(self, texts: Iterable[ShownText], forms: FormsOfPosts) -> list[WordsRow]:
        """Note the words of posts, and return their rows."""
        rows = [words_row(text, forms, self.analysed) for text in texts]
        for key, spaced, _ in rows:
            if spaced:
                self._gathered.add(key, set(spaced.split(" ")))
        return rows

"""Taking the meaning of all posts, in a process of its own; what was done stays done."""

from collections.abc import Callable
from typing import NamedTuple

from bot.archive.meaning.text import meant_text
from bot.services.meaning.encoder import Encoder
from bot.services.meaning.errors import MissingExtraError
from bot.storage.archive.meaning.meanings import KeyedText, MeaningModel, MeaningStore
from bot.workers import encoder_jobs
from bot.workers.encoder_jobs import BATCH, Model

_OF_MEAN = 4_096  # posts whose mean is taken: with more it hardly changes
_GROWTH = 2
"""From so many times the posts that it had then on, the mean of an archive is taken anew."""

_SAVED = 8  # batches in one transaction


class BuildProgress(NamedTuple):
    """How many posts are done, of those that were to be done at the beginning."""

    done: int
    of: int


class MeaningBuilder:
    """Finds the bits of posts that have none yet, by the model that `installed` names."""

    def __init__(
        self,
        store: MeaningStore,
        encoder: Encoder,
        installed: Callable[[], Model | None] = encoder_jobs.installed_model,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._installed = installed

    async def run(self, progress: Callable[[BuildProgress], None]) -> int:
        """Take the meaning of all posts that have none yet; return of how many.

        If the model is another one than before, or the archive has grown to twice its size, of all
        posts anew. Cancelled, it keeps what it has saved, and another call goes on. Raises
        MissingExtraError without the extra, EncoderFailedError if the process fails.
        """
        model = await self._begun()
        total, done, last = await self._store.missing_count(), 0, 0
        progress(BuildProgress(0, total))
        while texts := await self._store.missing(last, _SAVED * BATCH):
            found: list[tuple[KeyedText, bytes | None]] = []
            for start in range(0, len(texts), BATCH):
                found += await self._bits(texts[start : start + BATCH], model.mean)
                progress(BuildProgress(done + len(found), total))
            await self._store.save(model, found)
            done += len(found)
            last = texts[-1].key
        return done

    async def pending(self) -> int:
        """Return of how many posts `run` would take the meaning."""
        posts, before = await self._store.posts(), await self._store.model()
        if self._goes_on(before, posts):
            return await self._store.missing_count()
        return posts

    def _goes_on(self, before: MeaningModel | None, posts: int) -> bool:
        """Return whether the bits that are there stay."""
        if before is None or (before.name, before.version) != self._installed():
            return False
        return posts < max(_GROWTH * before.posts, 1)

    async def _begun(self) -> MeaningModel:
        """Return the model of the bits that are there, or begin with the installed one."""
        installed = self._installed()
        if installed is None:
            raise MissingExtraError
        posts, before = await self._store.posts(), await self._store.model()
        if before is not None and self._goes_on(before, posts):
            return before
        texts = [one.text for one in await self._store.sample(_OF_MEAN)]
        meant = list(filter(None, map(meant_text, texts)))
        mean = await self._encoder.mean_of(meant)
        model = MeaningModel(*installed, mean, posts)
        await self._store.begin(model)
        return model

    async def _bits(
        self, texts: list[KeyedText], mean: bytes
    ) -> list[tuple[KeyedText, bytes | None]]:
        """Return the bits of each text, None of one without a meaning."""
        meant = {one.key: plain for one in texts if (plain := meant_text(one.text))}
        bits = await self._encoder.bits_of(list(meant.values()), mean)
        by_key = dict(zip(meant, bits, strict=True))
        return [(one, by_key.get(one.key)) for one in texts]

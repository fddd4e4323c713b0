"""Taking the meaning of all posts, in a process of its own; what was done stays done.

One build at a time is at work on an archive. Bits that can answer do so until new ones are
complete.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from bot.archive.meaning.text import meant_text
from bot.services.meaning.encoder import Encoder
from bot.services.meaning.errors import MissingExtraError
from bot.storage.archive.meaning.build_lock import build_lock
from bot.storage.archive.meaning.meanings import Bits, KeyedText, MeaningModel, MeaningStore
from bot.storage.files.file_lock import HeldError
from bot.workers import encoder_jobs
from bot.workers.encoder_jobs import BATCH, Model

_OF_MEAN = 4_096  # posts whose mean is taken: with more it hardly changes
_GROWTH = 2
"""From so many times the posts that it had then on, the mean of an archive is taken anew."""

_SAVED = 8  # batches in one transaction
_AGAIN = 0.5  # seconds after which it is looked whether another build has ended


class BuildProgress(NamedTuple):
    """How many posts are done, of those that are to be done as far as is known."""

    done: int
    of: int


class Built(NamedTuple):
    """Of how many posts the meaning was taken, and of how many it is still to be taken."""

    done: int
    left: int


OnProgress = Callable[[BuildProgress], object]


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

    async def run(self, progress: OnProgress, on_wait: Callable[[], object] = lambda: None) -> int:
        """Take the meaning of all posts that have none yet; return of how many.

        If the model is another one than before, or the archive has grown to twice its size, of all
        posts anew: the bits that are there answer meanwhile if they are of the same model. While
        another build is at work this waits for its end, which `on_wait` is called for once.
        Cancelled, it keeps what it has saved, and another call goes on. Raises MissingExtraError
        without the extra, EncoderFailedError if the process fails, DatabaseError.
        """
        waited = False
        while (built := await self.run_if_free(progress)) is None:
            if not waited:
                on_wait()
            waited = True
            await _wait(_AGAIN)
        return built.done

    async def run_if_free(self, progress: OnProgress, most: int | None = None) -> Built | None:
        """Take it as `run` does, unless that is more than `most` posts.

        None if another build is at work: that one also takes the meaning of what was committed
        before this call.
        """
        if self._installed() is None:
            raise MissingExtraError
        self._store.database.check_writable()
        done = 0
        while True:
            tried = saved = 0
            try:
                with build_lock(self._store.database.path):
                    if most is None or await self.pending() <= most:
                        tried, saved = await self._take(progress, done)
            except HeldError:
                return Built(done, 0) if done else None
            done += saved
            # A build that found the lock held relies on this look, which is after its release, even
            # if there was nothing to take before.
            left = await self.pending()
            is_wanted = left and (most is None or left <= most)
            if not is_wanted or tried > saved == 0:
                return Built(done, left)

    async def pending(self) -> int:
        """Return of how many posts `run` would take the meaning.

        Where new bits are complete and only have to take the place of the old ones, it is those
        without old ones.
        """
        bits, model = await self._planned()
        if model is None:
            return await self._store.posts()
        return await bits.missing_count() or await self._store.current.missing_count()

    async def _take(self, progress: OnProgress, before: int) -> tuple[int, int]:
        """Take all that is missing now; return of how many posts, and how many of them were saved.

        `before` were done already.
        """
        bits, model = await self._begun()
        done, saved, last = 0, 0, 0
        of = before + await bits.missing_count()
        progress(BuildProgress(before, of))
        while texts := await bits.missing(last, _SAVED * BATCH):
            found: list[tuple[KeyedText, bytes | None]] = []
            for start in range(0, len(texts), BATCH):
                found += await self._bits(texts[start : start + BATCH], model.mean)
                so_far = before + done + len(found)
                progress(BuildProgress(so_far, max(of, so_far)))
            saved += await bits.save(model, found)
            done += len(found)
            last = texts[-1].key
        if bits is self._store.next:
            await self._store.replace(model)
        return done, saved

    async def _planned(self) -> tuple[Bits, MeaningModel | None]:
        """Return the bits that are to be made, and their model; None if they are not begun.

        Bits of another model cannot be compared with any query, so new ones take their place at
        once, and answer for the posts that have them. So it is in an archive that was empty.
        """
        store, installed, posts = self._store, self._installed(), await self._store.posts()
        current = await store.current.model()
        if current is None or current[:2] != installed:
            return store.current, None
        if _goes_on(current, posts):
            return store.current, current
        if not current.posts:
            return store.current, None
        following = await store.next.model()
        goes_on = (
            following is not None and following[:2] == installed and _goes_on(following, posts)
        )
        return store.next, following if goes_on else None

    async def _begun(self) -> tuple[Bits, MeaningModel]:
        """Return the bits that are to be made, begun with the installed model if they are not."""
        bits, model = await self._planned()
        if model is None:
            installed = self._installed()
            if installed is None:
                raise MissingExtraError
            posts = await self._store.posts()
            texts = [one.text for one in await self._store.sample(_OF_MEAN)]
            mean = await self._encoder.mean_of(list(filter(None, map(meant_text, texts))))
            model = MeaningModel(*installed, mean, posts)
            await bits.begin(model)
        return bits, model

    async def _bits(
        self, texts: list[KeyedText], mean: bytes
    ) -> list[tuple[KeyedText, bytes | None]]:
        """Return the bits of each text, None of one without a meaning."""
        meant = {one.key: plain for one in texts if (plain := meant_text(one.text))}
        bits = await self._encoder.bits_of(list(meant.values()), mean)
        by_key = dict(zip(meant, bits, strict=True))
        return [(one, by_key.get(one.key)) for one in texts]


async def _wait(seconds: float) -> None:
    await asyncio.sleep(seconds)


def _goes_on(model: MeaningModel, posts: int) -> bool:
    """Return whether the mean of a model still fits an archive that has so many posts."""
    return posts < max(_GROWTH * model.posts, 1)

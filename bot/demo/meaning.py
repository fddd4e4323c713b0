"""What posts mean, taken for the demo where the extra for that is installed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.demo.harness import DemoHarness
from bot.services.meaning.building import BuildProgress, MeaningBuilder
from bot.services.meaning.encoder import EncoderFailedError, EncoderProcess
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase


@asynccontextmanager
async def meaning_taken(harness: DemoHarness) -> AsyncIterator[None]:
    """Take the meaning of all posts during the block, beside what else happens there."""
    task = asyncio.create_task(take_meaning(harness))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def take_meaning(harness: DemoHarness) -> None:
    """Take the meaning of all posts that are shown; of the sample's it takes some seconds."""
    if not harness.services.by_meaning.is_installed:
        return
    encoder = EncoderProcess()
    try:
        # Without memory for the model all else is shown, and such a search says what is missing.
        with suppress(EncoderFailedError):
            async with ArchiveDatabase(harness.folder / "archive.db") as database:
                await MeaningBuilder(MeaningStore(database), encoder).run(_ignore)
    finally:
        await encoder.close()


def _ignore(_progress: BuildProgress) -> None:
    """Show no progress."""

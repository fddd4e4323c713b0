"""What posts mean, taken for the demo where the extra for that is installed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.demo.harness import DemoHarness
from bot.services.meaning import at_import
from bot.services.meaning.encoder import EncoderFailedError


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
    if harness.services.by_meaning.is_installed:
        # Without memory for the model all else is shown, and such a search says what is missing.
        with suppress(EncoderFailedError):
            await at_import.take_meaning(harness.folder / "archive.db")

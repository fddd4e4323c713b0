"""The progress of long work, shown in its answer while it lasts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import discord

from bot.ui.cards import text_page
from bot.ui.interactions.respond import Interaction, show
from bot.ui.text import escape

_EVERY = 3.0  # seconds: Discord allows far more edits, and nobody reads faster

_log = logging.getLogger(__name__)


@asynccontextmanager
async def progress_shown(
    interaction: Interaction, describe: Callable[[], str]
) -> AsyncIterator[None]:
    """Edit what `describe` returns into a deferred answer, during the block, whenever it changed.

    No edit is under way any more when the block has ended. Discord takes edits for 15 minutes; the
    work is not to end with them, so failures are logged alone.
    """
    ended = asyncio.Event()
    editing = asyncio.create_task(_edit_regularly(interaction, describe, ended))
    try:
        yield
    finally:
        ended.set()
        await editing


async def _edit_regularly(
    interaction: Interaction, describe: Callable[[], str], ended: asyncio.Event
) -> None:
    shown = ""
    while not await _ends_within(ended, _EVERY):
        text = describe()
        if text == shown:
            continue
        try:
            await show(interaction, text_page(escape(text), private=True))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("Progress is no longer shown: %s", type(error).__name__)
            return
        shown = text


async def _ends_within(ended: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), seconds)
    return ended.is_set()

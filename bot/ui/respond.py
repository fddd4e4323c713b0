"""Answers to interactions: given whatever happens, and tried again when the line breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

import aiohttp
import discord
from discord import app_commands, ui

from bot.errors import ThrowbackError
from bot.ui.cards import Page, sentence
from bot.ui.limits import CHOICE
from bot.ui.text import escape, one_line

Interaction: TypeAlias = "discord.Interaction[Any]"

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ALREADY_ANSWERED = 40060
_TOO_LATE = 10062
_UNKNOWN_WEBHOOK = 10015  # what Discord says of an interaction whose token has run out
_TOKEN_RAN_OUT = 50027
_PAUSES = (0.25, 0.75, 2.0)  # seconds before another try

_UNEXPECTED = "Something went wrong here, and it was noted in the bot's log. Try again in a moment."
_MISSING_HERE = "I may not do that here."


async def retry(call: Callable[[], Awaitable[T]]) -> T:
    """Make a request that may safely be made twice; again if the line or Discord's side breaks.

    discord.py itself tries again after most 5xx, but neither after 503 nor, on Linux, after a
    connection that was reset.
    """
    for pause in _PAUSES:
        try:
            return await call()
        except (
            aiohttp.ClientConnectionError,
            ConnectionError,
            discord.DiscordServerError,
        ) as error:
            _log.warning("A request to Discord failed (%s); trying again", type(error).__name__)
            await asyncio.sleep(pause)
    return await call()


async def defer(interaction: Interaction, *, private: bool) -> None:
    """Tell Discord that an answer to a command follows; `private`: for the asker's eyes alone."""
    await _defer(interaction, thinking=True, ephemeral=private)


async def defer_update(interaction: Interaction) -> None:
    """Tell Discord that the message whose button was pressed will change."""
    await _defer(interaction)


async def show(interaction: Interaction, view: ui.LayoutView) -> None:
    """Put `view`, with its files, where the deferred answer, or that of the button, stands."""
    contents = view.files if isinstance(view, Page) else {}

    async def edit() -> None:
        # A file is used up by being sent, so each try makes its own.
        files = [discord.File(BytesIO(one.encode()), name) for name, one in contents.items()]
        await interaction.edit_original_response(view=view, attachments=files)

    await retry(edit)


async def say_privately(interaction: Interaction, text: str) -> None:
    """Say `text`, plain words, to the asker alone, whether or not an answer was begun."""
    view = sentence(escape(text))
    response = interaction.response
    if not response.is_done():
        await interaction.response.send_message(view=view, ephemeral=True)
    elif response.type is discord.InteractionResponseType.deferred_channel_message:
        await show(interaction, view)
    else:
        await interaction.followup.send(view=view, ephemeral=True)


async def add(interaction: Interaction, text: str) -> None:
    """Say `text`, plain words, to the asker alone, below an answer that is complete without it."""
    view = sentence(escape(text))
    try:
        await retry(lambda: interaction.followup.send(view=view, ephemeral=True))
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("A note below an answer was not sent: %s", type(error).__name__)


async def refuse(interaction: Interaction, text: str) -> None:
    """Say `text` in the place of an answer, an autocomplete's included."""
    if interaction.type is discord.InteractionType.autocomplete:
        choice = app_commands.Choice(name=one_line(text, CHOICE), value="-")
        await interaction.response.autocomplete([choice])
    else:
        await say_privately(interaction, text)


async def report(interaction: Interaction, error: BaseException) -> None:
    """Tell the user what went wrong: the one way for commands, buttons and modals alike.

    A ThrowbackError carries its sentence. Anything else is a defect: it is logged, and the user
    reads that it was.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if _nobody_waits(error):
        _log.warning("An answer came too late for Discord to take it")
        return
    if isinstance(error, ThrowbackError):
        text = str(error)
    elif isinstance(error, app_commands.CheckFailure):
        text = _MISSING_HERE
    else:
        _log.error("An answer failed", exc_info=error)
        text = _UNEXPECTED
    try:
        if interaction.type is not discord.InteractionType.autocomplete:
            await retry(lambda: say_privately(interaction, text))
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        _log.warning("Nor could the user be told: %s", type(failure).__name__)


async def _defer(
    interaction: Interaction, *, thinking: bool = False, ephemeral: bool = False
) -> None:
    try:
        await retry(lambda: interaction.response.defer(thinking=thinking, ephemeral=ephemeral))
    except discord.HTTPException as error:
        if error.code != _ALREADY_ANSWERED:  # an earlier try did arrive; its answer was lost
            raise


def _nobody_waits(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in {
        _TOO_LATE,
        _ALREADY_ANSWERED,
        _UNKNOWN_WEBHOOK,
        _TOKEN_RAN_OUT,
    }

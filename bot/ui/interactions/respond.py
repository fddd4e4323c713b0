"""Answers to interactions: sent in any case, and retried when the connection breaks."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any, TypeAlias

import aiohttp
import discord
from discord import app_commands, ui

from bot.archive.posts.media_files import WantedMedia
from bot.errors import DatabaseError, ThrowbackError
from bot.languages import lazy, of_discord, switch_to
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import text_page
from bot.ui.cards.page import Found, Page
from bot.ui.interactions.sending.first_response import (
    AnsweredElsewhereError,
    FirstResponse,
    begin,
    turns_of,
)
from bot.ui.interactions.sending.retrying import retry
from bot.ui.limits import MAX_CHOICE
from bot.ui.observation.observer import BEGUN, OUTCOME, Outcome
from bot.ui.text import escape, one_line

Interaction: TypeAlias = "discord.Interaction[Any]"

PrepareMedia = Callable[[Sequence[WantedMedia], int], Awaitable[Found]]
"""Prepares media files for sending, each in at most so many bytes."""

_log = logging.getLogger(__name__)

_ALREADY_ANSWERED = 40060
_TOO_LATE = 10062
_FILES_REFUSED = {40005, 50013}  # too large, or without the permission to attach any
_UNKNOWN_WEBHOOK = 10015  # for an interaction whose token has expired
_TOKEN_EXPIRED = 50027
_CUT_OFF = (RuntimeError, aiohttp.ClientError, OSError)

# In an interaction's extras, as BEGUN.
_IS_COMPLETE = "complete"  # never translated; whether the answer was sent

_UNEXPECTED = lazy(
    "Something went wrong here, and it was noted in the bot's log. Try again in a moment."
)
_NOT_PERMITTED = lazy("I may not do that here.")
_ANSWERED_ELSEWHERE = (
    # never translated: it is for the log
    "Somebody else answered a command before this process did, so it did nothing: another process "
    "runs the bot with the same token. Stop one of the two, or reset the token."
)


def defer_unless_soon(
    interaction: Interaction, *, private: bool = False, updates: bool = False
) -> FirstResponse:
    """Have an answer deferred that is not there soon; see FirstResponse."""
    return FirstResponse(interaction, updates=updates, private=private)


async def defer(interaction: Interaction, *, private: bool = False, updates: bool = False) -> None:
    """Defer an answer now, before work that must not begin without Discord; see FirstResponse."""
    await defer_unless_soon(interaction, private=private, updates=updates).defer()


async def open_form(interaction: Interaction, form: ui.Modal) -> None:
    """Open a form, which is answered by itself."""
    await begin(interaction, lambda: interaction.response.send_modal(form))


async def show(
    interaction: Interaction, view: ui.LayoutView, prepare: PrepareMedia | None = None
) -> None:
    """Answer with `view` and its files: a new message, or the button's own changed.

    `prepare` prepares the media that it wants to show; it has none without. A private page takes
    the place of an answer that was deferred publicly, and leaves a public message as it is.
    """
    if isinstance(view, Page) and view.wanted and prepare is not None:
        view = view.illustrate(await prepare(view.wanted, interaction.filesize_limit))
    async with turns_of("answer", interaction):
        if await _is_first(interaction, with_files=isinstance(view, Page) and bool(view.files)):
            await _answer_at_once(interaction, view)
        elif isinstance(view, Page) and view.private and _is_public(interaction):
            await _withdraw(interaction)
            await retry(
                lambda: interaction.followup.send(view=view, files=_files(view), ephemeral=True)
            )
        else:
            await _replace_with_or_without_pictures(interaction, view)
    interaction.extras[_IS_COMPLETE] = True


async def say_privately(
    interaction: Interaction, text: str, kind: AnswerKind | None = None
) -> None:
    """Send plain `text` to the invoking user only, whether or not an answer was begun.

    `kind` is as in `text_page`.
    """
    view = text_page(escape(text), private=True, kind=kind)
    first = FirstResponse.of(interaction)
    if _IS_COMPLETE not in interaction.extras and (first is not None and not first.updates):
        await show(interaction, view)
    elif not await _is_first(interaction):
        await retry(lambda: interaction.followup.send(view=view, ephemeral=True))
    else:
        send = interaction.response.send_message
        await begin(interaction, lambda: send(view=view, ephemeral=True))


async def add_note(interaction: Interaction, text: str) -> None:
    """Send plain `text` to the invoking user only, below an answer complete without it."""
    view = text_page(escape(text))
    try:
        await retry(lambda: interaction.followup.send(view=view, ephemeral=True))
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        _log.warning("A note below an answer was not sent: %s", type(error).__name__)


async def refuse(interaction: Interaction, text: str) -> None:
    """Send `text` instead of an answer, also as the choice of an autocomplete."""
    interaction.extras[OUTCOME] = Outcome.REFUSED
    if interaction.type is discord.InteractionType.autocomplete:
        choice = app_commands.Choice(name=one_line(text, MAX_CHOICE), value="-")
        await interaction.response.autocomplete([choice])
    else:
        await say_privately(interaction, text, AnswerKind.ERROR)


async def report(interaction: Interaction, error: BaseException) -> None:
    """Report an error to the user: the one way for commands, buttons and modals alike.

    A ThrowbackError has its own sentence. Any other error is a defect: it is logged, and the user
    reads that it was. That the bot has closed is neither: nobody can be answered any more.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    outcomes = interaction.extras
    if isinstance(error, AnsweredElsewhereError):
        outcomes[OUTCOME] = Outcome.ELSEWHERE
        _log.error(_ANSWERED_ELSEWHERE)
    elif _came_too_late(error):
        outcomes[OUTCOME] = Outcome.TOO_LATE
        _log.warning("An answer came too late for Discord to take it")
    elif _was_cut_off(interaction, error):
        outcomes[OUTCOME] = Outcome.UNANSWERED
    else:
        await _say_why(interaction, error)


async def _say_why(interaction: Interaction, error: BaseException) -> None:
    """Send the user the sentence for an error; a defect is logged."""
    outcomes = interaction.extras
    sentence: object = _UNEXPECTED
    outcomes[OUTCOME] = Outcome.REFUSED
    if isinstance(error, ThrowbackError):
        sentence = error
    elif isinstance(error, app_commands.CheckFailure):
        sentence = _NOT_PERMITTED
    else:
        _log.error("An answer failed", exc_info=error)
    if sentence is _UNEXPECTED or isinstance(error, DatabaseError):
        outcomes[OUTCOME] = Outcome.ERROR
    switch_to(of_discord(interaction.locale))  # the asker alone reads it
    try:
        if interaction.type is not discord.InteractionType.autocomplete:
            await say_privately(interaction, str(sentence), AnswerKind.ERROR)
    except AnsweredElsewhereError:
        outcomes[OUTCOME] = Outcome.ELSEWHERE
        _log.error(_ANSWERED_ELSEWHERE)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        outcomes[OUTCOME] = Outcome.UNANSWERED
        _log.warning("Nor could the user be told: %s", type(failure).__name__)
    except RuntimeError as failure:
        if not _was_cut_off(interaction, failure):
            raise
        outcomes[OUTCOME] = Outcome.UNANSWERED


def _spoils(error: Exception) -> bool:
    """Return whether the files of an answer may be why it was not sent.

    A server in front of Discord's own gives its 413 no code; it, or a proxy, may also break off.
    """
    if not isinstance(error, discord.HTTPException) or isinstance(
        error, discord.DiscordServerError
    ):
        return True
    return error.code in _FILES_REFUSED or error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


async def _is_first(interaction: Interaction, *, with_files: bool = False) -> bool:
    """Return whether Discord has no response yet, and gets no other one before the next.

    Files are uploaded in more time than it leaves for a first response, so with them it has one.
    """
    first = FirstResponse.of(interaction)
    if first is not None and with_files and BEGUN not in interaction.extras:
        await first.defer()
    elif first is not None:
        await first.settle()
    return BEGUN not in interaction.extras


async def _answer_at_once(interaction: Interaction, view: ui.LayoutView) -> None:
    """Send an answer without files as the first response."""
    first, response = FirstResponse.of(interaction), interaction.response
    is_private = isinstance(view, Page) and view.private
    if first is not None and first.updates and not (is_private and _is_public(interaction)):
        await begin(interaction, lambda: response.edit_message(view=view, attachments=[]))
    else:
        private = is_private or (first is not None and first.private)
        await begin(interaction, lambda: response.send_message(view=view, ephemeral=private))


async def _replace_with_or_without_pictures(interaction: Interaction, view: ui.LayoutView) -> None:
    """Replace the answer, without its pictures if Discord does not take them."""
    try:
        await _replace(interaction, view)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if not (isinstance(view, Page) and view.draw and view.files and _spoils(error)):
            raise
        _log.warning("The pictures of an answer were not sent (%s)", type(error).__name__)
        await _replace(interaction, view.without_pictures())


async def _replace(interaction: Interaction, view: ui.LayoutView) -> None:
    """Replace the deferred answer, or the button's message, with all its attachments."""
    await retry(lambda: interaction.edit_original_response(view=view, attachments=_files(view)))


def _files(view: ui.LayoutView) -> list[discord.File]:
    """Return the files of a message for one attempt to send it, which consumes them."""
    contents = view.files if isinstance(view, Page) else {}
    return [discord.File(BytesIO(data), name) for name, data in contents.items()]


def _is_public(interaction: Interaction) -> bool:
    """Return whether others see the deferred answer, or the message whose button was pressed."""
    first = FirstResponse.of(interaction)
    if first is not None and not first.updates:
        return not first.private
    message = interaction.message
    return message is not None and not message.flags.ephemeral


async def _withdraw(interaction: Interaction) -> None:
    """Delete an answer that was deferred publicly, if it was not the change of a message.

    Whether a message is private is fixed when it is deferred, and Discord would let the first
    followup take the place of the deferred one.
    """
    first = FirstResponse.of(interaction)
    if first is not None and not first.updates and _IS_COMPLETE not in interaction.extras:
        with suppress(discord.NotFound):  # an earlier attempt did arrive
            await retry(interaction.delete_original_response)


def _was_cut_off(interaction: Interaction, error: BaseException) -> bool:
    """Return whether a request failed because the bot has closed its connections.

    aiohttp has no error of its own for that; it raises RuntimeError.
    """
    return interaction.client.is_closed() and isinstance(error, _CUT_OFF)


def _came_too_late(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in {
        _TOO_LATE,
        _ALREADY_ANSWERED,
        _UNKNOWN_WEBHOOK,
        _TOKEN_EXPIRED,
    }

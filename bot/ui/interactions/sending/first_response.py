"""The first response to an interaction, for which Discord waits three seconds.

It is the answer itself if that is there soon: one request instead of two, and nobody has to watch
the bot think. Otherwise the answer is deferred, and has fifteen minutes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

import discord

from bot.ui.interactions.sending.retrying import counted, retry
from bot.ui.observation.observer import BEGUN

Interaction: TypeAlias = "discord.Interaction[Any]"

SOON = 0.5
"""Seconds after which an answer is deferred: a busy event loop may notice a second later, and the
way to Discord takes its time as well."""

_ALREADY_ANSWERED = 40060

_FIRST_RESPONSE = "first response"  # in an interaction's extras

# Requests of one kind for one user: behind fifty, all others would wait for half a second. An
# acknowledgement, for which Discord waits three seconds, does not wait for answers.
_AT_ONCE = 3
_turns: WeakValueDictionary[tuple[str, int], asyncio.Semaphore] = WeakValueDictionary()


class AnsweredElsewhereError(Exception):
    """Another process with the same token has answered an interaction."""


class FirstResponse:
    """Defers the answer to an interaction, unless something else is sent first.

    With `updates` the answer changes the message whose component was used; otherwise it is a new
    one, which only the user sees if `private`.
    """

    def __init__(self, interaction: Interaction, *, updates: bool, private: bool) -> None:
        self.updates = updates
        self.private = private
        self._interaction = interaction
        self._deferring: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(SOON, self._begin)
        interaction.extras[_FIRST_RESPONSE] = self

    @staticmethod
    def of(interaction: Interaction) -> "FirstResponse | None":
        """Return that of an interaction, None if there is none."""
        first: FirstResponse | None = interaction.extras.get(_FIRST_RESPONSE)
        return first

    @property
    def is_deferred(self) -> bool:
        """Whether Discord has the deferral, or it is on its way there."""
        return self._deferring is not None

    async def defer(self) -> None:
        """Defer the answer now, unless it is deferred already."""
        if not self.is_deferred:
            self._begin()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the answer is deferred, if that has begun; otherwise it never is.

        Raises the error of the deferral, once.
        """
        self._timer.cancel()
        if self._deferring is not None:
            try:
                await asyncio.shield(self._deferring)
            except Exception:
                self._deferring = None  # what is sent next may be the first response yet
                raise

    def _begin(self) -> None:
        self._timer.cancel()
        self._deferring = asyncio.create_task(self._defer())
        self._deferring.add_done_callback(_note)

    async def _defer(self) -> None:
        defer = self._interaction.response.defer
        async with turns_of("acknowledgement", self._interaction):
            await begin(
                self._interaction,
                lambda: defer(thinking=not self.updates, ephemeral=self.private),
            )


async def begin(interaction: Interaction, respond: Callable[[], Awaitable[object]]) -> None:
    """Send the first response to an interaction, of which Discord takes one.

    If it has one, an earlier attempt did arrive and its response was lost. If there was none,
    raises AnsweredElsewhereError.
    """
    with counted() as requests:

        async def attempt() -> None:
            if requests.sent:
                # A response that cannot be read counts as one for discord.py, which then refuses.
                interaction.response._response_type = None  # noqa: SLF001 - there is no other way
            await respond()

        try:
            await retry(attempt)
        except discord.HTTPException as error:
            if error.code != _ALREADY_ANSWERED:
                raise
            if requests.sent == 1:
                raise AnsweredElsewhereError from error
    interaction.extras[BEGUN] = time.monotonic()


def turns_of(kind: str, interaction: Interaction) -> asyncio.Semaphore:
    """Return what admits a few of a user's requests of one kind at a time."""
    return _turns.setdefault((kind, interaction.user.id), asyncio.Semaphore(_AT_ONCE))


def _note(deferring: "asyncio.Task[None]") -> None:
    """Note an error, which is raised where the deferral is waited for, if that ever happens."""
    if not deferring.cancelled():
        deferring.exception()

"""The bot as the ui knows it: a client of Discord that answers requests."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, TypeAlias

import discord
from discord.ext import commands

from bot.ui.interactions.cooldowns import Cooldowns
from bot.ui.interactions.request import Request
from bot.ui.observation.observer import Observer

Interaction: TypeAlias = "discord.Interaction[Client]"

# The bot uses no voice, so it needs no warning that voice support is not installed.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class Target(Enum):
    """Where the answer to a component goes."""

    SAME_MESSAGE = auto()
    """Its own message, if that answered a command of the same user; else a private message."""

    PRIVATE_MESSAGE = auto()
    """A new message that only the user sees."""

    NEW_MESSAGE = auto()
    """A new message, as public as the one with the component."""

    SHARED_MESSAGE = auto()
    """A new message for the channel, in a server that may see the archive."""


class Client(commands.AutoShardedBot, ABC):
    """A client that decides who may have an answer, and gives it.

    Before it decides on a command or a component, `cooldowns` are checked. Its `observer` is given
    what became of each.
    """

    observer = Observer()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cooldowns = Cooldowns()

    @property
    def application_owners(self) -> frozenset[int]:
        """The ids of the application's owner, or of its team; none before the login."""
        application = self.application
        if application is None:
            return frozenset()
        if application.team is not None:
            return frozenset(member.id for member in application.team.members)
        return frozenset({application.owner.id})

    @abstractmethod
    async def check_access(self, interaction: Interaction) -> bool:
        """Return whether the archive may be shown here; if not, send the user the reason."""

    @abstractmethod
    async def press(
        self,
        interaction: Interaction,
        asks: Callable[[], Request],
        target: Target,
        number: int,
    ) -> None:
        """Answer a component that was used with page `number`, counted from 0, of a request.

        `asks` returns the request, or raises PageExpiredError; it is called only if the archive may
        be shown here.
        """

"""Cooldowns: how many commands and components a user, and a server, may use in a short time."""

import time
from collections.abc import Callable
from math import ceil
from typing import Any, TypeAlias

import discord
from discord.ext.commands import CooldownMapping

from bot.errors import CooldownError
from bot.languages import nlazy

Interaction: TypeAlias = "discord.Interaction[Any]"

_SECONDS = 20.0  # after the first of so many
_MOST_OF_USER = 120  # six a second: nobody turns pages so fast for so long
_MOST_OF_GUILD = 1_000  # fifty a second: about what a small machine can answer


class Cooldowns:
    """Counts commands and components in memory, for each user and for each server.

    Autocompletion is not counted: every letter asks, and a newer request replaces the older.
    """

    def __init__(
        self,
        *,
        user: int = _MOST_OF_USER,
        guild: int = _MOST_OF_GUILD,
        seconds: float = _SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._users = CooldownMapping[Interaction].from_cooldown(
            user, seconds, lambda interaction: interaction.user.id
        )
        self._guilds = CooldownMapping[Interaction].from_cooldown(
            guild, seconds, lambda interaction: interaction.guild_id
        )
        self._now = now

    def check(self, interaction: Interaction) -> None:
        """Count an interaction. Raises CooldownError if there were too many just before it."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        now = self._now()
        if wait := self._users.update_rate_limit(interaction, now):
            raise CooldownError(
                nlazy(
                    "You gave very many commands in a short time. The next one is taken in "
                    "{count:,} second.",
                    "You gave very many commands in a short time. The next one is taken in "
                    "{count:,} seconds.",
                    ceil(wait),
                )
            )
        if interaction.guild_id is None:
            return
        if wait := self._guilds.update_rate_limit(interaction, now):
            raise CooldownError(
                nlazy(
                    "Very many commands were given in this server in a short time. The next one is "
                    "taken in {count:,} second.",
                    "Very many commands were given in this server in a short time. The next one is "
                    "taken in {count:,} seconds.",
                    ceil(wait),
                )
            )

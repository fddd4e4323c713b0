"""What Discord knows of the bot, asked without a connection to the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.archive.digests.model import Digest
from bot.delivery.connection import api_errors, log_in, use_endpoints
from bot.delivery.guild_setup import absence, install_url, invite_url, missing_in, owner_alone
from bot.settings import Settings
from bot.ui.text import one_line

_LONGEST_NAME = 100  # characters


@dataclass(frozen=True, slots=True)
class BotAccount:
    """What Discord knows of the bot: its name and id, whether any user may add it to a server.

    `invite_url` adds it to a server, `install_url` to a user; None where *User Install* is off.
    `notes` are sentences about what may surprise; `missing` has one for each thing that a server of
    the settings still has to allow.
    """

    name: str
    id: int
    is_public: bool
    invite_url: str
    install_url: str | None
    notes: tuple[str, ...]
    missing: tuple[str, ...]


async def look_up_account(settings: Settings, digests: Sequence[Digest]) -> BotAccount:
    """Log in and return what Discord knows of the bot. Raises as `log_in` does.

    `digests` are those of all servers.
    """
    use_endpoints(settings)
    async with _RestClient(intents=discord.Intents.none()) as client:
        await log_in(client, settings.token or "")
        with api_errors():
            application = await client.application_info()
            notes = [] if settings.guilds else [owner_alone(await client.fetch_some())]
            missing: list[str] = []
            for id in sorted(settings.guilds):
                guild = await client.fetch_with_channels(id)
                if guild is None:
                    missing.append(absence(application.id, id))
                    continue
                own = [digest for digest in digests if digest.guild_id == id]
                missing += [sentence async for sentence in missing_in(client, guild, own)]
    return BotAccount(
        one_line(application.name, _LONGEST_NAME),
        application.id,
        application.bot_public,
        invite_url(application.id),
        install_url(application.id) if application.user_integration_config else None,
        tuple(notes),
        tuple(missing),
    )


class _RestClient(discord.Client):
    """A client that asks for what others hear from the gateway."""

    async def fetch_some(self) -> list[discord.Guild]:
        """Return servers that the bot is in, without their channels."""
        return [guild async for guild in self.fetch_guilds(with_counts=False)]

    async def fetch_with_channels(self, id: int) -> discord.Guild | None:
        """Return a server with its channels and the bot's roles; None if the bot is not in it."""
        try:
            data: Any = await self.http.get_guild(id, with_counts=False)
        except (discord.NotFound, discord.Forbidden):
            return None
        data["channels"] = await self.http.get_all_guild_channels(id)
        own_id = self.user.id if self.user else 0
        data["members"] = [await self.http.get_member(id, own_id)]
        return discord.Guild(data=data, state=self._connection)

"""What Discord knows of the bot, asked without a connection to the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.archive.digests.model import Digest
from bot.delivery.connection import api_errors, log_in, use_endpoints
from bot.delivery.guild_setup import absence, install_url, invite_url, missing_in, owner_alone
from bot.delivery.remote_guilds import fetch_whole
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
                guild = await fetch_whole(client, id, _at_once)
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


async def _at_once() -> None:
    """Wait for nothing: the few requests are made one after another."""

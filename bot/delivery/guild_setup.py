"""What a server still has to allow: the bot itself, its commands, the channels of its digests."""

from collections.abc import AsyncIterator, Iterable, Sequence

import discord
from discord.http import Route

from bot.archive.digests.model import Digest
from bot.errors import BadDigestError
from bot.languages import _
from bot.ui.digests.channels import check, find_destination
from bot.ui.digests.permissions import INVITED
from bot.ui.text import one_line

_LONGEST_NAME = 100  # characters of a server's name, as Discord allows
_MOST_NAMED = 10  # servers in one sentence


def invite_url(application_id: int, guild_id: int | None = None) -> str:
    """Return the address by which a server's managers invite the bot, with what it needs there.

    With `guild_id` that server is chosen already.
    """
    permissions = discord.Permissions(**{permission.name: True for permission in INVITED})
    guild = discord.utils.MISSING if guild_id is None else discord.Object(guild_id)
    return discord.utils.oauth_url(application_id, permissions=permissions, guild=guild)


def install_url(application_id: int) -> str:
    """Return the address by which users install the bot for themselves, to ask it anywhere."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application_id}"
        "&scope=applications.commands&integration_type=1"
    )


def owner_alone(guilds: Sequence[discord.Guild]) -> str:
    """Return the sentence for settings without a server, with those that the bot is in."""
    sentence = _("GUILDS names no server: the bot answers its owner alone, privately.")
    named = ", ".join(_describe(guild) for guild in guilds[:_MOST_NAMED])
    where = _("It is in {servers}.", servers=named)
    return f"{sentence} {where}" if named else sentence


def absence(application_id: int, guild_id: int) -> str:
    """Return the sentence for a server in the settings that the bot is not in."""
    url = invite_url(application_id, guild_id)
    return _(
        "GUILDS names {guild}, but the bot is not in that server: invite it. {url}",
        guild=guild_id,
        url=url,
    )


async def missing_in(
    client: discord.Client, guild: discord.Guild, digests: Iterable[Digest]
) -> AsyncIterator[str]:
    """Yield a sentence for each thing that the bot, or one of its `digests`, lacks in a server.

    The client has cached the server's channels and the bot's roles. May raise discord.py's errors.
    """
    where, id = _describe(guild), client.application_id or 0
    if not await _takes_commands(client, id, guild.id):
        url = invite_url(id, guild.id)
        yield _(
            "{server} does not let the bot have commands: invite it there once more. {url}",
            server=where,
            url=url,
        )
    for digest in digests:
        try:
            check(await find_destination(guild, digest.options.channel_id), digest.options)
        except BadDigestError as error:
            yield _(
                "Digest {number} of {server} cannot be posted. {why}",
                number=digest.id,
                server=where,
                why=error,
            )


def _describe(guild: discord.Guild) -> str:
    return f"{one_line(guild.name, _LONGEST_NAME)} ({guild.id})"


async def _takes_commands(client: discord.Client, application_id: int, guild_id: int) -> bool:
    """Return whether the bot was invited with the scope applications.commands."""
    path = "/applications/{application_id}/guilds/{guild_id}/commands"
    route = Route("GET", path, application_id=application_id, guild_id=guild_id)
    try:
        await client.http.request(route)
    except discord.Forbidden:
        return False
    return True

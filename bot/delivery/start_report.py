"""What the log says once the bot is up: who it is, and what it still lacks."""

import logging
from collections.abc import Collection

import aiohttp
import discord

from bot.archive.digests.model import ShardSet
from bot.archive.plurals import counted
from bot.delivery.guild_setup import absence, invite_url, missing_in, owner_alone
from bot.errors import ThrowbackError
from bot.services.container import Services

_log = logging.getLogger(__name__)


async def report_start(
    client: discord.Client, services: Services, guilds: Collection[int], shard_set: ShardSet
) -> None:
    """Log, when the client is connected, that the bot is up, and what it lacks in each server.

    `guilds` are the servers that may see the archive; other processes report on those that are not
    in `shard_set`. A failure is logged as well.
    """
    await client.wait_until_ready()
    try:
        await _report(client, services, guilds, shard_set)
    except (discord.HTTPException, aiohttp.ClientError, OSError, ThrowbackError) as error:
        _log.warning("What the servers allow was not found out: %s", error)


async def _report(
    client: discord.Client, services: Services, guilds: Collection[int], shard_set: ShardSet
) -> None:
    id, posts = client.application_id or 0, await services.posts.count()
    _log.info(
        "%s is up: %s, %s. To invite it: %s",
        client.user,
        counted(posts, "post"),
        counted(len(client.guilds), "server"),
        invite_url(id),
    )
    if not guilds:
        _log.warning("%s", owner_alone(client.guilds))
    if not posts:
        _log.warning("There is no post in the archive yet. Load some: throwback import PATH")
    for guild_id in sorted(id for id in guilds if id in shard_set):
        guild = client.get_guild(guild_id)
        if guild is None:
            _log.warning("%s", absence(id, guild_id))
        elif not guild.unavailable:
            digests = await services.digests.of_guild(guild_id)
            async for sentence in missing_in(client, guild, digests):
                _log.warning("%s", sentence)

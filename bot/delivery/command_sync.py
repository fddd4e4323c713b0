"""Syncing the commands with Discord, only when they changed: it allows 200 new ones a day."""

import hashlib
import json
import logging
from typing import Any

import discord

from bot.services.container import Services
from bot.ui.interactions import respond
from bot.ui.interactions.client import Client

_log = logging.getLogger(__name__)


async def sync_if_changed(bot: Client, services: Services) -> None:
    """Sync the commands of a bot unless Discord has them already. A failure is logged."""
    if await services.settings.get(_key(bot)) == _fingerprint(bot):
        return
    try:
        count = await sync_commands(bot, services)
    except discord.HTTPException:
        _log.exception("Discord did not take the commands; the next start tries again")
    else:
        _log.info("Told Discord of %d commands", count)


async def sync_commands(bot: Client, services: Services) -> int:
    """Sync the commands of a bot with Discord and return how many there are."""
    synced = await respond.retry(bot.tree.sync)
    await services.settings.put(_key(bot), _fingerprint(bot))
    return len(synced)


def _key(bot: Client) -> str:
    """Return the name of the setting with the fingerprint of the commands that Discord has."""
    return f"commands of {bot.application_id}"


def _fingerprint(bot: Client) -> str:
    tree: Any = bot.tree
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()

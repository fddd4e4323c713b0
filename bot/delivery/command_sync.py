"""Syncing the commands with Discord, only when they changed: it allows 200 new ones a day."""

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any

import discord

from bot.delivery.command_names import Payload, localise
from bot.services.container import Services
from bot.ui.interactions.client import Client
from bot.ui.interactions.sending.retrying import retry

_log = logging.getLogger(__name__)


async def sync_if_changed(bot: Client, services: Services) -> None:
    """Sync the commands of a bot unless Discord has them already. A failure is logged."""
    payload = payload_of(bot)
    fingerprint = _fingerprint(payload)
    if await services.settings.get(_key(bot)) == fingerprint:
        return
    try:
        count = await _sync(bot, services, payload, fingerprint)
    except discord.HTTPException:
        _log.exception("Discord did not take the commands; the next start tries again")
    else:
        _log.info("Told Discord of %d commands", count)


async def sync_commands(bot: Client, services: Services) -> int:
    """Sync the commands of a bot with Discord and return how many there are."""
    payload = payload_of(bot)
    return await _sync(bot, services, payload, _fingerprint(payload))


def payload_of(bot: Client) -> list[Payload]:
    """Return the commands of a bot as Discord gets them, with their names in each language."""
    payload: list[Payload] = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    localise(payload)
    return payload


async def _sync(
    bot: Client, services: Services, payload: Sequence[Payload], fingerprint: str
) -> int:
    """Send the commands. discord.py's own sync would translate them all once more."""
    id: Any = bot.application_id
    http: Any = bot.http
    synced = await retry(lambda: http.bulk_upsert_global_commands(id, payload=payload))
    await services.settings.put(_key(bot), fingerprint)
    return len(synced)


def _key(bot: Client) -> str:
    """Return the name of the setting with the fingerprint of the commands that Discord has."""
    return f"commands of {bot.application_id}"  # never translated


def _fingerprint(payload: Sequence[Payload]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()

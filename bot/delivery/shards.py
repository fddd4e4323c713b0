"""A client that runs some of a bot's shards, beside other processes that run the others."""

import asyncio
import logging
from typing import Any

import aiohttp
import discord
import yarl

from bot.archive.digests.model import ALL_SHARDS, ShardSet
from bot.errors import DatabaseError
from bot.services.identify_turns import SPACING, IdentifyTurns
from bot.ui.interactions.client import Client

_log = logging.getLogger(__name__)


class ShardedClient(Client):
    """A client that takes turns with other processes at identifying, if it runs some shards alone.

    Discord would refuse the sessions of processes that start together, and counts them among the
    1,000 of a day. A client with all shards lets five seconds pass between two, as discord.py does.
    """

    def __init__(self, *args: Any, identify_turns: IdentifyTurns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identify_turns = identify_turns
        self._max_concurrency: int | None = None
        self._has_turn: set[int] = set()

    @property
    def shard_set(self) -> ShardSet:
        """The servers on this process's shards; other processes have the others.

        Their shards alone give what a digest needs, such as the bot's permissions there, without a
        request. So a process posts for another only when that is gone.
        """
        if self.shard_ids is None:
            return ALL_SHARDS
        return ShardSet(frozenset(self.shard_ids), self.shard_count or 1)

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Wait for the shard's turn, then connect it for the first time.

        Between the connection and the session nothing reads what Discord sends, and discord.py
        gives the connection up after a minute: many shards take longer than that.
        """
        if self.shard_ids is not None:
            await self._wait_turn(shard_id)
            self._has_turn.add(shard_id)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the turn of a shard that lost its session."""
        if self.shard_ids is None or shard_id is None:
            await super().before_identify_hook(shard_id, initial=initial)
        elif shard_id in self._has_turn:
            self._has_turn.discard(shard_id)
        else:
            await self._wait_turn(shard_id)

    async def _wait_turn(self, shard_id: int) -> None:
        if self._max_concurrency is None:
            self._max_concurrency = await self._ask_max_concurrency()
        try:
            await self.identify_turns.wait(shard_id, self._max_concurrency)
        except DatabaseError as error:
            _log.warning("Shard %d connects without waiting for others: %s", shard_id, error)
            await asyncio.sleep(SPACING.total_seconds())

    async def _ask_max_concurrency(self) -> int:
        """Return how many shards may identify at once; 1, which is always right, if unknown."""
        try:
            limits = await self.fetch_session_start_limits()
        except (discord.DiscordException, aiohttp.ClientError, OSError, LookupError) as error:
            _log.warning(
                "How many shards may connect at once is unknown (%s)", type(error).__name__
            )
            return 1
        return limits.max_concurrency

"""Which shards are connected to Discord's gateway, over all the clients that follow each other."""

import math
from collections import Counter

from discord.ext import commands


class GatewayState:
    """Follows the shards of one client after another.

    Everything happens on the event loop; `connected` may be read by other threads.
    """

    def __init__(self) -> None:
        self.connected = 0
        """The number of shards that are connected."""
        self.events: Counter[str] = Counter()
        """How often a shard "identified", "resumed" and was "lost"."""
        self._connected: set[int] = set()
        self._client: commands.AutoShardedBot | None = None

    def follow(self, client: commands.AutoShardedBot) -> None:
        """Follow a client that is not connected yet."""
        self.leave()
        self._client = client

        async def on_shard_connect(id: int) -> None:
            self._note(client, "identified", id)

        async def on_shard_resumed(id: int) -> None:
            self._note(client, "resumed", id)

        async def on_shard_disconnect(id: int) -> None:
            self._note(client, "lost", id)

        for listener in (on_shard_connect, on_shard_resumed, on_shard_disconnect):
            client.add_listener(listener)

    def leave(self) -> None:
        """Note that the client is closed."""
        self._client = None
        self._connected.clear()
        self.connected = 0

    @property
    def shards(self) -> dict[int, bool]:
        """Whether each shard of this process is connected; empty while no number is known."""
        client = self._client
        if client is None:
            return {}
        ids = client.shard_ids or range(client.shard_count or 0)
        return {id: id in self._connected for id in ids}

    @property
    def is_complete(self) -> bool:
        """Whether all shards of this process are connected."""
        shards = self.shards
        return bool(shards) and all(shards.values())

    @property
    def latencies(self) -> dict[int, float]:
        """Seconds between the last heartbeat of each connected shard and Discord's answer."""
        if self._client is None:
            return {}
        return {
            id: latency
            for id, latency in self._client.latencies
            if id in self._connected and math.isfinite(latency)
        }

    @property
    def guilds(self) -> int:
        """The number of servers that the client knows."""
        return 0 if self._client is None else len(self._client.guilds)

    def _note(self, client: commands.AutoShardedBot, event: str, id: int) -> None:
        is_lost = event == "lost"
        # What is said of a shard that never was connected, or of a client of before, is no news.
        if self._client is not client or (is_lost and id not in self._connected):
            return
        self.events[event] += 1
        (self._connected.discard if is_lost else self._connected.add)(id)
        self.connected = len(self._connected)

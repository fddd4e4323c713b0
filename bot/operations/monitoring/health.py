"""Whether the bot can answer now, and if not, why."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.delivery.gateway_state import GatewayState
from bot.services.container import Services

_PATIENCE = 2.0  # seconds for a read of each database


@dataclass(slots=True)
class Health:
    """What a bot that is ready needs. It is `started` once it serves, `closing` near its end."""

    services: Services
    gateway: GatewayState
    started: bool = False
    closing: bool = False

    async def reasons(self) -> list[str]:
        """Return why the bot is not ready, in words of a fixed set; empty if it is."""
        reasons = []
        if not self.started:
            reasons.append("starting")
        if self.closing:
            reasons.append("closing")
        if not self.gateway.is_complete:
            reasons.append("gateway")
        readable = self.services.readable
        found = await asyncio.gather(*map(_in_time, readable.values()))
        return reasons + [
            f"database {name}" for name, is_so in zip(readable, found, strict=True) if not is_so
        ]


async def _in_time(is_readable: Callable[[], Awaitable[bool]]) -> bool:
    """Return whether a database is readable: one whose server is away may wait for it longer."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await is_readable()
    except TimeoutError:
        return False

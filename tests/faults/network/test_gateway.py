"""Faults of the gateway: after each the bot is back, and owes nobody anything."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.faults.conftest import FULL
from tests.faults.network.world import World

_TIMES = 10 if FULL else 1

Fault = Callable[[World], Awaitable[None]]


async def _dropped(world: World) -> None:
    """The connections are reset; the session is there to be resumed."""
    await world.sandbox.gateway.drop()


async def _reconnect(world: World) -> None:
    """Discord asks for another connection, as before a restart of its own."""
    await world.sandbox.gateway.reconnect()


async def _invalid_resumable(world: World) -> None:
    """The session is invalid, and may be resumed."""
    await world.sandbox.gateway.invalidate(resumable=True)


async def _invalid(world: World) -> None:
    """The session is invalid for good."""
    await world.sandbox.gateway.invalidate(resumable=False)


async def _forgotten(world: World) -> None:
    """The connections are reset, and the session is gone when the bot resumes it."""
    world.sandbox.gateway.sessions.clear()
    await world.sandbox.gateway.drop()


async def _closed(world: World) -> None:
    """Discord closes the connections with codes after which a client may come back."""
    for code in (4000, 1000, 1001, 4009):
        await world.sandbox.gateway.close(code)
        await world.is_back()


async def _dropped_often(world: World) -> None:
    """The connections are reset again and again, also while they are being made."""
    for number in range(8):
        await world.sandbox.gateway.drop()
        await asyncio.sleep(0.01 * number)


_LOSSES: list[Fault] = [
    _dropped, _reconnect, _invalid_resumable, _invalid, _forgotten, _closed, _dropped_often,
]  # fmt: skip


async def test_a_connection_is_lost(world: World) -> None:
    """After each loss of a connection the bot answers, posts the day's digest once, leaks none."""
    for fault in _LOSSES * _TIMES:
        async with world.fault(fault.__name__):
            await fault(world)


_NONSENSE: dict[str, dict[str, Any] | str | bytes] = {
    "unknown opcode": {"op": 99, "d": None},
    "unknown event": {"op": 0, "t": "TEA_SERVED", "s": 3, "d": {}},
    "an event without data": {"op": 0, "t": "GUILD_CREATE", "s": 3, "d": None},
    "an event of the wrong type": {"op": 0, "t": "INTERACTION_CREATE", "s": 3, "d": [1]},
    "a huge id": {"op": 0, "t": "GUILD_DELETE", "s": 3, "d": {"id": "9" * 400}},
    "a huge number": '{"op": 1e999, "s": 1e999}',
    "not an object": "[]",
    "cut": '{"op": 0, "t": "READ',
    "not UTF-8": b'{"op": 0, "t": "\xff"}',
    "too deep": "[" * 5000,
}


async def test_a_gateway_that_talks_nonsense(world: World) -> None:
    """What the gateway should not send does no harm, even if the bot has to start anew."""
    for name, payload in [*_NONSENSE.items()] * _TIMES:
        async with world.fault(name):
            world.sandbox.gateway.put(payload)


async def test_a_session_that_can_never_be_resumed(world: World) -> None:
    """A sequence number that Discord does not know is not offered for ever: a new bot starts."""
    async with world.fault("unknown sequence number"):
        world.sandbox.gateway.put({"op": 0, "t": "TEA_SERVED", "s": 10**9, "d": {}})
        await asyncio.sleep(0.05)
        await world.sandbox.gateway.drop()


@pytest.mark.usefixtures("hasty")
async def test_a_gateway_that_says_nothing(world: World) -> None:
    """A connection that got no HELLO, or that is half open, is given up for another one."""
    gateway = world.sandbox.gateway
    gateway.heartbeat_interval = 100
    await gateway.drop()
    await world.is_back()
    for _ in range(2 if FULL else 1):
        async with world.fault("no hello"):
            gateway.greets = False
            await gateway.drop()
            await asyncio.sleep(150 if FULL else 1)  # more than one connection lasts
            gateway.greets = True
        async with world.fault("half open"):
            gateway.freeze()
            await world.is_back()
            gateway.thaw()

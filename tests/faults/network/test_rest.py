"""Faults of Discord's API: after each the bot is back, and owes nobody anything."""

import asyncio
from typing import Any

from tests.faults.conftest import FULL, PATIENCE
from tests.faults.network.world import LOST, World

_TIMES = 2 if FULL else 1  # discord.py alone waits for half a minute after some of them
_STALL = 20.0 if FULL else 0.3  # seconds
_OUTAGE = 60.0 if FULL else 0.5

_HTML: dict[str, Any] = {"body": b"<html><title>error</title></html>", "content_type": "text/html"}
_BUSY: dict[str, dict[str, Any]] = {
    "429 of a user": {"status": 429, "scope": "user"},
    "429 of all requests": {"status": 429, "scope": "global"},
    "429 of a shared resource": {"status": 429, "scope": "shared"},
    "429 without Via": {"status": 429, "via": False},
    "429 of Cloudflare": {"status": 429, "via": False} | _HTML,
    "429 of a proxy that adds Via": {"status": 429} | _HTML,
}
_WAITED_FOR = {"429 of a user", "429 of all requests", "429 of a shared resource"}
_FAILURES: dict[str, dict[str, Any]] = {
    "500": {"status": 500} | _HTML,
    "502": {"status": 502, "via": False} | _HTML,
    "503": {"status": 503, "via": False} | _HTML,
    "reset": {"reset": True},
    "reset, but applied": {"reset": True, "applied": True},
    "stall": {"delay": _STALL},
}
_MALFORMED = {
    "cut": b'{"id": "12',
    "empty": b"",
    "null": b"null",
    "a list": b"[1]",
    "an empty object": b"{}",
    "a number": b"1e999",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "huge numbers": b'{"id": ' + b"9" * 400 + b', "channel_id": 1e400}',
    "too deep": b"[" * 5000,
}


_PATHS = ("/interactions/*", "/webhooks/*", "/channels/*")  # for a user's answer and the digest


async def suffer(
    world: World, name: str, times: int, *, patience: float = PATIENCE, **fault: Any
) -> bool:
    """Let the next requests of each path, as many as `times` says, meet a fault.

    The user waits for `patience` seconds. Return whether the user was answered, or Discord refused
    an answer that came too late.
    """
    refused = len(world.sandbox.refusals)
    async with world.fault(name, patience) as asked:
        for path in _PATHS:
            world.sandbox.faults.next("*", path, times=times, **fault)
        answers = await asyncio.gather(*asked)
        world.sandbox.faults.lift()
    return None not in answers or len(world.sandbox.refusals) > refused


async def test_limits_of_every_scope(world: World) -> None:
    """After a 429 of any scope and shape the bot answers, and posts the day's digest once."""
    for name, fault in [*_BUSY.items()] * _TIMES:
        answered = name in _WAITED_FOR
        patience = PATIENCE if answered else LOST
        assert await suffer(world, name, 2, patience=patience, **fault) or not answered


async def test_servers_that_fail(world: World) -> None:
    """After an error of a server or a broken connection users are answered, or time out."""
    for name, fault in [*_FAILURES.items()] * _TIMES:
        await suffer(world, name, 2 if FULL else 1, **fault)


async def test_malformed_bodies(world: World) -> None:
    """A response that cannot be read is one that was lost: the request is made again."""
    bodies = [*_MALFORMED.items()] * 2 * _TIMES if FULL else [*_MALFORMED.items()]
    for number, (name, body) in enumerate(bodies):  # nine of them: applied, then not, or vice versa
        applied = number % 2 == 0
        assert await suffer(world, name, 1, status=200, body=body, applied=applied), name


async def test_an_outage(world: World) -> None:
    """The digest that came due while all of Discord was away is posted once, when it is back."""
    before = len(world.posted)
    async with world.fault("outage"):
        world.sandbox.faults.next("*", "*", 503, times=-1, via=False, **_HTML)
        world.sandbox.gateway.away = True
        await world.sandbox.gateway.drop()
        await asyncio.sleep(_OUTAGE)
        assert len(world.posted) == before
        world.sandbox.faults.lift()
        world.sandbox.gateway.away = False

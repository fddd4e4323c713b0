"""Faults of Discord's API: after each the bot is back, and owes nobody anything."""

import asyncio
from typing import Any

import pytest

from tests.faults.conftest import FULL
from tests.faults.network.world import World

_TIMES = 5 if FULL else 1
_STALL = 20.0 if FULL else 0.3  # seconds
_OUTAGE = 60.0 if FULL else 0.5

_HTML = {"body": b"<html><title>error</title></html>", "content_type": "text/html"}
_BUSY: dict[str, dict[str, Any]] = {
    "429 of a user": {"status": 429, "scope": "user"},
    "429 of all requests": {"status": 429, "scope": "global"},
    "429 of a shared resource": {"status": 429, "scope": "shared"},
    "429 without Via": {"status": 429, "via": False},
    "429 of Cloudflare": {"status": 429, "via": False} | _HTML,
    "429 of a proxy that adds Via": {"status": 429} | _HTML,
}
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


async def suffer(world: World, name: str, times: int, **fault: Any) -> None:
    """Let the next requests of each method, as many as `times` says, meet a fault."""
    async with world.fault(name) as asked:
        for method in ("POST", "PATCH", "GET"):
            world.sandbox.faults.next(method, "*", times=times, **fault)
        await asyncio.gather(*asked)
        world.sandbox.faults.lift()


async def test_limits_of_every_scope(world: World) -> None:
    """After a 429 of any scope and shape the bot answers, and posts the day's digest once."""
    for name, fault in [*_BUSY.items()] * _TIMES:
        await suffer(world, name, 2, **fault)


async def test_servers_that_fail(world: World) -> None:
    """After an error of a server or a broken connection users are answered, or time out."""
    for name, fault in [*_FAILURES.items()] * _TIMES:
        await suffer(world, name, 2 if FULL else 1, **fault)


@pytest.mark.parametrize("applied", [True, False])
async def test_malformed_bodies(world: World, applied: bool) -> None:
    """A response that cannot be read is one that was lost: the request is made again."""
    for name, body in [*_MALFORMED.items()] * _TIMES:
        await suffer(world, name, 1, status=200, body=body, applied=applied)


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

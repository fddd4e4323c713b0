"""Waits for what fires no event."""

import asyncio
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0
"""How long a test waits, in seconds: a machine that does other work is several times slower."""


async def until(holds: Callable[[], Any]) -> None:
    """Wait until a condition is true. Raises TimeoutError when it stays false."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what it waits for fires no event
            await asyncio.sleep(0.005)

"""The requests that a client makes, noted where each begins and ends."""

from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp

from bot.ui.observation.observer import Observer

attempts: ContextVar[list[None]] = ContextVar("attempts")
"""An item for each request that was sent while a first response is."""


def traced(observer: Observer) -> aiohttp.TraceConfig:
    """Return what a client traces its requests with, so that discord.py's own retries count."""

    async def note_attempt(*_: object) -> None:
        attempts.get([]).append(None)

    async def note_response(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        end: aiohttp.TraceRequestEndParams,
    ) -> None:
        observer.request(end.response.status)

    async def note_failure(*_: object) -> None:
        observer.request(None)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(note_attempt)
    trace.on_request_end.append(note_response)
    trace.on_request_exception.append(note_failure)
    return trace

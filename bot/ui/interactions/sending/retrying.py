"""Requests to Discord that are made again when their response is lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TypeVar

import aiohttp
import discord

from bot.ui.observation.observer import Observer

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PAUSES = (0.25, 0.75, 2.0)  # seconds before each retry
_LOST = (
    aiohttp.ClientConnectionError,
    aiohttp.ClientPayloadError,
    ConnectionError,
    discord.DiscordServerError,
)

GAVE_UP = 408
"""The status with which a REST proxy answers when Discord did not answer it in time. What was asked
may have been done."""

_BY_PROXY = "generated-by-proxy"  # a header: never translated
# What discord.py raises for a body that is cut, no UTF-8, or not of the right type; nested too
# deeply, too. An unexpected type shows where it is used first.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(slots=True)
class Requests:
    """How many requests were `sent`, those of discord.py's own retries included, and responded."""

    sent: int = 0
    responded: int = 0


_requests: ContextVar[Requests] = ContextVar("requests")


def traced(observer: Observer) -> aiohttp.TraceConfig:
    """Return what a client traces its requests with: they are counted, and noted by `observer`."""

    async def note_request(*_: object) -> None:
        if requests := _requests.get(None):
            requests.sent += 1

    async def note_response(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        end: aiohttp.TraceRequestEndParams,
    ) -> None:
        if requests := _requests.get(None):
            requests.responded += 1
        observer.request(end.response.status)

    async def note_failure(*_: object) -> None:
        observer.request(None)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(note_request)
    trace.on_request_end.append(note_response)
    trace.on_request_exception.append(note_failure)
    return trace


def is_from_proxy(error: discord.HTTPException) -> bool:
    """Return whether an error is that of a REST proxy, which retries nothing, and not Discord's.

    nirn-proxy answers 408 when Discord did not answer in time, and 429, with a header of its own
    and without the Via that discord.py asks for, when a part of it is gone.
    """
    return error.status == GAVE_UP or _BY_PROXY in error.response.headers


@contextmanager
def counted() -> Iterator[Requests]:
    """Count the requests that the block sends."""
    requests = Requests()
    outer = _requests.set(requests)
    try:
        yield requests
    finally:
        _requests.reset(outer)


async def retry(call: Callable[[], Awaitable[T]]) -> T:
    """Make an idempotent request; retry it if the connection, a proxy or Discord's servers fail.

    discord.py itself retries after most 5xx statuses, but neither after 503 nor, on Linux, after
    a connection reset; and it lets a response that cannot be read pass as an error of the caller.
    Such a response raises aiohttp.ClientPayloadError when no retry helps.
    """
    for pause in _PAUSES:
        try:
            return await _readable(call)
        except (*_LOST, discord.HTTPException) as error:
            if not isinstance(error, _LOST) and not is_from_proxy(error):
                raise
            _log.warning("A request to Discord failed (%s); trying again", type(error).__name__)
            await asyncio.sleep(pause)
    return await _readable(call)


async def _readable(call: Callable[[], Awaitable[T]]) -> T:
    """Make a request. Raises aiohttp.ClientPayloadError if there is a response, but unreadable."""
    requests = _requests.get(None) or Requests()
    before, outer = requests.responded, _requests.set(requests)
    try:
        return await call()
    except _UNREADABLE as error:
        if requests.responded == before:  # the request was never made: it is wrong itself
            raise
        raise aiohttp.ClientPayloadError("unreadable") from error  # never translated
    finally:
        _requests.reset(outer)
